/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The agent's only clock and only timer. The real one is a timerfd on CLOCK_REALTIME, absolute and
 * cancelled when the clock is set: it is right after suspend and after a step of the clock in
 * either direction, and wakes nobody in between. Tests derive their own.
 *
 * Signal "alarm": the set time has come, or the clock was stepped; ask again what is due.
 */
#define DPA_TYPE_CLOCK (dpa_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (DpaClock, dpa_clock, DPA, CLOCK, GObject)

struct _DpaClockClass
{
  GObjectClass parent_class;

  gint64 (*get_now)   (DpaClock *self);
  void   (*set_alarm) (DpaClock *self,
                       gint64    at);
};

/* (nullable): %NULL where the system has no timerfd. */
DpaClock *dpa_clock_new       (GError  **error);
/* Seconds since the epoch. */
gint64    dpa_clock_get_now   (DpaClock *self);
/* One alarm at a time; 0 for none: then only steps of the clock are told. */
void      dpa_clock_set_alarm (DpaClock *self,
                               gint64    at);

/* Seconds that no step of the clock moves (CLOCK_BOOTTIME): for limits of a flow only. */
gint64    dpa_clock_get_steady (void);

/**
 * dpa_clock_add_limit:
 *
 * Calls @func once, that many CLOCK_BOOTTIME seconds from now: time that the computer sleeps does
 * count.
 *
 * Returns: the source's id; @func's return value is not looked at.
 */
guint     dpa_clock_add_limit (guint        seconds,
                               GSourceFunc  func,
                               gpointer     user_data);

/* For those who derive: the time has come. */
void      dpa_clock_ring      (DpaClock *self);

G_END_DECLS
