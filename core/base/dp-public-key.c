/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-public-key-private.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"

struct _DpPublicKey
{
  gatomicrefcount refs;
  DpKeyKind       kind;
  GBytes         *first;
  GBytes         *second;
  EVP_PKEY       *pkey;
};

/* alg -> the kind of key and the digest; NULL digest: the algorithm hashes by itself */
static const struct
{
  DpKeyKind kind;
  const EVP_MD *(*md) (void);
  int padding;
} algs[DP_SIGN_N] = {
  [DP_SIGN_RS256] = { DP_KEY_RSA, EVP_sha256, RSA_PKCS1_PADDING },
  [DP_SIGN_RS512] = { DP_KEY_RSA, EVP_sha512, RSA_PKCS1_PADDING },
  [DP_SIGN_PS256] = { DP_KEY_RSA, EVP_sha256, RSA_PKCS1_PSS_PADDING },
  [DP_SIGN_ES256] = { DP_KEY_P256, EVP_sha256, 0 },
  [DP_SIGN_EDDSA] = { DP_KEY_ED25519, NULL, 0 },
};

/* y coordinates of the points whose order divides 8 (RFC 8032 curve), little-endian. */
static const guint8 small_order[][32] = {
  { 0 },
  { 1 },
  { 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0,
    0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
    0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
    0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
  { 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
    0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
    0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
    0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
  { 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
};

static DpPublicKey *
take_pkey (DpKeyKind     kind,
           EVP_PKEY     *pkey,
           const guint8 *first,
           gsize         first_len,
           const guint8 *second,
           gsize         second_len)
{
  DpPublicKey *self = g_new0 (DpPublicKey, 1);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->pkey = pkey;
  self->first = g_bytes_new (first, first_len);
  self->second = g_bytes_new (second, second_len);
  return self;
}

static EVP_PKEY *
pkey_from_params (const char     *type,
                  int             selection,
                  OSSL_PARAM_BLD *build)
{
  OSSL_PARAM *params = OSSL_PARAM_BLD_to_param (build);
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name (NULL, type, NULL);
  EVP_PKEY *pkey = NULL;

  if (params != NULL && ctx != NULL && EVP_PKEY_fromdata_init (ctx) == 1
      && EVP_PKEY_fromdata (ctx, &pkey, selection, params) != 1)
    pkey = NULL;
  EVP_PKEY_CTX_free (ctx);
  OSSL_PARAM_free (params);
  return pkey;
}

static gboolean
rsa_parts_are_good (const guint8 *n,
                    gsize         n_len,
                    const guint8 *e,
                    gsize         e_len,
                    GError      **error)
{
  gsize bits;

  if (n_len == 0 || e_len == 0 || n[0] == 0 || e[0] == 0)
    return dp_error_set (error, DP_ERROR_KEY_MALFORMED, "RSA numbers are empty or start with zero");
  bits = n_len > DP_RSA_MAX_BITS / 8 ? G_MAXSIZE : n_len * 8;
  for (guint8 top = n[0]; bits != G_MAXSIZE && (top & 0x80) == 0; top = (guint8) (top << 1))
    bits--;
  if (bits < DP_RSA_MIN_BITS || bits > DP_RSA_MAX_BITS)
    return dp_error_set (error, DP_ERROR_KEY_WEAK, "RSA modulus is not of %d to %d bits",
                         DP_RSA_MIN_BITS, DP_RSA_MAX_BITS);
  if (e_len > DP_RSA_MAX_EXPONENT_BYTES)
    return dp_error_set (error, DP_ERROR_KEY_WEAK, "RSA exponent of %" G_GSIZE_FORMAT " bytes",
                         e_len);
  if ((n[n_len - 1] & 1) == 0 || (e[e_len - 1] & 1) == 0 || (e_len == 1 && e[0] < 3))
    return dp_error_set (error, DP_ERROR_KEY_WEAK,
                         "RSA numbers must be odd and the exponent above 2");
  return TRUE;
}

DpPublicKey *
dp_public_key_new_rsa (const guint8 *n,
                       gsize         n_len,
                       const guint8 *e,
                       gsize         e_len,
                       GError      **error)
{
  OSSL_PARAM_BLD *build;
  BIGNUM *bn_n, *bn_e;
  EVP_PKEY *pkey = NULL;

  if (!rsa_parts_are_good (n, n_len, e, e_len, error))
    return NULL;
  build = OSSL_PARAM_BLD_new ();
  bn_n = BN_bin2bn (n, (int) n_len, NULL);
  bn_e = BN_bin2bn (e, (int) e_len, NULL);
  if (build != NULL && OSSL_PARAM_BLD_push_BN (build, OSSL_PKEY_PARAM_RSA_N, bn_n) == 1
      && OSSL_PARAM_BLD_push_BN (build, OSSL_PKEY_PARAM_RSA_E, bn_e) == 1)
    pkey = pkey_from_params ("RSA", EVP_PKEY_PUBLIC_KEY, build);
  OSSL_PARAM_BLD_free (build);
  BN_free (bn_n);
  BN_free (bn_e);
  if (pkey == NULL)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "RSA key refused by libcrypto");
      return NULL;
    }
  return take_pkey (DP_KEY_RSA, pkey, n, n_len, e, e_len);
}

/* P-256 without a point, made once: libcrypto takes longer to set up the curve than to take a
 * point of it. (transfer none) (nullable) */
static EVP_PKEY *
p256_curve (void)
{
  static EVP_PKEY *curve;
  EVP_PKEY *made = g_atomic_pointer_get (&curve);
  OSSL_PARAM_BLD *build;

  if (made != NULL)
    return made;

  build = OSSL_PARAM_BLD_new ();
  if (build != NULL
      && OSSL_PARAM_BLD_push_utf8_string (build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1)
    made = pkey_from_params ("EC", EVP_PKEY_KEY_PARAMETERS, build);
  OSSL_PARAM_BLD_free (build);
  if (made != NULL && !g_atomic_pointer_compare_and_exchange (&curve, NULL, made))
    EVP_PKEY_free (made);
  return g_atomic_pointer_get (&curve);
}

DpPublicKey *
dp_public_key_new_p256 (const guint8 *x,
                        gsize         x_len,
                        const guint8 *y,
                        gsize         y_len,
                        GError      **error)
{
  guint8 point[65] = { 4 };
  EVP_PKEY *curve;
  EVP_PKEY *pkey;

  if (x_len != 32 || y_len != 32)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "P-256 coordinates must have 32 bytes");
      return NULL;
    }
  memcpy (point + 1, x, 32);  /* nocheck: checked above */
  memcpy (point + 33, y, 32); /* nocheck: checked above */
  curve = p256_curve ();
  pkey = curve != NULL ? EVP_PKEY_dup (curve) : NULL;
  if (pkey == NULL || EVP_PKEY_set1_encoded_public_key (pkey, point, sizeof point) != 1)
    {
      EVP_PKEY_free (pkey);
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "the point is not on P-256");
      return NULL;
    }
  return take_pkey (DP_KEY_P256, pkey, x, x_len, y, y_len);
}

