/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * For calls whose only news is an error: pass dpd_report_cb and dpd_report_to (widget). The error
 * is shown in the window of @widget, if that is still there.
 */
gpointer dpd_report_to (GtkWidget *widget);
void     dpd_report_cb (GObject      *proxy,
                        GAsyncResult *result,
                        gpointer      user_data);
/* Shows @error in the window of @widget; a cancelled call is no news. */
void     dpd_report (GtkWidget    *widget,
                     const GError *error);
/* Shows @text for a moment in the window of @widget. */
void     dpd_toast (GtkWidget  *widget,
                    const char *text);

G_END_DECLS
