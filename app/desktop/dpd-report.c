/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-report.h"

#include "dpd-agent.h"
#include "dpd-window.h"

typedef struct
{
  GWeakRef widget;
} Target;

gpointer
dpd_report_to (GtkWidget *widget)
{
  Target *target = g_new0 (Target, 1);

  g_weak_ref_init (&target->widget, widget);
  return target;
}

void
dpd_toast (GtkWidget  *widget,
           const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (GTK_IS_WINDOW (root) && !DPD_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  if (DPD_IS_WINDOW (root))
    dpd_window_toast (DPD_WINDOW (root), text);
}

void
dpd_report (GtkWidget    *widget,
            const GError *error)
{
  g_autofree char *sentence = NULL;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("%s", error->message);
  sentence = dpd_agent_error_sentence (error);
  dpd_toast (widget, sentence);
}

void
dpd_report_cb (GObject      *proxy,
               GAsyncResult *result,
               gpointer      user_data)
{
  Target *target = user_data;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&target->widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (proxy), result, &error);

  if (reply == NULL && widget != NULL)
    dpd_report (widget, error);
  g_weak_ref_clear (&target->widget);
  g_free (target);
}
