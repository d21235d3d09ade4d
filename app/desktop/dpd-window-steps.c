/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-window.h"

#include "dpd-compat.h"
#include "dpd-diagnostics-page.h"
#include "dpd-hosts-page.h"
#include "dpd-provider-dialog.h"
#include "dpd-report.h"
#include "dpd-sign-in-page.h"

#include "dpw-fixes.h"

#include <glib/gi18n.h>

/* What the buttons of rows do. A step is an id of dpw_state_step_id(), or a fix. */

/* The running sign-in of @account; one that has ended stays on the bus for a while. */
static DpBusSignIn *
dup_request (DpdWindow  *self,
             DpdAccount *account)
{
  static const char *const ended[] = { "done", "failed", "cancelled", NULL };
  const char *path = dp_bus_account_get_sign_in_request (dpd_account_get_proxy (account));
  g_autoptr (DpBusSignIn) request = NULL;

  if (path != NULL)
    request = dpd_agent_dup_request (dpd_window_get_agent (self), path);
  if (request == NULL || dp_bus_sign_in_get_step (request) == NULL
      || g_strv_contains (ended, dp_bus_sign_in_get_step (request)))
    return NULL;
  return g_steal_pointer (&request);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DpdWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (dp_bus_account_call_sign_in_finish (DP_BUS_ACCOUNT (source), &path, result, &error))
    _dpd_window_want_request (self, path, TRUE);
  else
    dpd_report (GTK_WIDGET (self), error);
}

void
_dpd_window_sign_in (DpdWindow  *self,
                     DpdAccount *account)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "interactive", g_variant_new_boolean (TRUE));
  dp_bus_account_call_sign_in (dpd_account_get_proxy (account), g_variant_builder_end (&options),
                               NULL, started_cb, g_object_ref (self));
}

static void
sign_in (DpdWindow  *self,
         DpdAccount *account)
{
  g_autoptr (DpBusSignIn) running = dup_request (self, account);

  if (running != NULL)
    _dpd_window_show_request (self, running, TRUE);
  else
    _dpd_window_sign_in (self, account);
}

static void
renewed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DpdWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  DpdAccountList *accounts = dpd_agent_get_accounts (dpd_window_get_agent (self));
  DpdAccount *account;

  if (dp_bus_account_call_renew_finish (DP_BUS_ACCOUNT (source), result, &error))
    return;
  /* It needs the person after all. */
  account = dpd_account_list_find_path (accounts,
                                        g_dbus_proxy_get_object_path (G_DBUS_PROXY (source)));
  if (account != NULL)
    sign_in (self, account);
}

static void
renew (DpdWindow  *self,
       DpdAccount *account)
{
  dp_bus_account_call_renew (dpd_account_get_proxy (account), NULL, renewed_cb,
                             g_object_ref (self));
}

static void
cancel (DpdWindow  *self,
        DpdAccount *account)
{
  g_autoptr (DpBusSignIn) running = dup_request (self, account);

  if (running != NULL)
    dp_bus_sign_in_call_cancel (running, NULL, dpd_report_cb, dpd_report_to (GTK_WIDGET (self)));
}

static void
resolve (DpdWindow  *self,
         DpdAccount *account,
         const char *choice)
{
  g_autoptr (DpBusSignIn) running = dup_request (self, account);

  if (running != NULL)
    dp_bus_sign_in_call_resolve_other_person (running, choice, NULL, dpd_report_cb,
                                              dpd_report_to (GTK_WIDGET (self)));
}

static void
keep (DpdWindow  *self,
      DpdAccount *account)
{
  resolve (self, account, "keep");
}

static void
add_other (DpdWindow  *self,
           DpdAccount *account)
{
  resolve (self, account, "add");
}

static void
unlock (DpdWindow  *self,
        DpdAccount *account)
{
  dp_bus_account_call_unlock_keyring (dpd_account_get_proxy (account), NULL, dpd_report_cb,
                                      dpd_report_to (GTK_WIDGET (self)));
}

static void
load (DpdWindow  *self,
      DpdAccount *account)
{
  dp_bus_account_call_load_key (dpd_account_get_proxy (account), NULL, dpd_report_cb,
                                dpd_report_to (GTK_WIDGET (self)));
}

static void
diagnose (DpdWindow  *self,
          DpdAccount *account)
{
  dpd_window_push (self, dpd_diagnostics_page_new (dpd_window_get_agent (self), account, NULL));
}

static void
explain (DpdWindow  *self,
         DpdAccount *account)
{
  DpwStateFacts facts;

  dpd_account_get_facts (account, &facts);
  dpd_window_push (self, dpd_diagnostics_page_new (dpd_window_get_agent (self), account,
                                                   facts.state == DPW_STATE_REFUSED
                                                           && facts.args != NULL
                                                       ? facts.args[0]
                                                       : NULL));
}

static void
show_hosts (DpdWindow  *self,
            DpdAccount *account)
{
  dpd_window_push (self, dpd_hosts_page_new (dpd_window_get_agent (self), account));
}

static void
edit_provider (DpdWindow  *self,
               DpdAccount *account)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-provider", "s",
                              dp_bus_account_get_provider (dpd_account_get_proxy (account)));
}

