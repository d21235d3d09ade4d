/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-private-key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "dp-error.h"
#include "dp-public-key-private.h"
#include "dp-secret.h"

struct _DpPrivateKey
{
  EVP_PKEY    *pkey;
  DpPublicKey *public_key;
};

static DpPublicKey *
public_of (DpKeyKind kind,
           EVP_PKEY *pkey,
           GError  **error)
{
  guint8 point[65];
  gsize len = sizeof point;

  if (kind == DP_KEY_ED25519)
    {
      if (EVP_PKEY_get_raw_public_key (pkey, point, &len) != 1)
        len = 0;
      return dp_public_key_new_ed25519 (point, len, error);
    }
  if (EVP_PKEY_get_octet_string_param (pkey, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &len)
        != 1
      || len != sizeof point || point[0] != 4)
    {
      dp_error_set (error, DP_ERROR_CRYPTO, "no uncompressed public point");
      return NULL;
    }
  return dp_public_key_new_p256 (point + 1, 32, point + 33, 32, error);
}

static DpPrivateKey *
take_pkey (DpKeyKind kind,
           EVP_PKEY *pkey,
           GError  **error)
{
  g_autoptr (DpPrivateKey) self = g_new0 (DpPrivateKey, 1);

  self->pkey = pkey;
  if (pkey == NULL)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "libcrypto refused the private key");
      return NULL;
    }
  self->public_key = public_of (kind, pkey, error);
  return self->public_key != NULL ? g_steal_pointer (&self) : NULL;
}

static gboolean
kind_is_good (DpKeyKind kind,
              GError  **error)
{
  if (kind != DP_KEY_P256 && kind != DP_KEY_ED25519)
    return dp_error_set (error, DP_ERROR_KEY_TYPE, "only P-256 and Ed25519 keys are made");
  return TRUE;
}

DpPrivateKey *
dp_private_key_generate (DpKeyKind kind,
                         GError  **error)
{
  EVP_PKEY *pkey;

  if (!kind_is_good (kind, error))
    return NULL;
  pkey = kind == DP_KEY_P256 ? EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256")
                             : EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  return take_pkey (kind, pkey, error);
}

/* The public point of a secret number: libcrypto 3.0 does not derive it in EVP_PKEY_fromdata(). */
static gboolean
derive_point (const BIGNUM *number,
              guint8        out[65])
{
  EC_GROUP *group = EC_GROUP_new_by_curve_name (NID_X9_62_prime256v1);
  EC_POINT *point = group != NULL ? EC_POINT_new (group) : NULL;
  gboolean ok = point != NULL && !BN_is_zero (number)
                && BN_cmp (number, EC_GROUP_get0_order (group)) < 0
                && EC_POINT_mul (group, point, number, NULL, NULL, NULL) == 1
                && EC_POINT_point2oct (group, point, POINT_CONVERSION_UNCOMPRESSED, out, 65, NULL)
                     == 65;

  EC_POINT_free (point);
  EC_GROUP_free (group);
  return ok;
}

static EVP_PKEY *
p256_from_number (const guint8 *secret)
{
  BIGNUM *number = BN_secure_new ();
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new ();
  OSSL_PARAM *params = NULL;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  EVP_PKEY *pkey = NULL;
  guint8 point[65];

  if (number != NULL && build != NULL && ctx != NULL && BN_bin2bn (secret, 32, number) != NULL
      && derive_point (number, point)
      && OSSL_PARAM_BLD_push_utf8_string (build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1
      && OSSL_PARAM_BLD_push_BN (build, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1
      && OSSL_PARAM_BLD_push_octet_string (build, OSSL_PKEY_PARAM_PUB_KEY, point, 65) == 1)
    params = OSSL_PARAM_BLD_to_param (build);
  if (params != NULL && EVP_PKEY_fromdata_init (ctx) == 1
      && EVP_PKEY_fromdata (ctx, &pkey, EVP_PKEY_KEYPAIR, params) != 1)
    pkey = NULL;
  OSSL_PARAM_free (params);
  OSSL_PARAM_BLD_free (build);
  EVP_PKEY_CTX_free (ctx);
  BN_clear_free (number);
  return pkey;
}

DpPrivateKey *
dp_private_key_new (DpKeyKind     kind,
                    const guint8 *secret,
                    gsize         secret_len,
                    GError      **error)
{
  EVP_PKEY *pkey;

  if (!kind_is_good (kind, error))
    return NULL;
  if (secret_len != 32)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "a private key must have 32 bytes");
      return NULL;
    }
  pkey = kind == DP_KEY_P256
           ? p256_from_number (secret)
           : EVP_PKEY_new_raw_private_key (EVP_PKEY_ED25519, NULL, secret, secret_len);
  return take_pkey (kind, pkey, error);
}

void
dp_private_key_free (DpPrivateKey *self)
{
  if (self == NULL)
    return;
  EVP_PKEY_free (self->pkey);
  dp_public_key_unref (self->public_key);
  g_free (self);
}

DpPublicKey *
dp_private_key_get_public (const DpPrivateKey *self)
{
  return self->public_key;
}

GBytes *
dp_private_key_dup_secret (const DpPrivateKey *self,
                           GError            **error)
{
  guint8 secret[32];
  gsize len = sizeof secret;
  BIGNUM *number = NULL;
  GBytes *out = NULL;
  gboolean ok;

  if (dp_public_key_get_kind (self->public_key) == DP_KEY_ED25519)
    ok = EVP_PKEY_get_raw_private_key (self->pkey, secret, &len) == 1 && len == sizeof secret;
  else
    ok = EVP_PKEY_get_bn_param (self->pkey, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1
         && BN_bn2binpad (number, secret, sizeof secret) == sizeof secret;
  BN_clear_free (number);
  if (ok)
    out = dp_secret_new (secret, sizeof secret);
  else
    dp_error_set (error, DP_ERROR_CRYPTO, "the private key cannot be read");
  dp_secret_wipe (secret, sizeof secret);
  return out;
}

static gboolean
sign (EVP_PKEY     *pkey,
      const EVP_MD *md,
      const guint8 *data,
      gsize         len,
      guint8       *out,
      gsize        *out_len)
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  gboolean ok = ctx != NULL && EVP_DigestSignInit (ctx, NULL, md, NULL, pkey) == 1
                && EVP_DigestSign (ctx, out, out_len, data, len) == 1;

  EVP_MD_CTX_free (ctx);
  return ok;
}

GBytes *
dp_private_key_sign (const DpPrivateKey *self,
                     const guint8       *data,
                     gsize               len,
                     GError            **error)
{
  gboolean ec = dp_public_key_get_kind (self->public_key) == DP_KEY_P256;
  guint8 out[128], raw[64];
  gsize out_len = sizeof out;

  if (!sign (self->pkey, ec ? EVP_sha256 () : NULL, data, len, out, &out_len)
      || (ec && !_dp_ecdsa_der_to_raw (out, out_len, raw)) || (!ec && out_len != 64))
    {
      dp_error_set (error, DP_ERROR_CRYPTO, "signing failed");
      return NULL;
    }
  return g_bytes_new (ec ? raw : out, 64);
}
