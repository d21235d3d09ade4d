/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-pages.h"
#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * The web chooser (protocol section 3.5): a page on loopback with one link a provider, in the
 * window in which the sign-in then goes on. The same rules as for a sign-in: a single-use address
 * that sets a cookie, and nothing without that cookie.
 */
#define DP_TYPE_CHOOSER (dp_chooser_get_type ())
G_DECLARE_FINAL_TYPE (DpChooser, dp_chooser, DP, CHOOSER, GObject)

/* @providers: (element-type DpProvider), in the order of the page, names unlike each other */
DpChooser  *dp_chooser_new        (GPtrArray           *providers,
                                   const DpPageWords   *words,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Once: where to send the browser. (transfer full) */
char       *dp_chooser_dup_url    (DpChooser           *self,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends when somebody chose, after ten minutes (DP_ERROR_TIMED_OUT), or when cancelled. */
void        dp_chooser_run_async  (DpChooser           *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
DpProvider *dp_chooser_run_finish (DpChooser           *self,
                                   GAsyncResult        *result,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* The browser waits meanwhile: sends it on, or tells it why not, and stops listening. */
void        dp_chooser_forward    (DpChooser           *self,
                                   const char          *url);
void        dp_chooser_refuse     (DpChooser           *self,
                                   const char          *sentence);

G_END_DECLS
