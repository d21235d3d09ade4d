/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rings when the words for a time have to change: an absolute moment of the wall clock, and at once
 * when that is set or the computer wakes up. */
typedef struct _DpwClock DpwClock;

DpwClock *dpw_clock_new  (GSourceFunc ring,
                          gpointer    user_data);
void      dpw_clock_free (DpwClock   *self);
/* Seconds since 1970, now. */
gint64    dpw_clock_now  (void);
/* The next ring, @seconds from @now; 0 for only when the clock is set. */
void      dpw_clock_set  (DpwClock   *self,
                          gint64      now,
                          gint64      seconds);

G_END_DECLS
