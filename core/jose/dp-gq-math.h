/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/*
 * The equations of GQ1 (ISO/IEC 14888-2) for one modulus n, exponent e and public number G = Q^-e.
 * Numbers are big-endian bytes: those modulo n have self->width bytes, a challenge has
 * self->challenge_len. The private number Q and the random numbers r are secret: their arithmetic
 * takes the same time for every value.
 */
typedef struct _DpGqNumbers DpGqNumbers;

typedef struct
{
  gsize        width;         /* bytes of the modulus */
  gsize        challenge_len; /* bytes of one challenge */
  gsize        rounds;        /* so that all challenges together have at least 256 bits */
  DpGqNumbers *numbers;
} DpGq;

/* @g: the public number G, as wide as @n. DP_ERROR_CRYPTO unless @n is odd, without a leading zero,
 * and @e above 1. */
DpGq    *_dp_gq_new     (const guint8 *n,
                         gsize         n_len,
                         const guint8 *e,
                         gsize         e_len,
                         const guint8 *g,
                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void     _dp_gq_free    (DpGq         *self);

/* W = S^e G^R; fails with DP_ERROR_GQ_PROOF unless 0 < S < n. */
gboolean _dp_gq_recover (DpGq         *self,
                         const guint8 *challenge,
                         const guint8 *response,
                         guint8       *out,
                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* Q = s^-1 of a signature s; a fresh r. DP_ERROR_CRYPTO: no inverse, no random numbers. */
gboolean _dp_gq_invert  (DpGq         *self,
                         const guint8 *signature,
                         guint8       *out,
                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean _dp_gq_random  (DpGq         *self,
                         guint8       *out,
                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* W = r^e; S = r Q^R */
void     _dp_gq_commit  (DpGq         *self,
                         const guint8 *r,
                         guint8       *out);
void     _dp_gq_respond (DpGq         *self,
                         const guint8 *r,
                         const guint8 *q,
                         const guint8 *challenge,
                         guint8       *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpGq, _dp_gq_free)
