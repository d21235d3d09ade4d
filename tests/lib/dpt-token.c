/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-token.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <string.h>

#include "dp-base64.h"
#include "dp-gq.h"
#include "dp-private-key.h"
#include "dpt.h"

#define OR(value, fallback) ((value) != NULL ? (value) : (fallback))

/* Who can sign: the kind of key, its secret's bytes (0: the RSA key of the vectors), its header. */
static const struct
{
  const char *name;
  DpKeyKind kind;
  guint8 secret;
  const char *header;
} signers[] = {
  { "es", DP_KEY_P256, 1, "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"JWT\"}" },
  { "ed", DP_KEY_ED25519, 2, "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}" },
  { "rsa", DP_KEY_RSA, 0, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"JWT\"}" },
  { "gq", DP_KEY_RSA, 0, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"JWT\"}" },
  { "other", DP_KEY_P256, 3, "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"JWT\"}" },
  { "user", DP_KEY_P256, 4, "" },
};

static guint
find_signer (const char *name)
{
  guint i = 0;

  while (strcmp (signers[i].name, name) != 0)
    g_assert_cmpuint (++i, <, G_N_ELEMENTS (signers));
  return i;
}

static EVP_PKEY *
load_rsa (void)
{
  g_autofree char *path
    = g_test_build_filename (G_TEST_DIST, "vectors/data/spec/generated/op_rsa.pem", NULL);
  FILE *file = fopen (path, "r");
  EVP_PKEY *key;

  g_assert_nonnull (file);
  key = PEM_read_PrivateKey (file, NULL, NULL, NULL);
  fclose (file);
  g_assert_nonnull (key);
  return key;
}

static DpPublicKey *
get_rsa_public (void)
{
  EVP_PKEY *rsa = load_rsa ();
  static const guint8 e[] = { 1, 0, 1 };
  BIGNUM *n = NULL;
  guint8 bytes[512];
  DpPublicKey *key;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (EVP_PKEY_get_bn_param (rsa, OSSL_PKEY_PARAM_RSA_N, &n), ==, 1);
  key = dp_public_key_new_rsa (bytes, (gsize) BN_bn2bin (n, bytes), e, sizeof e, &error);
  g_assert_no_error (error);
  BN_free (n);
  EVP_PKEY_free (rsa);
  return key;
}

static GBytes *
sign_rsa (const char *input)
{
  EVP_PKEY *rsa = load_rsa ();
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint8 out[512];
  gsize len = sizeof out;

  g_assert_cmpint (EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, rsa), ==, 1);
  g_assert_cmpint (EVP_DigestSign (context, out, &len, (const guint8 *) input, strlen (input)), ==,
                   1);
  EVP_MD_CTX_free (context);
  EVP_PKEY_free (rsa);
  return g_bytes_new (out, len);
}

static DpPrivateKey *
get_private (const char *name)
{
  guint i = find_signer (name);
  g_autoptr (GError) error = NULL;
  guint8 secret[32];
  DpPrivateKey *key;

  memset (secret, signers[i].secret, sizeof secret);
  key = dp_private_key_new (signers[i].kind, secret, sizeof secret, &error);
  g_assert_no_error (error);
  return key;
}

static char *
sign (const char *signer,
      const char *input)
{
  g_autoptr (DpPrivateKey) key = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (strcmp (signer, "none") == 0)
    return g_strdup ("");
  if (signers[find_signer (signer)].kind == DP_KEY_RSA)
    signature = sign_rsa (input);
  else
    {
      key = get_private (signer);
      signature = dp_private_key_sign (key, (const guint8 *) input, strlen (input), NULL);
    }
  return dp_base64url_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
}

static char *
replace (const char *text,
         const char *from,
         const char *to)
{
  GString *out = g_string_new (text);

  g_string_replace (out, from, to, 0);
  return g_string_free (out, FALSE);
}

static char *
encode (const char *text)
{
  return dp_base64url_encode ((const guint8 *) text, strlen (text));
}

