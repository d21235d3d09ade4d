/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When libcrypto itself fails: the linker puts these functions in front of its own (meson.build),
 * and each operation is run with the first call failing, then the second, and so on. It must fail
 * each time, with its error set, and give nothing; above all, nothing may verify.
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <string.h>

#include "dp-auth-request.h"
#include "dp-cic.h"
#include "dp-digest.h"
#include "dp-gq.h"
#include "dp-jwk.h"
#include "dp-key-cache.h"
#include "dp-secret.h"
#include "dp-ssh-cert.h"
#include "dp-ssh-key.h"
#include "dp-ssh-private-key.h"
#include "dpt-cert.h"
#include "dpt-jose.h"
#include "dpt.h"

static guint countdown; /* 0: nothing fails */

static gboolean
must_fail (void)
{
  return countdown > 0 && --countdown == 0;
}

#define WRAP(type, failed, name, params, args) \
  type __real_##name params; \
  type __wrap_##name params; \
  type __wrap_##name params { return must_fail () ? (failed) : __real_##name args; }

WRAP (int, 0, EVP_Digest,
      (const void *d, size_t n, unsigned char *o, unsigned int *l, const EVP_MD *m, ENGINE *e),
      (d, n, o, l, m, e))
WRAP (int, 0, EVP_DigestInit_ex, (EVP_MD_CTX *c, const EVP_MD *m, ENGINE *e), (c, m, e))
WRAP (int, 0, EVP_DigestSignInit,
      (EVP_MD_CTX *c, EVP_PKEY_CTX **p, const EVP_MD *m, ENGINE *e, EVP_PKEY *k), (c, p, m, e, k))
WRAP (int, 0, EVP_DigestVerifyInit,
      (EVP_MD_CTX *c, EVP_PKEY_CTX **p, const EVP_MD *m, ENGINE *e, EVP_PKEY *k), (c, p, m, e, k))
WRAP (int, -1, EVP_DigestVerify,
      (EVP_MD_CTX *c, const unsigned char *s, size_t l, const unsigned char *d, size_t n),
      (c, s, l, d, n))
WRAP (int, 0, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX *c, int p), (c, p))
WRAP (int, 0, EVP_PKEY_CTX_set_rsa_pss_saltlen, (EVP_PKEY_CTX *c, int n), (c, n))
WRAP (int, 0, EVP_PKEY_fromdata, (EVP_PKEY_CTX *c, EVP_PKEY **k, int s, OSSL_PARAM p[]),
      (c, k, s, p))
WRAP (EVP_PKEY *, NULL, EVP_PKEY_dup, (EVP_PKEY *k), (k))
WRAP (int, 0, EVP_PKEY_set1_encoded_public_key, (EVP_PKEY *k, const unsigned char *d, size_t n),
      (k, d, n))
WRAP (int, 0, EVP_PKEY_get_raw_public_key, (const EVP_PKEY *k, unsigned char *o, size_t *n),
      (k, o, n))
WRAP (int, 0, EVP_PKEY_get_raw_private_key, (const EVP_PKEY *k, unsigned char *o, size_t *n),
      (k, o, n))
WRAP (int, 0, EVP_PKEY_get_octet_string_param,
      (const EVP_PKEY *k, const char *a, unsigned char *o, size_t m, size_t *n), (k, a, o, m, n))
WRAP (int, 0, EVP_PKEY_get_bn_param, (const EVP_PKEY *k, const char *a, BIGNUM **n), (k, a, n))
WRAP (EVP_PKEY *, NULL, EVP_PKEY_new_raw_public_key,
      (int t, ENGINE *e, const unsigned char *d, size_t n), (t, e, d, n))
WRAP (EVP_PKEY *, NULL, EVP_PKEY_new_raw_private_key,
      (int t, ENGINE *e, const unsigned char *d, size_t n), (t, e, d, n))
WRAP (int, 0, EC_POINT_mul,
      (const EC_GROUP *g, EC_POINT *r, const BIGNUM *n, const EC_POINT *q, const BIGNUM *m,
       BN_CTX *c),
      (g, r, n, q, m, c))
WRAP (int, -1, i2d_ECDSA_SIG, (const ECDSA_SIG *s, unsigned char **o), (s, o))
WRAP (int, 0, RAND_bytes, (unsigned char *o, int n), (o, n))
WRAP (int, 0, BN_priv_rand_range, (BIGNUM *r, const BIGNUM *n), (r, n))
WRAP (int, 0, BN_MONT_CTX_set, (BN_MONT_CTX *m, const BIGNUM *n, BN_CTX *c), (m, n, c))
WRAP (int, 0, BN_mod_exp_mont,
      (BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *n, BN_CTX *c, BN_MONT_CTX *m),
      (r, a, p, n, c, m))
