/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Hands the address of a sign-in to a browser: the person's own, or the one in this program, or to
 * the clipboard; and moves a running sign-in from one to the other.
 * Signal "used" (use): "system" or "embedded", when the person's turn begins there.
 */
#define DPD_TYPE_HANDOVER (dpd_handover_get_type ())
G_DECLARE_FINAL_TYPE (DpdHandover, dpd_handover, DPD, HANDOVER, GObject)

/* @widget: (not owned): in whose window it happens; outlives the handover. */
DpdHandover *dpd_handover_new (GtkWidget   *widget,
                               DpBusSignIn *request);
/* @use: "system", "embedded" or "copy". */
void         dpd_handover_take (DpdHandover *self,
                                const char  *use);
gboolean     dpd_handover_was_used (DpdHandover *self);
/* Whether provider and installation allow the in-app browser. */
gboolean     dpd_handover_can_embed (DpdHandover *self);
/* Closes the in-app browser, if it is open. */
void         dpd_handover_close (DpdHandover *self);

G_END_DECLS