static const struct
{
  const char *step;
  void (*run) (DpdWindow  *self,
               DpdAccount *account);
} steps[] = {
  { "sign-in", sign_in },   { "retry", sign_in },     { "renew", renew },
  { "cancel", cancel },     { "keep", keep },         { "add-other", add_other },
  { "unlock", unlock },     { "load", load },         { "diagnose", diagnose },
  { "explain", explain },   { "hosts", show_hosts },  { "edit-provider", edit_provider },
};

static void
run_step (DpdWindow  *self,
          const char *id,
          const char *step)
{
  DpdAgent *agent = dpd_window_get_agent (self);
  DpdAccount *account = dpd_account_list_find (dpd_agent_get_accounts (agent), id);
  const char *none[] = { NULL };

  if (account == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].step, step))
      {
        steps[i].run (self, account);
        return;
      }
  if (dpw_fix_is_agents (step))
    dp_bus_manager_call_fix (dpd_agent_get_manager (agent), step, none,
                             dpd_account_get_path (account), NULL, dpd_report_cb,
                             dpd_report_to (GTK_WIDGET (self)));
}

/* (ss): account id, step. */
static void
step_activated (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  const char *id, *step;

  g_variant_get (parameter, "(&s&s)", &id, &step);
  run_step (DPD_WINDOW (widget), id, step);
}

/* (ss): closes the page of the failed sign-in first. */
static void
retry_activated (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  DpdWindow *self = DPD_WINDOW (widget);

  if (DPD_IS_SIGN_IN_PAGE (dpd_window_get_page (self)))
    dpd_window_pop (self);
  step_activated (widget, action, parameter);
}

/* (sss): fix, its argument, account id or "": the fixes that are not a page's own. */
static void
fix_activated (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  const char *fix, *arg, *id;

  g_variant_get (parameter, "(&s&s&s)", &fix, &arg, &id);
  if (g_str_equal (fix, "copy"))
    gtk_widget_activate_action (widget, "win.copy-text", "s", arg);
  else if (g_str_equal (fix, "preferences"))
    /* what a check is about is there: the ssh-agent */
    gtk_widget_activate_action (widget, "app.preferences-page", "s", "advanced");
  else if (g_str_equal (fix, "edit-provider") && *arg != '\0')
    gtk_widget_activate_action (widget, "win.edit-provider", "s", arg);
  else if (*id != '\0')
    run_step (DPD_WINDOW (widget), id, fix);
  else
    {
      DpdAccount *account = dpd_window_get_account (DPD_WINDOW (widget));

      if (account != NULL)
        run_step (DPD_WINDOW (widget), dpd_account_get_id (account), fix);
    }
}

/* s: a fix of the agent that belongs to no account. */
static void
agent_fix_activated (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  const char *none[] = { NULL };

  dp_bus_manager_call_fix (dpd_agent_get_manager (dpd_window_get_agent (DPD_WINDOW (widget))),
                           g_variant_get_string (parameter, NULL), none, "/", NULL, dpd_report_cb,
                           dpd_report_to (widget));
}

typedef struct
{
  DpdWindow *self;
  char      *path;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->self);
  g_free (removal->path);
  g_free (removal);
}

static void
remove_answered_cb (gboolean yes,
                    gpointer user_data)
{
  Removal *removal = user_data;
  DpBusManager *manager = dpd_agent_get_manager (dpd_window_get_agent (removal->self));

  if (yes)
    dp_bus_manager_call_remove_account (manager, removal->path, NULL, dpd_report_cb,
                                        dpd_report_to (GTK_WIDGET (removal->self)));
}

static void
remove_activated (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  DpdWindow *self = DPD_WINDOW (widget);
  DpdAccountList *accounts = dpd_agent_get_accounts (dpd_window_get_agent (self));
  DpdAccount *account = dpd_account_list_find (accounts, g_variant_get_string (parameter, NULL));
  g_autofree char *heading = NULL;
  DpdQuestion question = { NULL, _("This signs you out, and deletes the key and the list of "
                                   "hosts of this account."),
                           NULL, _("_Remove"), ADW_RESPONSE_DESTRUCTIVE };
  Removal *removal;

  if (account == NULL)
    return;
  /* Translators: %s is an e-mail address, or the name of a provider */
  heading = g_strdup_printf (_("Remove %s?"), dpd_account_get_title (account));
  question.heading = heading;
  removal = g_new0 (Removal, 1);
  removal->self = g_object_ref (self);
  removal->path = g_strdup (dpd_account_get_path (account));
  dpd_ask (GTK_WINDOW (self), &question, remove_answered_cb, removal, removal_free);
}

void
_dpd_window_install_steps (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.step", "(ss)", step_activated);
  gtk_widget_class_install_action (widget_class, "win.retry", "(ss)", retry_activated);
  gtk_widget_class_install_action (widget_class, "win.fix", "(sss)", fix_activated);
  gtk_widget_class_install_action (widget_class, "win.agent-fix", "s", agent_fix_activated);
  gtk_widget_class_install_action (widget_class, "win.remove-account", "s", remove_activated);
}
