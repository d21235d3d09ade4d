/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * The frame of the in-app browser: host name and lock, always in sight. The view itself comes from
 * libdaypass-browser.so, loaded when it is used first.
 *
 * Signals: "move": the person wants to go on in their own browser. "refused" (check id): this
 * provider, or this page, does not work here.
 */
#define DPD_TYPE_BROWSER_WINDOW (dpd_browser_window_get_type ())
G_DECLARE_FINAL_TYPE (DpdBrowserWindow, dpd_browser_window, DPD, BROWSER_WINDOW, AdwWindow)

/* Whether the module is installed. */
gboolean   dpd_browser_window_is_available (void);
/* @callback: the loopback address; reaching it ends the window. %NULL when the module fails. */
GtkWidget *dpd_browser_window_new (GtkWindow  *parent,
                                   const char *url,
                                   const char *callback);

G_END_DECLS
