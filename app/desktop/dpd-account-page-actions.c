/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-account-page.h"

#include "dpd-compat.h"
#include "dpd-report.h"

static DpBusAccount *
get_proxy (GtkWidget *widget)
{
  return dpd_account_get_proxy (dpd_account_page_get_account (DPD_ACCOUNT_PAGE (widget)));
}

static const char *
get_id (GtkWidget *widget)
{
  return dpd_account_get_id (dpd_account_page_get_account (DPD_ACCOUNT_PAGE (widget)));
}

static void
certificate_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GtkWidget) self = user_data;

  if (dp_bus_account_call_get_certificate_finish (DP_BUS_ACCOUNT (source), &line, result, &error))
    gtk_widget_activate_action (self, "win.copy-text", "s", line);
  else
    dpd_report (self, error);
}

static void
copy_certificate (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  dp_bus_account_call_get_certificate (get_proxy (widget), NULL, certificate_cb,
                                       g_object_ref (widget));
}

static void
show_in_files (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  const char *path = dp_bus_account_get_certificate_path (get_proxy (widget));

  if (path != NULL && *path != '\0')
    dpd_show_in_files (GTK_WINDOW (gtk_widget_get_root (widget)), path);
}

static void
sign_out (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  dp_bus_account_call_sign_out (get_proxy (widget), NULL, dpd_report_cb,
                                dpd_report_to (widget));
}

static void
show_hosts (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.hosts", "s", get_id (widget));
}

static void
remove_account (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.remove-account", "s",
                              get_id (widget));
}

static void
diagnose (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.step", "(ss)", get_id (widget),
                              "diagnose");
}

void
_dpd_account_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "account.copy-certificate", NULL,
                                   copy_certificate);
  gtk_widget_class_install_action (widget_class, "account.show-in-files", NULL, show_in_files);
  gtk_widget_class_install_action (widget_class, "account.sign-out", NULL, sign_out);
  gtk_widget_class_install_action (widget_class, "account.hosts", NULL, show_hosts);
  gtk_widget_class_install_action (widget_class, "account.remove", NULL, remove_account);
  gtk_widget_class_install_action (widget_class, "account.diagnose", NULL, diagnose);
}