/* y must be below 2^255 - 19; a canonical encoding is also a unique one (RFC 8032 section 5.1.3) */
static gboolean
is_canonical_ed25519 (const guint8 *x)
{
  if ((x[31] & 0x7f) != 0x7f)
    return TRUE;
  for (gsize i = 30; i > 0; i--)
    if (x[i] != 0xff)
      return TRUE;
  return x[0] < 0xed;
}

static gboolean
is_small_order (const guint8 *x)
{
  guint8 y[32];

  memcpy (y, x, 32); /* nocheck: both 32 */
  y[31] &= 0x7f;
  for (gsize i = 0; i < G_N_ELEMENTS (small_order); i++)
    if (memcmp (y, small_order[i], 32) == 0) /* nocheck: public values */
      return TRUE;
  return FALSE;
}

DpPublicKey *
dp_public_key_new_ed25519 (const guint8 *x,
                           gsize         x_len,
                           GError      **error)
{
  EVP_PKEY *pkey;

  if (x_len != 32)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "an Ed25519 key must have 32 bytes");
      return NULL;
    }
  if (!is_canonical_ed25519 (x) || is_small_order (x))
    {
      dp_error_set (error, DP_ERROR_KEY_WEAK, "Ed25519 point of small order or not canonical");
      return NULL;
    }
  pkey = EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, x, x_len);
  if (pkey == NULL)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "Ed25519 key refused by libcrypto");
      return NULL;
    }
  return take_pkey (DP_KEY_ED25519, pkey, x, x_len, NULL, 0);
}

