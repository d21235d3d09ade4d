/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-jose.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "dp-base64.h"
#include "dpt.h"

struct _DptSigner
{
  EVP_PKEY    *pkey;
  DpPublicKey *public_key;
};

static GBytes *
number_of (EVP_PKEY   *pkey,
           const char *name)
{
  BIGNUM *number = NULL;
  guint8 out[1024];
  int len;

  g_assert_cmpint (EVP_PKEY_get_bn_param (pkey, name, &number), ==, 1);
  len = BN_bn2bin (number, out);
  BN_free (number);
  return g_bytes_new (out, (gsize) len);
}

static DpPublicKey *
rsa_public (EVP_PKEY *pkey,
            GError  **error)
{
  g_autoptr (GBytes) n = number_of (pkey, OSSL_PKEY_PARAM_RSA_N);
  g_autoptr (GBytes) e = number_of (pkey, OSSL_PKEY_PARAM_RSA_E);

  return dp_public_key_new_rsa (g_bytes_get_data (n, NULL), g_bytes_get_size (n),
                                g_bytes_get_data (e, NULL), g_bytes_get_size (e), error);
}

static DptSigner *
take (DpKeyKind kind,
      EVP_PKEY *pkey)
{
  DptSigner *self = g_new0 (DptSigner, 1);
  g_autoptr (GError) error = NULL;
  guint8 point[65];
  gsize len = sizeof point;

  g_assert_nonnull (pkey);
  self->pkey = pkey;
  if (kind == DP_KEY_RSA)
    self->public_key = rsa_public (pkey, &error);
  else if (kind == DP_KEY_P256)
    {
      g_assert_cmpint (EVP_PKEY_get_octet_string_param (pkey, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                        sizeof point, &len),
                       ==, 1);
      self->public_key = dp_public_key_new_p256 (point + 1, 32, point + 33, 32, &error);
    }
  else
    {
      g_assert_cmpint (EVP_PKEY_get_raw_public_key (pkey, point, &len), ==, 1);
      self->public_key = dp_public_key_new_ed25519 (point, len, &error);
    }
  g_assert_no_error (error);
  return self;
}

DptSigner *
dpt_signer_rsa (void)
{
  g_autoptr (GBytes) pem = dpt_load ("vectors/data/spec/generated/op_rsa.pem");
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int) g_bytes_get_size (pem));
  EVP_PKEY *pkey = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  BIO_free (bio);
  return take (DP_KEY_RSA, pkey);
}

DptSigner *
dpt_signer_new (DpKeyKind kind)
{
  if (kind == DP_KEY_RSA)
    return take (kind, EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t) 2048));
  if (kind == DP_KEY_P256)
    return take (kind, EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256"));
  return take (kind, EVP_PKEY_Q_keygen (NULL, NULL, "ED25519"));
}

void
dpt_signer_free (DptSigner *self)
{
  EVP_PKEY_free (self->pkey);
  dp_public_key_unref (self->public_key);
  g_free (self);
}

DpPublicKey *
dpt_signer_get_public (DptSigner *self)
{
  return self->public_key;
}

/* OpenSSL's DER to JOSE's r || s (RFC 7518 section 3.4) */
static void
der_to_raw (const guint8 *der,
            gsize         len,
            guint8        raw[64])
{
  ECDSA_SIG *sig = d2i_ECDSA_SIG (NULL, &der, (long) len);

  g_assert_nonnull (sig);
  g_assert_cmpint (BN_bn2binpad (ECDSA_SIG_get0_r (sig), raw, 32), ==, 32);
  g_assert_cmpint (BN_bn2binpad (ECDSA_SIG_get0_s (sig), raw + 32, 32), ==, 32);
  ECDSA_SIG_free (sig);
}

GBytes *
dpt_signer_sign (DptSigner  *self,
                 DpSignAlg   alg,
                 const char *data)
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *pctx = NULL;
  guint8 out[1024], raw[64];
  gsize len = sizeof out;
  const EVP_MD *md = alg == DP_SIGN_EDDSA ? NULL : EVP_sha256 ();

  if (alg == DP_SIGN_RS512)
    md = EVP_sha512 ();
  g_assert_cmpint (EVP_DigestSignInit (ctx, &pctx, md, NULL, self->pkey), ==, 1);
  if (alg == DP_SIGN_PS256)
    {
      g_assert_cmpint (EVP_PKEY_CTX_set_rsa_padding (pctx, RSA_PKCS1_PSS_PADDING), ==, 1);
      g_assert_cmpint (EVP_PKEY_CTX_set_rsa_pss_saltlen (pctx, RSA_PSS_SALTLEN_DIGEST), ==, 1);
    }
  g_assert_cmpint (EVP_DigestSign (ctx, out, &len, (const guint8 *) data, strlen (data)), ==, 1);
  EVP_MD_CTX_free (ctx);
  if (alg != DP_SIGN_ES256)
    return g_bytes_new (out, len);
  der_to_raw (out, len, raw);
  return g_bytes_new (raw, sizeof raw);
}

static char *
signing_input (const char *header,
               const char *payload)
{
  g_autofree char *a = dp_base64url_encode ((const guint8 *) header, strlen (header));
  g_autofree char *b = dp_base64url_encode ((const guint8 *) payload, strlen (payload));

  return g_strjoin (".", a, b, NULL);
}

char *
dpt_signer_token (DptSigner  *self,
                  DpSignAlg   alg,
                  const char *header,
                  const char *payload)
{
  g_autofree char *input = signing_input (header, payload);
  g_autoptr (GBytes) signature = dpt_signer_sign (self, alg, input);
  g_autofree char *text = dp_base64url_encode (g_bytes_get_data (signature, NULL),
                                               g_bytes_get_size (signature));

  return g_strjoin (".", input, text, NULL);
}

char *
dpt_hmac_token (const char *key,
                const char *header,
                const char *payload)
{
  g_autofree char *input = signing_input (header, payload);
  guint8 mac[32];
  unsigned int len = sizeof mac;
  g_autofree char *text = NULL;

  HMAC (EVP_sha256 (), key, (int) strlen (key), (const guint8 *) input, strlen (input), mac, &len);
  text = dp_base64url_encode (mac, len);
  return g_strjoin (".", input, text, NULL);
}

char *
dpt_token_with (const char   *token,
                const guint8 *signature,
                gsize         len)
{
  g_autofree char *text = dp_base64url_encode (signature, len);
  g_autofree char *input = g_strndup (token, (gsize) (strrchr (token, '.') - token));

  return g_strjoin (".", input, text, NULL);
}

DpJson *
dpt_parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  DpJson *out = dp_json_parse ((const guint8 *) text, strlen (text), &error);

  g_assert_no_error (error);
  return out;
}