WRAP (int, 0, BN_mod_exp_mont_consttime,
      (BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *n, BN_CTX *c, BN_MONT_CTX *m),
      (r, a, p, n, c, m))
WRAP (int, 0, BN_mod_mul_montgomery,
      (BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_MONT_CTX *m, BN_CTX *c), (r, a, b, m, c))

/* What the operations work on, made before anything fails. */
static DptSigner *signers[3];
static DpPrivateKey *keys[3]; /* P-256 and Ed25519 */
static DpJws *tokens[3], *pss, *gq;
static DpSshCert *certs[3];

static DpJws *
parse (char *token)
{
  DpJws *jws = dp_jws_parse_compact (token, strlen (token), NULL);

  g_free (token);
  return jws;
}

static void
set_up (void)
{
  static const char *const headers[] = { "{\"alg\":\"RS256\"}", "{\"alg\":\"ES256\"}",
                                         "{\"alg\":\"EdDSA\"}" };
  static const DpSignAlg algs[] = { DP_SIGN_RS256, DP_SIGN_ES256, DP_SIGN_EDDSA };

  for (DpKeyKind kind = DP_KEY_RSA; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DptCert) made = NULL;

      signers[kind] = kind == DP_KEY_RSA ? dpt_signer_rsa () : dpt_signer_new (kind);
      tokens[kind] = parse (dpt_signer_token (signers[kind], algs[kind], headers[kind], "{}"));
      if (kind == DP_KEY_RSA)
        continue;
      keys[kind] = dpt_cert_key (kind);
      made = dpt_cert_new (keys[kind], "");
      certs[kind] = dp_ssh_cert_parse (made->type, made->base64, strlen (made->base64), NULL);
    }
  pss = parse (dpt_signer_token (signers[0], DP_SIGN_PS256, "{\"alg\":\"PS256\"}", "{}"));
  gq = parse (dp_gq_sign (tokens[0], dpt_signer_get_public (signers[0]), NULL, NULL));
}

static void
tear_down (void)
{
  for (DpKeyKind kind = DP_KEY_RSA; kind <= DP_KEY_ED25519; kind++)
    {
      dpt_signer_free (signers[kind]);
      dp_jws_free (tokens[kind]);
      dp_private_key_free (keys[kind]);
      dp_ssh_cert_free (certs[kind]);
    }
  dp_jws_free (pss);
  dp_jws_free (gq);
}

static gboolean
verify_rs256 (GError **error)
{
  return dp_jws_verify (tokens[0], dpt_signer_get_public (signers[0]), DP_SIGN_RS256, error);
}

static gboolean
verify_ps256 (GError **error)
{
  return dp_jws_verify (pss, dpt_signer_get_public (signers[0]), DP_SIGN_PS256, error);
}

static gboolean
verify_es256 (GError **error)
{
  return dp_jws_verify (tokens[1], dpt_signer_get_public (signers[1]), DP_SIGN_ES256, error);
}

static gboolean
verify_eddsa (GError **error)
{
  return dp_jws_verify (tokens[2], dpt_signer_get_public (signers[2]), DP_SIGN_EDDSA, error);
}

static gboolean
verify_gq (GError **error)
{
  return dp_gq_verify (gq, dpt_signer_get_public (signers[0]), FALSE, error);
}

static gboolean
sign_gq (GError **error)
{
  g_autofree char *token = dp_gq_sign (tokens[0], dpt_signer_get_public (signers[0]), NULL, error);

  return token != NULL;
}

static gboolean
check_p256_cert (GError **error)
{
  return dp_ssh_cert_check (certs[1], 1500000000, error);
}

static gboolean
check_ed25519_cert (GError **error)
{
  return dp_ssh_cert_check (certs[2], 1500000000, error);
}

static gboolean
build_cert (GError **error)
{
  static const char *const principals[] = { "a", NULL };
  guint8 nonce[32] = { 0 };
  DpSshCertFields fields = { "", principals, "t", NULL, nonce };
  g_autofree char *line = dp_ssh_cert_build (keys[1], &fields, error);

  return line != NULL;
}

static gboolean
write_and_read (DpPrivateKey *key,
                GError      **error)
{
  g_autoptr (GBytes) text = dp_ssh_private_key_write (key, "", 1, error);
  g_autoptr (DpPrivateKey) again = NULL;

  if (text == NULL)
    return FALSE;
  again = dp_ssh_private_key_read (g_bytes_get_data (text, NULL), g_bytes_get_size (text), NULL,
                                   error);
  return again != NULL;
}