DpPublicKey *
dp_public_key_ref (DpPublicKey *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
dp_public_key_unref (DpPublicKey *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_bytes_unref (self->first);
  g_bytes_unref (self->second);
  EVP_PKEY_free (self->pkey);
  g_free (self);
}

DpKeyKind
dp_public_key_get_kind (const DpPublicKey *self)
{
  return self->kind;
}

void
dp_public_key_get_parts (const DpPublicKey *self,
                         const guint8     **first,
                         gsize             *first_len,
                         const guint8     **second,
                         gsize             *second_len)
{
  *first = g_bytes_get_data (self->first, first_len);
  *second = g_bytes_get_data (self->second, second_len);
}

gboolean
dp_public_key_equal (const DpPublicKey *a,
                     const DpPublicKey *b)
{
  return a->kind == b->kind && g_bytes_equal (a->first, b->first)
         && g_bytes_equal (a->second, b->second);
}

GBytes *
_dp_ecdsa_raw_to_der (const guint8 *raw,
                      gsize         len)
{
  ECDSA_SIG *sig;
  guint8 *der = NULL;
  int der_len = -1;
  GBytes *out = NULL;

  if (len != 64)
    return NULL;
  sig = ECDSA_SIG_new ();
  if (sig != NULL
      && ECDSA_SIG_set0 (sig, BN_bin2bn (raw, 32, NULL), BN_bin2bn (raw + 32, 32, NULL)) == 1)
    der_len = i2d_ECDSA_SIG (sig, &der);
  if (der_len > 0)
    out = g_bytes_new (der, (gsize) der_len);
  OPENSSL_free (der);
  ECDSA_SIG_free (sig);
  return out;
}

gboolean
_dp_ecdsa_der_to_raw (const guint8 *der,
                      gsize         len,
                      guint8        raw[64])
{
  ECDSA_SIG *sig = d2i_ECDSA_SIG (NULL, &der, (long) len);
  gboolean ok = sig != NULL && BN_bn2binpad (ECDSA_SIG_get0_r (sig), raw, 32) == 32
                && BN_bn2binpad (ECDSA_SIG_get0_s (sig), raw + 32, 32) == 32;

  ECDSA_SIG_free (sig);
  return ok;
}

static gboolean
check (const DpPublicKey *self,
       DpSignAlg          alg,
       const guint8      *data,
       gsize              len,
       const guint8      *signature,
       gsize              signature_len)
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *pctx = NULL; /* owned by ctx */
  const EVP_MD *md = algs[alg].md != NULL ? algs[alg].md () : NULL;
  gboolean ok = ctx != NULL && EVP_DigestVerifyInit (ctx, &pctx, md, NULL, self->pkey) == 1;

  if (ok && algs[alg].padding != 0)
    ok = EVP_PKEY_CTX_set_rsa_padding (pctx, algs[alg].padding) == 1;
  if (ok && algs[alg].padding == RSA_PKCS1_PSS_PADDING)
    ok = EVP_PKEY_CTX_set_rsa_mgf1_md (pctx, md) == 1
         && EVP_PKEY_CTX_set_rsa_pss_saltlen (pctx, RSA_PSS_SALTLEN_DIGEST) == 1;
  ok = ok && EVP_DigestVerify (ctx, signature, signature_len, data, len) == 1;
  EVP_MD_CTX_free (ctx);
  return ok;
}

gboolean
dp_public_key_verify (const DpPublicKey *self,
                      DpSignAlg          alg,
                      const guint8      *data,
                      gsize              len,
                      const guint8      *signature,
                      gsize              signature_len,
                      GError           **error)
{
  g_autoptr (GBytes) der = NULL;

  if ((guint) alg >= DP_SIGN_N || algs[alg].kind != self->kind)
    return dp_error_set (error, DP_ERROR_KEY_TYPE, "the key does not fit the algorithm");
  if (self->kind == DP_KEY_RSA && signature_len != g_bytes_get_size (self->first))
    return dp_error_set (error, DP_ERROR_SIGNATURE, "the signature is not as long as the modulus");
  if (self->kind != DP_KEY_RSA && signature_len != 64)
    return dp_error_set (error, DP_ERROR_SIGNATURE, "the signature does not have 64 bytes");
  if (self->kind == DP_KEY_P256)
    {
      der = _dp_ecdsa_raw_to_der (signature, signature_len);
      if (der == NULL)
        return dp_error_set (error, DP_ERROR_CRYPTO, "signature conversion failed");
      signature = g_bytes_get_data (der, &signature_len);
    }
  if (!check (self, alg, data, len, signature, signature_len))
    return dp_error_set (error, DP_ERROR_SIGNATURE, "made with another key, or of other data");
  return TRUE;
}
