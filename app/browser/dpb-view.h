/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A web view for one sign-in, in an ephemeral session that is gone with it. It shows pages of
 * strangers: it downloads nothing, opens no other program, grants no permission, and never goes on
 * past a certificate error.
 *
 * Properties: "host" (name of the page in sight, always), "secure" (TLS without errors),
 * "progress" (0…1), "problem" ("" "tls" "load" "download"), "problem-host" (of the page that did
 * not come, else "").
 * Signals: "finished": the provider came back to the loopback address. "refused" (check id): this
 * page does not work here. "reload": action; also tries again what did not come.
 */
#define DPB_TYPE_VIEW (dpb_view_get_type ())
G_DECLARE_FINAL_TYPE (DpbView, dpb_view, DPB, VIEW, GtkBox)

/* The entry point of the module. @callback: the loopback address, a prefix of the redirect. */
G_MODULE_EXPORT GtkWidget *dpb_view_new (const char *url,
                                         const char *callback);

G_END_DECLS
