/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-gq-math.h"

#include <openssl/bn.h>

#include "dp-error.h"

#define CHALLENGE_BITS 256 /* in all rounds together, protocol section 1.8 */

struct _DpGqNumbers
{
  BIGNUM      *n;
  BIGNUM      *e;
  BIGNUM      *g;
  BN_MONT_CTX *mont;
  BN_CTX      *ctx;
};

/* A number in memory that is wiped, for arithmetic in constant time. */
typedef BIGNUM Secret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Secret, BN_clear_free)

static gboolean
crypto_failed (GError **error)
{
  return dp_error_set (error, DP_ERROR_CRYPTO, "arithmetic modulo n failed");
}

static Secret *
secret_new (void)
{
  BIGNUM *out = BN_secure_new ();

  if (out != NULL)
    BN_set_flags (out, BN_FLG_CONSTTIME);
  return out;
}

static Secret *
secret_read (const guint8 *data,
             gsize         len)
{
  g_autoptr (Secret) out = secret_new ();

  if (out == NULL || BN_bin2bn (data, (int) len, out) == NULL)
    return NULL;
  return g_steal_pointer (&out);
}

static gboolean
write_number (const DpGq   *self,
              const BIGNUM *number,
              guint8       *out)
{
  return BN_bn2binpad (number, out, (int) self->width) == (int) self->width;
}

DpGq *
_dp_gq_new (const guint8 *n,
            gsize         n_len,
            const guint8 *e,
            gsize         e_len,
            const guint8 *g,
            GError      **error)
{
  g_autoptr (DpGq) self = g_new0 (DpGq, 1);
  DpGqNumbers *numbers = g_new0 (DpGqNumbers, 1);
  gsize bits;

  self->numbers = numbers;
  numbers->ctx = BN_CTX_secure_new ();
  numbers->mont = BN_MONT_CTX_new ();
  numbers->n = BN_bin2bn (n, (int) n_len, NULL);
  numbers->e = BN_bin2bn (e, (int) e_len, NULL);
  numbers->g = BN_bin2bn (g, (int) n_len, NULL);
  if (numbers->ctx == NULL || numbers->mont == NULL || numbers->n == NULL || numbers->e == NULL
      || numbers->g == NULL || BN_num_bits (numbers->e) < 2
      || BN_MONT_CTX_set (numbers->mont, numbers->n, numbers->ctx) != 1)
    {
      crypto_failed (error);
      return NULL;
    }
  bits = (gsize) BN_num_bits (numbers->e) - 1;
  self->width = n_len;
  self->challenge_len = (bits + 7) / 8;
  self->rounds = (CHALLENGE_BITS + bits - 1) / bits;
  return g_steal_pointer (&self);
}

void
_dp_gq_free (DpGq *self)
{
  BN_free (self->numbers->n);
  BN_free (self->numbers->e);
  BN_free (self->numbers->g);
  BN_MONT_CTX_free (self->numbers->mont);
  BN_CTX_free (self->numbers->ctx);
  g_free (self->numbers);
  g_free (self);
}

static gboolean
is_response (const DpGqNumbers *numbers,
             const BIGNUM      *s)
{
  return !BN_is_zero (s) && BN_cmp (s, numbers->n) < 0;
}

gboolean
_dp_gq_recover (DpGq         *self,
                const guint8 *challenge,
                const guint8 *response,
                guint8       *out,
                GError      **error)
{
  DpGqNumbers *numbers = self->numbers;
  BIGNUM *s = BN_bin2bn (response, (int) self->width, NULL);
  BIGNUM *r = BN_bin2bn (challenge, (int) self->challenge_len, NULL);
  gboolean in_range = s != NULL && is_response (numbers, s);
  gboolean ok = in_range && r != NULL
                && BN_mod_exp_mont (s, s, numbers->e, numbers->n, numbers->ctx, numbers->mont) == 1
                && BN_mod_exp_mont (r, numbers->g, r, numbers->n, numbers->ctx, numbers->mont) == 1
                && BN_mod_mul (s, s, r, numbers->n, numbers->ctx) == 1
                && write_number (self, s, out);

  BN_free (s);
  BN_free (r);
  if (!in_range)
    return dp_error_set (error, DP_ERROR_GQ_PROOF, "a response is zero or not below the modulus");
  return ok || crypto_failed (error);
}

gboolean
_dp_gq_invert (DpGq         *self,
               const guint8 *signature,
               guint8       *out,
               GError      **error)
{
  g_autoptr (Secret) s = secret_read (signature, self->width);
  g_autoptr (Secret) q = secret_new ();

  return (s != NULL && q != NULL
          && BN_mod_inverse (q, s, self->numbers->n, self->numbers->ctx) != NULL
          && write_number (self, q, out))
         || crypto_failed (error);
}

gboolean
_dp_gq_random (DpGq    *self,
               guint8  *out,
               GError **error)
{
  g_autoptr (Secret) r = secret_new ();

  return (r != NULL && BN_priv_rand_range (r, self->numbers->n) == 1
          && write_number (self, r, out))
         || crypto_failed (error);
}

gboolean
_dp_gq_commit (DpGq         *self,
               const guint8 *r,
               guint8       *out,
               GError      **error)
{
  DpGqNumbers *numbers = self->numbers;
  g_autoptr (Secret) number = secret_read (r, self->width);

  return (number != NULL
          && BN_mod_exp_mont_consttime (number, number, numbers->e, numbers->n, numbers->ctx,
                                        numbers->mont) == 1
          && write_number (self, number, out))
         || crypto_failed (error);
}

gboolean
_dp_gq_respond (DpGq         *self,
                const guint8 *r,
                const guint8 *q,
                const guint8 *challenge,
                guint8       *out,
                GError      **error)
{
  DpGqNumbers *numbers = self->numbers;
  g_autoptr (Secret) number = secret_read (r, self->width);
  g_autoptr (Secret) power = secret_read (q, self->width);
  g_autoptr (Secret) exponent = secret_read (challenge, self->challenge_len);

  /* the product is a Montgomery one, whose time does not depend on the numbers: r R * Q^R / R */
  return (number != NULL && power != NULL && exponent != NULL
          && BN_mod_exp_mont_consttime (power, power, exponent, numbers->n, numbers->ctx,
                                        numbers->mont) == 1
          && BN_to_montgomery (number, number, numbers->mont, numbers->ctx) == 1
          && BN_mod_mul_montgomery (number, number, power, numbers->mont, numbers->ctx) == 1
          && write_number (self, number, out))
         || crypto_failed (error);
}