/* The client's header with the person's key in it, and the commitment to it. */
static char *
make_cic (const DptToken *spec,
          char          **commitment)
{
  static const guint8 rz[DP_CIC_RZ_LEN] = { 7 };
  g_autoptr (DpPrivateKey) user = get_private ("user");
  g_autoptr (DpJson) jwk = dp_jwk_build (dp_private_key_get_public (user), "ES256");
  g_autofree char *upk = dp_json_to_canonical (jwk, NULL);
  g_autoptr (DpCic) cic = dp_cic_new (dp_private_key_get_public (user), rz, NULL);
  g_autoptr (DpJws) jws = NULL;
  g_autoptr (DpCic) parsed = NULL;
  g_autofree char *text = NULL;
  char *segment;

  *commitment = g_strdup (dp_cic_get_commitment (cic));
  if (spec->cic == NULL)
    return g_strdup (dp_cic_get_segment (cic));
  text = replace (spec->cic, "$UPK", upk);
  segment = encode (text);
  jws = dp_jws_parse (segment, strlen (segment), "e30", 3, "", 0, NULL);
  parsed = jws != NULL ? dp_cic_parse (jws, NULL) : NULL;
  if (parsed != NULL)
    {
      g_free (*commitment);
      *commitment = g_strdup (dp_cic_get_commitment (parsed));
    }
  return segment;
}

/* "header.payload.signature" of the provider */
static char *
make_id_token (const char *claims,
               const char *header,
               const char *signer)
{
  const char *fallback = strcmp (signer, "none") != 0 ? signers[find_signer (signer)].header : "";
  g_autofree char *protected = encode (OR (header, fallback));
  g_autofree char *payload = encode (claims);
  g_autofree char *input = g_strjoin (".", protected, payload, NULL);
  g_autofree char *signature = sign (signer, input);
  g_autofree char *token = g_strjoin (".", input, signature, NULL);
  g_autoptr (DpPublicKey) key = NULL;
  g_autoptr (DpJws) jws = NULL;
  g_autoptr (GError) error = NULL;
  char *gq;

  if (strcmp (signer, "gq") != 0)
    return g_steal_pointer (&token);
  key = get_rsa_public ();
  jws = dp_jws_parse_compact (token, strlen (token), &error);
  g_assert_no_error (error);
  gq = dp_gq_sign (jws, key, NULL, &error);
  g_assert_no_error (error);
  return gq;
}

static char *
fill_form (const char *form,
           char      **op,
           const char *cic,
           const char *cic_signature)
{
  const char *const names[][2] = { { "$OH", op[0] }, { "$OS", op[2] }, { "$CH", cic },
                                   { "$CS", cic_signature }, { "$P", op[1] } };
  char *text = g_strdup (form);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *next = replace (text, names[i][0], names[i][1]);

      g_free (text);
      text = next;
    }
  return text;
}

char *
dpt_token_build (const DptToken *spec)
{
  g_autofree char *commitment = NULL;
  g_autofree char *cic = make_cic (spec, &commitment);
  g_autofree char *claims = replace (OR (spec->claims, DPT_CLAIMS), "$NONCE", commitment);
  g_autofree char *id_token = make_id_token (claims, spec->header, OR (spec->signer, "es"));
  g_auto (GStrv) op = g_strsplit (id_token, ".", 3);
  g_autofree char *input = g_strjoin (".", cic, op[1], NULL);
  g_autofree char *signature = sign (OR (spec->cic_signer, "user"), input);
  g_autofree char *pkt = fill_form (OR (spec->form, DPT_FORM), op, cic, signature);
  g_autofree char *fresh_claims = NULL;
  g_autofree char *fresh = NULL;

  if (spec->refreshed == NULL)
    return g_steal_pointer (&pkt);
  fresh_claims = replace (spec->refreshed, "$NONCE", commitment);
  fresh = make_id_token (fresh_claims, spec->refreshed_header, OR (spec->refreshed_signer, "es"));
  return g_strjoin (".", pkt, fresh, NULL);
}

DpPrivateKey *
dpt_token_user_key (void)
{
  return get_private ("user");
}

