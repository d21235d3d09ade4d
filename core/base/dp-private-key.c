/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-private-key.h"

#include <nettle/bignum.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>

#include "dp-digest.h"
#include "dp-error.h"
#include "dp-limbs.h"
#include "dp-secret.h"

#define SECRET_LEN 32
#define SIGNATURE_LEN 64
#define LIMBS (SECRET_LEN / sizeof (mp_limb_t)) /* of a number of P-256 */

struct _DpPrivateKey
{
  GBytes      *secret; /* wipes itself */
  DpPublicKey *public_key;
};

/* A secret number of P-256 as nettle wants it, in memory that is wiped. */
typedef struct
{
  struct ecc_scalar scalar;
  DpLimbs          *limbs;
} Number;

static void
number_free (Number *self)
{
  dp_secret_wipe (self->scalar.p, LIMBS * sizeof *self->scalar.p);
  ecc_scalar_clear (&self->scalar);
  dp_limbs_free (self->limbs);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Number, number_free)

/* (transfer full) (nullable): %NULL unless 0 < number < the order of the curve. */
static Number *
number_read (const guint8 *secret)
{
  g_autoptr (Number) self = g_new0 (Number, 1);
  mpz_t view;

  ecc_scalar_init (&self->scalar, nettle_get_secp_256r1 ());
  self->limbs = dp_limbs_read (secret, SECRET_LEN);
  if (ecc_scalar_set (&self->scalar,
                      mpz_roinit_n (view, self->limbs->limb, (mp_size_t) self->limbs->n))
      != 1)
    return NULL;
  return g_steal_pointer (&self);
}

/* FIPS 186-4, B.4.2 and B.5.2: random numbers until one is in range, nearly always the first.
 * @out, when not %NULL, gets its bytes. */
static Number *
number_random (guint8  *out,
               GError **error)
{
  guint8 secret[SECRET_LEN];
  Number *self = NULL;

  while (self == NULL && dp_secret_fill_random (secret, sizeof secret, error))
    self = number_read (secret);
  if (self != NULL && out != NULL)
    dp_limbs_write (self->limbs, out, SECRET_LEN);
  dp_secret_wipe (secret, sizeof secret);
  return self;
}

static DpPublicKey *
public_of_number (const Number *number,
                  GError      **error)
{
  struct ecc_point point;
  guint8 x[32], y[32];
  mpz_t number_x, number_y;

  ecc_point_init (&point, nettle_get_secp_256r1 ());
  mpz_inits (number_x, number_y, NULL);
  ecc_point_mul_g (&point, &number->scalar);
  ecc_point_get (&point, number_x, number_y);
  nettle_mpz_get_str_256 (sizeof x, x, number_x);
  nettle_mpz_get_str_256 (sizeof y, y, number_y);
  mpz_clears (number_x, number_y, NULL);
  ecc_point_clear (&point);
  return dp_public_key_new_p256 (x, sizeof x, y, sizeof y, error);
}

static DpPublicKey *
public_of (DpKeyKind     kind,
           const guint8 *secret,
           GError      **error)
{
  g_autoptr (Number) number = NULL;
  guint8 x[ED25519_KEY_SIZE];

  if (kind == DP_KEY_ED25519)
    {
      ed25519_sha512_public_key (x, secret);
      return dp_public_key_new_ed25519 (x, sizeof x, error);
    }
  number = number_read (secret);
  if (number == NULL)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "the private key is out of range");
      return NULL;
    }
  return public_of_number (number, error);
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
  g_autoptr (Number) number = NULL;
  guint8 secret[SECRET_LEN];
  DpPrivateKey *self = NULL;
  gboolean made;

  if (!kind_is_good (kind, error))
    return NULL;
  if (kind == DP_KEY_P256)
    made = (number = number_random (secret, error)) != NULL;
  else
    made = dp_secret_fill_random (secret, sizeof secret, error);
  if (made)
    self = dp_private_key_new (kind, secret, sizeof secret, error);
  dp_secret_wipe (secret, sizeof secret);
  return self;
}

DpPrivateKey *
dp_private_key_new (DpKeyKind     kind,
                    const guint8 *secret,
                    gsize         secret_len,
                    GError      **error)
{
  g_autoptr (DpPrivateKey) self = NULL;

  if (!kind_is_good (kind, error))
    return NULL;
  if (secret_len != SECRET_LEN)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "a private key must have 32 bytes");
      return NULL;
    }
  self = g_new0 (DpPrivateKey, 1);
  self->secret = dp_secret_new (secret, secret_len);
  self->public_key = public_of (kind, secret, error);
  return self->public_key != NULL ? g_steal_pointer (&self) : NULL;
}

void
dp_private_key_free (DpPrivateKey *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->secret);
  dp_public_key_unref (self->public_key);
  g_free (self);
}

DpPublicKey *
dp_private_key_get_public (const DpPrivateKey *self)
{
  return self->public_key;
}

GBytes *
dp_private_key_get_secret (const DpPrivateKey *self)
{
  return self->secret;
}

/* r || s. The low-level function of nettle, since its scratch can be wiped, and its random numbers
 * can fail, which the other one's cannot. */
static gboolean
sign_p256 (const guint8 *secret,
           const guint8 *data,
           gsize         len,
           guint8       *out,
           GError      **error)
{
  const struct ecc_curve *curve = nettle_get_secp_256r1 ();
  g_autoptr (Number) key = number_read (secret);
  g_autoptr (Number) nonce = number_random (NULL, error);
  g_autoptr (DpLimbs) scratch = dp_limbs_new ((gsize) ecc_ecdsa_sign_itch (curve));
  g_autoptr (DpLimbs) r = dp_limbs_new (LIMBS);
  g_autoptr (DpLimbs) s = dp_limbs_new (LIMBS);
  guint8 digest[DP_DIGEST_LEN];

  if (nonce == NULL)
    return FALSE; /* nocheck: set by number_random */
  dp_digest_sha256 (data, len, digest);
  ecc_ecdsa_sign (curve, key->scalar.p, nonce->scalar.p, sizeof digest, digest, r->limb, s->limb,
                  scratch->limb);
  dp_limbs_write (r, out, 32);
  dp_limbs_write (s, out + 32, 32);
  return TRUE;
}

GBytes *
dp_private_key_sign (const DpPrivateKey *self,
                     const guint8       *data,
                     gsize               len,
                     GError            **error)
{
  const guint8 *secret = g_bytes_get_data (self->secret, NULL);
  const guint8 *x, *y;
  guint8 out[SIGNATURE_LEN];
  gsize x_len, y_len;

  if (dp_public_key_get_kind (self->public_key) == DP_KEY_P256)
    {
      if (!sign_p256 (secret, data, len, out, error))
        return NULL;
    }
  else
    {
      dp_public_key_get_parts (self->public_key, &x, &x_len, &y, &y_len);
      ed25519_sha512_sign (x, secret, len, data, out);
    }
  return g_bytes_new (out, sizeof out);
}