static gboolean
files_p256 (GError **error)
{
  return write_and_read (keys[1], error);
}

static gboolean
files_ed25519 (GError **error)
{
  return write_and_read (keys[2], error);
}

static gboolean
generate (GError **error)
{
  g_autoptr (DpPrivateKey) a = dp_private_key_generate (DP_KEY_P256, error);
  g_autoptr (DpPrivateKey) b = NULL;

  if (a == NULL)
    return FALSE;
  b = dp_private_key_generate (DP_KEY_ED25519, error);
  return b != NULL;
}

static gboolean
sign (GError **error)
{
  g_autoptr (GBytes) signature = dp_private_key_sign (keys[2], (const guint8 *) "a", 1, error);

  return signature != NULL;
}

static gboolean
make_public (GError **error)
{
  for (DpKeyKind kind = DP_KEY_RSA; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DpJson) object = dp_jwk_build (dpt_signer_get_public (signers[kind]), NULL);
      g_autoptr (DpJwk) jwk = dp_jwk_parse (object, error);

      if (jwk == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
digests (GError **error)
{
  g_autofree char *thumbprint = NULL;
  g_autofree char *fingerprint = NULL;
  guint8 out[DP_DIGEST_LEN] = { 0 };

  thumbprint = dp_jwk_thumbprint (dpt_signer_get_public (signers[1]), error);
  if (thumbprint == NULL)
    return FALSE;
  fingerprint = dp_ssh_key_fingerprint (dpt_signer_get_public (signers[1]), error);
  return fingerprint != NULL && dp_digest_sha3_256 (out, 1, out, error)
         && dp_digest_shake256 (out, 1, out, sizeof out, error);
}

static gboolean
names_and_challenges (GError **error)
{
  g_autofree char *name = dp_key_cache_name ("https://op.example", error);
  g_autofree char *challenge = name != NULL ? dp_pkce_challenge ("verifier", error) : NULL;

  return challenge != NULL;
}

static gboolean
make_cic (GError **error)
{
  static const guint8 rz[DP_CIC_RZ_LEN] = { 1 };
  g_autoptr (DpCic) cic = dp_cic_new (dp_private_key_get_public (keys[DP_KEY_P256]), rz, error);
  g_autofree char *signature
    = cic != NULL ? dp_cic_sign (cic, keys[DP_KEY_P256], "e30", error) : NULL;

  return signature != NULL;
}

static gboolean
randomness (GError **error)
{
  guint8 out[4];

  return dp_secret_fill_random (out, sizeof out, error);
}

/* How many calls of each operation can fail, at least. */
static const struct
{
  const char *name;
  gboolean (*run) (GError **error);
  guint calls;
} operations[] = {
  { "verify_rs256", verify_rs256, 3 },
  { "verify_ps256", verify_ps256, 4 },
  { "verify_es256", verify_es256, 3 },
  { "verify_eddsa", verify_eddsa, 2 },
  { "verify_gq", verify_gq, 36 },
  { "sign_gq", sign_gq, 68 },
  { "check_p256_cert", check_p256_cert, 3 },
  { "check_ed25519_cert", check_ed25519_cert, 2 },
  { "build_cert", build_cert, 1 },
  { "private_key_file_p256", files_p256, 5 },
  { "private_key_file_ed25519", files_ed25519, 5 },
  { "generate", generate, 4 },
  { "sign", sign, 1 },
  { "public_keys", make_public, 4 },
  { "digests", digests, 4 },
  { "names_and_challenges", names_and_challenges, 2 },
  { "client_claims", make_cic, 2 },
  { "random_numbers", randomness, 1 },
};

static void
test_operation (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  gboolean reached = TRUE;
  guint n;

  for (n = 1; reached; n++)
    {
      g_autoptr (GError) error = NULL;
      gboolean ok;

      countdown = n;
      ok = operations[i].run (&error);
      reached = countdown == 0;
      countdown = 0;
      g_assert_true (ok == !reached);
      g_assert_true (ok == (error == NULL));
      g_assert_true (ok || error->domain == DP_ERROR);
    }
  g_test_message ("%u calls failed, one at a time", n - 2);
  g_assert_cmpuint (n - 2, >=, operations[i].calls);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  dpt_init (&argc, &argv);
  set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autofree char *path = g_strconcat ("/base/crypto-fails/", operations[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_operation);
    }
  status = g_test_run ();
  tear_down ();
  return status;
}