char *
dpt_token_certificate (const DptToken *spec,
                       const char     *pkt)
{
  static const char *const wildcard[] = { DP_SSH_WILDCARD_PRINCIPAL, NULL };
  static const guint8 nonce[32] = { 9 };
  g_autoptr (DpPrivateKey) key = get_private (OR (spec->cert_key, "user"));
  g_autoptr (GError) error = NULL;
  const DpSshCertFields fields = { "alice@example.com", OR (spec->principals, wildcard), pkt,
                                   spec->access_token, nonce };
  char *line = dp_ssh_cert_build (key, &fields, &error);

  g_assert_no_error (error);
  return line;
}

/* The key set of the first @n signers; (transfer full). */
static char *
make_keys_text (guint       n,
                const char *suffix)
{
  GString *text = g_string_new ("{\"keys\":[");

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DpPrivateKey) private = NULL;
      g_autoptr (DpPublicKey) rsa = NULL;
      g_autoptr (DpJson) jwk = NULL;
      g_autofree char *json = NULL;
      g_autofree char *kid = g_strconcat (signers[i].name, suffix, NULL);

      if (signers[i].kind == DP_KEY_RSA)
        rsa = get_rsa_public ();
      else
        private = get_private (signers[i].name);
      jwk = dp_jwk_build (rsa != NULL ? rsa : dp_private_key_get_public (private), NULL);
      dp_json_set_string (jwk, "kid", kid);
      json = dp_json_to_canonical (jwk, NULL);
      g_string_append_printf (text, "%s%s", i == 0 ? "" : ",", json);
    }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

char *
dpt_token_keys_text (const char *suffix)
{
  return make_keys_text (find_signer ("gq"), suffix);
}

static DpJwks *
make_keys (guint n)
{
  g_autofree char *text = make_keys_text (n, "");
  g_autoptr (GError) error = NULL;
  DpJwks *keys;

  keys = dp_jwks_parse ((const guint8 *) text, strlen (text), &error);
  g_assert_no_error (error);
  return keys;
}

DpJwks *
dpt_token_keys (void)
{
  return make_keys (find_signer ("gq"));
}

void
dpt_token_rules (const DptToken *spec,
                 DpPktRules     *rules)
{
  rules->issuer = OR (spec->issuer, DPT_ISSUER);
  rules->client_id = OR (spec->client_id, DPT_CLIENT);
  rules->commitment = dp_commitment_for_issuer (rules->issuer);
  rules->expiry = spec->expiry;
  rules->iat_tolerance = 60;
  rules->built_at = DPT_NOW - 365 * 24 * 3600;
  rules->gq_legacy = spec->gq_legacy;
}

DpIdentity *
dpt_token_check_line (const DptToken *spec,
                      const char     *line,
                      const DpJwks   *keys,
                      GError        **error)
{
  g_autoptr (DpSshCert) cert = NULL;
  g_autoptr (DpPkt) pkt = NULL;
  const char *text;
  DpPktRules rules;

  cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, error);
  if (cert == NULL)
    return NULL;
  text = dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);
  if (text == NULL)
    {
      dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "no token");
      return NULL;
    }
  pkt = dp_pkt_parse (text, strlen (text), error);
  if (pkt == NULL)
    return NULL;
  dpt_token_rules (spec, &rules);
  return dp_pkt_verify (cert, pkt, &rules, keys, spec->now != 0 ? spec->now : DPT_NOW, error);
}

DpIdentity *
dpt_token_check (const DptToken *spec,
                 GError        **error)
{
  g_autofree char *pkt = dpt_token_build (spec);
  g_autofree char *line = dpt_token_certificate (spec, pkt);
  g_autoptr (DpJwks) keys = dpt_token_keys ();

  return dpt_token_check_line (spec, line, keys, error);
}

DpIdentity *
dpt_token_identity (const char *claims)
{
  const DptToken spec = { .claims = claims, .expiry = DP_EXPIRY_NEVER };
  g_autofree char *pkt = dpt_token_build (&spec);
  g_autofree char *line = dpt_token_certificate (&spec, pkt);
  g_autoptr (DpJwks) keys = make_keys (find_signer ("rsa"));
  g_autoptr (GError) error = NULL;
  DpIdentity *identity = dpt_token_check_line (&spec, line, keys, &error);

  g_assert_no_error (error);
  return identity;
}
