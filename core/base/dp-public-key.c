/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-public-key.h"

#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>
#include <string.h>

#include "dp-digest.h"
#include "dp-error.h"
#include "dp-limits.h"

struct _DpPublicKey
{
  gatomicrefcount refs;
  DpKeyKind       kind;
  GBytes         *first;
  GBytes         *second;
  union
  {
    struct rsa_public_key rsa;
    struct ecc_point      p256;
  };
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
new_key (DpKeyKind     kind,
         const guint8 *first,
         gsize         first_len,
         const guint8 *second,
         gsize         second_len)
{
  DpPublicKey *self = g_new0 (DpPublicKey, 1);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->first = g_bytes_new (first, first_len);
  self->second = g_bytes_new (second, second_len);
  if (kind == DP_KEY_RSA)
    rsa_public_key_init (&self->rsa);
  if (kind == DP_KEY_P256)
    ecc_point_init (&self->p256, nettle_get_secp_256r1 ());
  return self;
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
  g_autoptr (DpPublicKey) self = NULL;

  if (!rsa_parts_are_good (n, n_len, e, e_len, error))
    return NULL;
  self = new_key (DP_KEY_RSA, n, n_len, e, e_len);
  nettle_mpz_set_str_256_u (self->rsa.n, n_len, n);
  nettle_mpz_set_str_256_u (self->rsa.e, e_len, e);
  if (rsa_public_key_prepare (&self->rsa) != 1)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "the numbers are no RSA key");
      return NULL;
    }
  return g_steal_pointer (&self);
}

DpPublicKey *
dp_public_key_new_p256 (const guint8 *x,
                        gsize         x_len,
                        const guint8 *y,
                        gsize         y_len,
                        GError      **error)
{
  g_autoptr (DpPublicKey) self = NULL;
  mpz_t number_x, number_y;
  gboolean on_curve;

  if (x_len != 32 || y_len != 32)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "P-256 coordinates must have 32 bytes");
      return NULL;
    }
  self = new_key (DP_KEY_P256, x, x_len, y, y_len);
  nettle_mpz_init_set_str_256_u (number_x, x_len, x);
  nettle_mpz_init_set_str_256_u (number_y, y_len, y);
  on_curve = ecc_point_set (&self->p256, number_x, number_y) == 1;
  mpz_clears (number_x, number_y, NULL);
  if (!on_curve)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "the point is not on P-256");
      return NULL;
    }
  return g_steal_pointer (&self);
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
  return new_key (DP_KEY_ED25519, x, x_len, NULL, 0);
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
  if (self->kind == DP_KEY_RSA)
    rsa_public_key_clear (&self->rsa);
  if (self->kind == DP_KEY_P256)
    ecc_point_clear (&self->p256);
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

static gboolean
check_rsa (const DpPublicKey *self,
           DpSignAlg          alg,
           const guint8      *data,
           gsize              len,
           const guint8      *signature)
{
  guint8 digest[DP_DIGEST_SHA512_LEN];
  gboolean ok;
  mpz_t s;

  nettle_mpz_init_set_str_256_u (s, g_bytes_get_size (self->first), signature);
  if (alg == DP_SIGN_RS512)
    {
      dp_digest_sha512 (data, len, digest);
      ok = rsa_sha512_verify_digest (&self->rsa, digest, s) == 1;
    }
  else
    {
      dp_digest_sha256 (data, len, digest);
      ok = (alg == DP_SIGN_PS256
              ? rsa_pss_sha256_verify_digest (&self->rsa, DP_DIGEST_LEN, digest, s)
              : rsa_sha256_verify_digest (&self->rsa, digest, s))
           == 1;
    }
  mpz_clear (s);
  return ok;
}

static gboolean
check_p256 (const DpPublicKey *self,
            DpSignAlg          alg G_GNUC_UNUSED,
            const guint8      *data,
            gsize              len,
            const guint8      *signature)
{
  struct dsa_signature numbers;
  guint8 digest[DP_DIGEST_LEN];
  gboolean ok;

  dp_digest_sha256 (data, len, digest);
  dsa_signature_init (&numbers);
  nettle_mpz_set_str_256_u (numbers.r, 32, signature);
  nettle_mpz_set_str_256_u (numbers.s, 32, signature + 32);
  ok = ecdsa_verify (&self->p256, sizeof digest, digest, &numbers) == 1;
  dsa_signature_clear (&numbers);
  return ok;
}

static gboolean
check_ed25519 (const DpPublicKey *self,
               DpSignAlg          alg G_GNUC_UNUSED,
               const guint8      *data,
               gsize              len,
               const guint8      *signature)
{
  return ed25519_sha512_verify (g_bytes_get_data (self->first, NULL), len, data, signature) == 1;
}

static const struct
{
  DpKeyKind kind;
  gboolean (*check) (const DpPublicKey *self,
                     DpSignAlg          alg,
                     const guint8      *data,
                     gsize              len,
                     const guint8      *signature);
} algs[DP_SIGN_N] = {
  [DP_SIGN_RS256] = { DP_KEY_RSA, check_rsa },      [DP_SIGN_RS512] = { DP_KEY_RSA, check_rsa },
  [DP_SIGN_PS256] = { DP_KEY_RSA, check_rsa },      [DP_SIGN_ES256] = { DP_KEY_P256, check_p256 },
  [DP_SIGN_EDDSA] = { DP_KEY_ED25519, check_ed25519 },
};

gboolean
dp_public_key_verify (const DpPublicKey *self,
                      DpSignAlg          alg,
                      const guint8      *data,
                      gsize              len,
                      const guint8      *signature,
                      gsize              signature_len,
                      GError           **error)
{
  if ((guint) alg >= DP_SIGN_N || algs[alg].kind != self->kind)
    return dp_error_set (error, DP_ERROR_KEY_TYPE, "the key does not fit the algorithm");
  if (self->kind == DP_KEY_RSA && signature_len != g_bytes_get_size (self->first))
    return dp_error_set (error, DP_ERROR_SIGNATURE, "the signature is not as long as the modulus");
  if (self->kind != DP_KEY_RSA && signature_len != 64)
    return dp_error_set (error, DP_ERROR_SIGNATURE, "the signature does not have 64 bytes");
  if (!algs[alg].check (self, alg, data, len, signature))
    return dp_error_set (error, DP_ERROR_SIGNATURE, "made with another key, or of other data");
  return TRUE;
}
