/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How often a person may be bothered, per account (architecture section 6): at most three browser
 * openings in ten minutes, and ten minutes without a question of the hook after Cancel. Times are
 * passed in: CLOCK_BOOTTIME seconds, so that a step of the clock changes nothing.
 */
#define DPA_RATE_OPENINGS 3
#define DPA_RATE_WINDOW (10 * 60)

typedef struct
{
  gint64 openings[DPA_RATE_OPENINGS]; /* the latest ones, oldest first; 0: none */
  gint64 cancelled_at;
} DpaRate;

/* Counts an opening when it is allowed. */
gboolean dpa_rate_open      (DpaRate       *self,
                             gint64         now);
void     dpa_rate_cancelled (DpaRate       *self,
                             gint64         now);
/* The person has acted by themselves: the hook may ask again. */
void     dpa_rate_forgive   (DpaRate       *self);
gboolean dpa_rate_in_peace  (const DpaRate *self,
                             gint64         now);

G_END_DECLS
