/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * One timer on the wall clock that also rings when the clock is set and after a suspend, so that
 * what the window says about time is right at once. Signal "ring".
 */
#define DPD_TYPE_CLOCK (dpd_clock_get_type ())
G_DECLARE_FINAL_TYPE (DpdClock, dpd_clock, DPD, CLOCK, GObject)

DpdClock *dpd_clock_new (void);
/* Seconds since 1970, now. */
gint64    dpd_clock_now (void);
/* Rings once at @when (seconds since 1970), or when the clock is set; 0 for only the latter. */
void      dpd_clock_set (DpdClock *self,
                         gint64    when);

G_END_DECLS
