/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-gq-math.h"

#include <nettle/bignum.h>

#include "dp-error.h"
#include "dp-limbs.h"
#include "dp-secret.h"

#define CHALLENGE_BITS 256 /* in all rounds together, protocol section 1.8 */

/* All public. The limbs of n and e are what arithmetic with secrets works on. */
struct _DpGqNumbers
{
  mpz_t    n;
  mpz_t    e;
  mpz_t    g;
  DpLimbs *modulus;
  DpLimbs *exponent;
};

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
  nettle_mpz_init_set_str_256_u (numbers->n, n_len, n);
  nettle_mpz_init_set_str_256_u (numbers->e, e_len, e);
  nettle_mpz_init_set_str_256_u (numbers->g, n_len, g);
  if (n_len == 0 || n[0] == 0 || mpz_even_p (numbers->n) || mpz_cmp_ui (numbers->e, 2) < 0)
    {
      dp_error_set (error, DP_ERROR_CRYPTO, "no modulus and exponent of RSA");
      return NULL;
    }
  numbers->modulus = dp_limbs_read (n, n_len);
  numbers->exponent = dp_limbs_read (e, e_len);
  bits = mpz_sizeinbase (numbers->e, 2) - 1;
  self->width = n_len;
  self->challenge_len = (bits + 7) / 8;
  self->rounds = (CHALLENGE_BITS + bits - 1) / bits;
  return g_steal_pointer (&self);
}

void
_dp_gq_free (DpGq *self)
{
  mpz_clears (self->numbers->n, self->numbers->e, self->numbers->g, NULL);
  dp_limbs_free (self->numbers->modulus);
  dp_limbs_free (self->numbers->exponent);
  g_free (self->numbers);
  g_free (self);
}

gboolean
_dp_gq_recover (DpGq         *self,
                const guint8 *challenge,
                const guint8 *response,
                guint8       *out,
                GError      **error)
{
  DpGqNumbers *numbers = self->numbers;
  gboolean in_range;
  mpz_t s, r;

  nettle_mpz_init_set_str_256_u (s, self->width, response);
  nettle_mpz_init_set_str_256_u (r, self->challenge_len, challenge);
  in_range = mpz_sgn (s) > 0 && mpz_cmp (s, numbers->n) < 0;
  if (in_range)
    {
      mpz_powm (s, s, numbers->e, numbers->n);
      mpz_powm (r, numbers->g, r, numbers->n);
      mpz_mul (s, s, r);
      mpz_mod (s, s, numbers->n);
      nettle_mpz_get_str_256 (self->width, out, s);
    }
  mpz_clears (s, r, NULL);
  if (!in_range)
    return dp_error_set (error, DP_ERROR_GQ_PROOF, "a response is zero or not below the modulus");
  return TRUE;
}

gboolean
_dp_gq_invert (DpGq         *self,
               const guint8 *signature,
               guint8       *out,
               GError      **error)
{
  const DpLimbs *n = self->numbers->modulus;
  const mp_size_t size = (mp_size_t) n->n;
  g_autoptr (DpLimbs) s = dp_limbs_read (signature, self->width);
  g_autoptr (DpLimbs) q = dp_limbs_new (n->n);
  g_autoptr (DpLimbs) scratch = dp_limbs_new ((gsize) mpn_sec_invert_itch (size));

  if (mpn_sec_invert (q->limb, s->limb, n->limb, size, 2 * n->n * GMP_NUMB_BITS, scratch->limb)
      == 0)
    return dp_error_set (error, DP_ERROR_CRYPTO, "a signature without an inverse");
  dp_limbs_write (q, out, self->width);
  return TRUE;
}

gboolean
_dp_gq_random (DpGq    *self,
               guint8  *out,
               GError **error)
{
  const DpLimbs *n = self->numbers->modulus;
  const gsize spare = 8 * self->width - mpz_sizeinbase (self->numbers->n, 2);

  /* one more often than not is below n, and which were not says nothing of the one that is */
  for (;;)
    {
      g_autoptr (DpLimbs) r = NULL;

      if (!dp_secret_fill_random (out, self->width, error))
        return FALSE;
      out[0] = (guint8) (out[0] & (0xff >> spare));
      r = dp_limbs_read (out, self->width);
      if (mpn_cmp (r->limb, n->limb, (mp_size_t) n->n) < 0)
        return TRUE;
    }
}

/* @base ^ @exponent mod n in constant time; (transfer full) as many limbs as n. */
static DpLimbs *
power (const DpGq    *self,
       const guint8  *base,
       const DpLimbs *exponent,
       gsize          exponent_len)
{
  const DpLimbs *n = self->numbers->modulus;
  const mp_size_t size = (mp_size_t) n->n;
  const mp_bitcnt_t bits = 8 * exponent_len;
  g_autoptr (DpLimbs) number = dp_limbs_read (base, self->width);
  g_autoptr (DpLimbs) scratch = dp_limbs_new ((gsize) mpn_sec_powm_itch (size, bits, size));
  DpLimbs *out = dp_limbs_new (n->n);

  mpn_sec_powm (out->limb, number->limb, size, exponent->limb, bits, n->limb, size, scratch->limb);
  return out;
}

void
_dp_gq_commit (DpGq         *self,
               const guint8 *r,
               guint8       *out)
{
  const DpLimbs *e = self->numbers->exponent;
  g_autoptr (DpLimbs) w = power (self, r, e, e->n * sizeof (mp_limb_t));

  dp_limbs_write (w, out, self->width);
}

void
_dp_gq_respond (DpGq         *self,
                const guint8 *r,
                const guint8 *q,
                const guint8 *challenge,
                guint8       *out)
{
  const DpLimbs *n = self->numbers->modulus;
  const mp_size_t size = (mp_size_t) n->n;
  g_autoptr (DpLimbs) exponent = dp_limbs_read (challenge, self->challenge_len);
  g_autoptr (DpLimbs) proof = power (self, q, exponent, self->challenge_len);
  g_autoptr (DpLimbs) number = dp_limbs_read (r, self->width);
  g_autoptr (DpLimbs) product = dp_limbs_new (2 * n->n);
  g_autoptr (DpLimbs) scratch
    = dp_limbs_new ((gsize) MAX (mpn_sec_mul_itch (size, size),
                                 mpn_sec_div_r_itch (2 * size, size)));

  mpn_sec_mul (product->limb, number->limb, size, proof->limb, size, scratch->limb);
  mpn_sec_div_r (product->limb, 2 * size, n->limb, size, scratch->limb);
  dp_limbs_write (product, out, self->width);
}
