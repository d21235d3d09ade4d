/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <gmp.h>

G_BEGIN_DECLS

/*
 * A secret number for GMP's low-level functions, the least significant limb first; those with
 * "sec" in their names take the same time for every value. Wiped when freed. Also their scratch.
 */
typedef struct
{
  gsize     n; /* limbs, at least 1 */
  mp_limb_t limb[];
} DpLimbs;

/* Zero, of @n limbs. */
DpLimbs *dp_limbs_new   (gsize         n);
/* A big-endian number of @len bytes, at least 1, with as many limbs as they need. */
DpLimbs *dp_limbs_read  (const guint8 *data,
                         gsize         len);
/* The lowest @len bytes, big-endian; @len is at most what the limbs hold. */
void     dp_limbs_write (const DpLimbs *self,
                         guint8        *out,
                         gsize          len);
void     dp_limbs_free  (DpLimbs       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpLimbs, dp_limbs_free)

G_END_DECLS
