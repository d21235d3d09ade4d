/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-limbs.h"

#include "dp-secret.h"

G_STATIC_ASSERT (GMP_NAIL_BITS == 0);

DpLimbs *
dp_limbs_new (gsize n)
{
  DpLimbs *self = g_malloc0 (sizeof *self + n * sizeof self->limb[0]);

  self->n = n;
  return self;
}

DpLimbs *
dp_limbs_read (const guint8 *data,
               gsize         len)
{
  DpLimbs *self = dp_limbs_new ((len + sizeof self->limb[0] - 1) / sizeof self->limb[0]);

  for (gsize i = 0; i < len; i++)
    self->limb[i / sizeof self->limb[0]]
      |= (mp_limb_t) data[len - 1 - i] << (8 * (i % sizeof self->limb[0]));
  return self;
}

void
dp_limbs_write (const DpLimbs *self,
                guint8        *out,
                gsize          len)
{
  for (gsize i = 0; i < len; i++)
    out[len - 1 - i]
      = (guint8) (self->limb[i / sizeof self->limb[0]] >> (8 * (i % sizeof self->limb[0])));
}

void
dp_limbs_free (DpLimbs *self)
{
  if (self != NULL)
    dp_secret_wipe (self->limb, self->n * sizeof self->limb[0]);
  g_free (self);
}
