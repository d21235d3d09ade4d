/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-window.h"

#include "dpd-compat.h"
#include "dpd-debug-info.h"
#include "dpd-diagnostics-page.h"
#include "dpd-first-run-page.h"
#include "dpd-hosts-page.h"
#include "dpd-import-dialog.h"
#include "dpd-provider-dialog.h"
#include "dpd-providers-page.h"
#include "dpd-report.h"
#include "dpd-sign-in-page.h"

#include "dpw-state.h"

#include <glib/gi18n.h>

static DpBusManager *
get_manager (DpdWindow *self)
{
  return dpd_agent_get_manager (dpd_window_get_agent (self));
}

static DpdAccount *
find_account (DpdWindow *self,
              GVariant  *parameter)
{
  return dpd_account_list_find (dpd_agent_get_accounts (dpd_window_get_agent (self)),
                                g_variant_get_string (parameter, NULL));
}

static void
back (DpdWindow *self,
      GVariant  *parameter)
{
  /* Leaving a running sign-in means to cancel it; its page knows how. */
  if (DPD_IS_SIGN_IN_PAGE (dpd_window_get_page (self)))
    gtk_widget_activate_action (dpd_window_get_page (self), "sign-in.cancel", NULL);
  else
    dpd_window_back (self);
}

static void
close_page (DpdWindow *self,
            GVariant  *parameter)
{
  dpd_window_pop (self);
}

static void
copy_text (DpdWindow *self,
           GVariant  *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          g_variant_get_string (parameter, NULL));
  dpd_window_toast (self, _("Copied"));
}

static void
search (DpdWindow *self,
        GVariant  *parameter)
{
  dpd_window_search (self, NULL);
}

/* s: a click on the row: its running sign-in, else its details. */
static void
show_account (DpdWindow *self,
              GVariant  *parameter)
{
  DpdAccount *account = find_account (self, parameter);
  g_autoptr (DpBusSignIn) request = NULL;
  const char *path;

  if (account == NULL)
    return;
  path = dp_bus_account_get_sign_in_request (dpd_account_get_proxy (account));
  if (path != NULL)
    request = dpd_agent_dup_request (dpd_window_get_agent (self), path);
  if (request != NULL)
    _dpd_window_show_request (self, request, FALSE);
  else
    dpd_window_show_account (self, dpd_account_get_id (account));
}

static void
next_step (DpdWindow *self,
           GVariant  *parameter)
{
  DpdAccount *account = dpd_window_get_account (self);
  DpwStateFacts facts;
  const char *step;

  if (account == NULL)
    return;
  dpd_account_get_facts (account, &facts);
  step = dpw_state_step_id (&facts);
  if (step != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.step", "(ss)",
                                dpd_account_get_id (account), step);
}

static void
renew (DpdWindow *self,
       GVariant  *parameter)
{
  DpdAccount *account = dpd_window_get_account (self);

  if (account != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.step", "(ss)",
                                dpd_account_get_id (account), "renew");
}

static void
today_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DpdWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) requests = NULL;
  gboolean begun = FALSE;

  if (!dp_bus_manager_call_sign_in_today_finish (DP_BUS_MANAGER (source), &requests, &begun,
                                                 result, &error))
    dpd_report (GTK_WIDGET (self), error);
  else if (requests[0] == NULL)
    dpd_window_toast (self, _("Nothing ends today"));
  for (guint i = 0; requests != NULL && requests[i] != NULL; i++)
    _dpd_window_want_request (self, requests[i], begun);
}

static void
sign_in_today (DpdWindow *self,
               GVariant  *parameter)
{
  if (get_manager (self) != NULL)
    dp_bus_manager_call_sign_in_today (get_manager (self), NULL, today_cb, g_object_ref (self));
}

static void
add_account (DpdWindow *self,
             GVariant  *parameter)
{
  GtkWidget *page = g_object_new (DPD_TYPE_FIRST_RUN_PAGE, NULL);

  dpd_first_run_page_setup (DPD_FIRST_RUN_PAGE (page), dpd_window_get_agent (self), NULL, FALSE);
  dpd_window_push (self, page);
}

static void
show_providers (DpdWindow *self,
                GVariant  *parameter)
{
  dpd_window_push (self, dpd_providers_page_new (dpd_window_get_agent (self)));
}

static void
show_diagnostics (DpdWindow *self,
                  GVariant  *parameter)
{
  if (!DPD_IS_DIAGNOSTICS_PAGE (dpd_window_get_page (self)))
    dpd_window_push (self, dpd_diagnostics_page_new (dpd_window_get_agent (self), NULL, NULL));
}

static void
show_hosts (DpdWindow *self,
            GVariant  *parameter)
{
  DpdAccount *account = find_account (self, parameter);

  if (account != NULL)
    dpd_window_push (self, dpd_hosts_page_new (dpd_window_get_agent (self), account));
}

static void
undo_hosts (DpdWindow *self,
            GVariant  *parameter)
{
  if (get_manager (self) != NULL)
    dp_bus_manager_call_undo_hosts (get_manager (self), NULL, dpd_report_cb,
                                    dpd_report_to (GTK_WIDGET (self)));
}

static void
account_added_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (DpdWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  DpdAccount *account;

  if (!dp_bus_manager_call_add_account_finish (DP_BUS_MANAGER (source), &path, result, &error))
    {
      dpd_report (GTK_WIDGET (self), error);
      return;
    }
  /* Whoever adds an account wants to sign in with it. */
  account = dpd_account_list_find_path (dpd_agent_get_accounts (dpd_window_get_agent (self)), path);
  if (DPD_IS_FIRST_RUN_PAGE (dpd_window_get_page (self)))
    dpd_window_pop (self);
  if (account != NULL)
    _dpd_window_sign_in (self, account);
}

/* s: provider. */
static void
add_account_with (DpdWindow *self,
                  GVariant  *parameter)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  if (get_manager (self) != NULL)
    dp_bus_manager_call_add_account (get_manager (self), g_variant_get_string (parameter, NULL),
                                     g_variant_builder_end (&options), NULL, account_added_cb,
                                     g_object_ref (self));
}

static void
provider_added_cb (DpdWindow  *self,
                   const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.add-account-with", "s", id);
}

/* s: kind; the account follows when the provider is added. */
static void
add_provider_kind (DpdWindow *self,
                   GVariant  *parameter)
{
  GtkWidget *dialog = dpd_provider_dialog_new (GTK_WINDOW (self), dpd_window_get_agent (self),
                                               g_variant_get_string (parameter, NULL));

  g_signal_connect_object (dialog, "added", G_CALLBACK (provider_added_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_provider (DpdWindow *self,
              GVariant  *parameter)
{
  gtk_window_present (GTK_WINDOW (
      dpd_provider_dialog_new (GTK_WINDOW (self), dpd_window_get_agent (self), "other")));
}

static void
edit_provider (DpdWindow *self,
               GVariant  *parameter)
{
  gtk_window_present (GTK_WINDOW (
      dpd_provider_dialog_new_edit (GTK_WINDOW (self), dpd_window_get_agent (self),
                                    g_variant_get_string (parameter, NULL))));
}

static void
import_opkssh (DpdWindow *self,
               GVariant  *parameter)
{
  if (get_manager (self) != NULL)
    gtk_window_present (GTK_WINDOW (
        dpd_import_dialog_new_opkssh (GTK_WINDOW (self), dpd_window_get_agent (self))));
}

static void
profile_chosen_cb (GtkWindow *window,
                   GFile     *file)
{
  dpd_window_open_profile (DPD_WINDOW (window), file);
}

static void
open_profile (DpdWindow *self,
              GVariant  *parameter)
{
  dpd_choose_file (GTK_WINDOW (self), _("Open Organisation Profile"), _("Daypass profiles"),
                   "*.daypass", profile_chosen_cb);
}

static void
review_profile (DpdWindow *self,
                GVariant  *parameter)
{
  gtk_window_present (GTK_WINDOW (
      dpd_import_dialog_new_staged (GTK_WINDOW (self), dpd_window_get_agent (self),
                                    g_variant_get_string (parameter, NULL))));
}

static void
restart_agent (DpdWindow *self,
               GVariant  *parameter)
{
  dpd_agent_restart (dpd_window_get_agent (self));
}

static void
copy_details (DpdWindow *self,
              GVariant  *parameter)
{
  g_autofree char *text = dpd_debug_info (dpd_window_get_agent (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  dpd_window_toast (self, _("Copied"));
}

static const struct
{
  const char *name;
  const char *type;
  void (*run) (DpdWindow *self,
               GVariant  *parameter);
} actions[] = {
  { "win.back", NULL, back },
  { "win.close-page", NULL, close_page },
  { "win.copy-text", "s", copy_text },
  { "win.search", NULL, search },
  { "win.account", "s", show_account },
  { "win.next-step", NULL, next_step },
  { "win.renew", NULL, renew },
  { "win.sign-in-today", NULL, sign_in_today },
  { "win.add-account", NULL, add_account },
  { "win.add-account-with", "s", add_account_with },
  { "win.providers", NULL, show_providers },
  { "win.add-provider", NULL, add_provider },
  { "win.add-provider-kind", "s", add_provider_kind },
  { "win.edit-provider", "s", edit_provider },
  { "win.diagnostics", NULL, show_diagnostics },
  { "win.hosts", "s", show_hosts },
  { "win.undo-hosts", NULL, undo_hosts },
  { "win.import-opkssh", NULL, import_opkssh },
  { "win.open-profile", NULL, open_profile },
  { "win.review-profile", "s", review_profile },
  { "win.restart-agent", NULL, restart_agent },
  { "win.copy-details", NULL, copy_details },
};

static void
activated (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      actions[i].run (DPD_WINDOW (widget), parameter);
}

void
_dpd_window_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, activated);
}
