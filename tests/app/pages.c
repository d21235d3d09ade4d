/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "look.h"

#include "dpd-agent-page.h"
#include "dpd-browser-window.h"
#include "dpd-diagnostics-page.h"
#include "dpd-hosts-page.h"
#include "dpd-preferences-window.h"
#include "dpd-provider-dialog.h"
#include "dpd-sign-in-page.h"

#define LOAD_MS 60000 /* a thousand accounts, on a busy machine */

#define MOCK "io.github.daypass.Daypass.Agent", "/Mock", "io.github.daypass.Daypass.Mock"

guint moment_ms = 250;

static gboolean
tick_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
spin (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, tick_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

GVariant *
call_mock (const char         *method,
           GVariant           *args,
           const GVariantType *type)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (bus, MOCK, method, args, type,
                                                 G_DBUS_CALL_FLAGS_NONE, LOAD_MS, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

void
load_scenario (DpdAgent   *agent,
               const char *scenario,
               guint       number)
{
  DpdAccountList *accounts = dpd_agent_get_accounts (agent);
  g_autoptr (GVariant) reply = call_mock ("Load", g_variant_new ("(su)", scenario, number),
                                          G_VARIANT_TYPE ("(u)"));
  guint n;

  g_variant_get (reply, "(u)", &n);
  for (guint i = 0; i < 800; i++)
    {
      spin (5);
      if (dpd_agent_get_status (agent) == DPD_AGENT_RUNNING
          && dpd_account_list_get_n (accounts) == n)
        break;
    }
  g_assert_cmpuint (dpd_account_list_get_n (accounts), ==, n);
  spin (moment_ms / 5);
}

void
set_property (const char *path,
              const char *name,
              GVariant   *value)
{
  g_autoptr (GVariant) reply = call_mock ("Set", g_variant_new ("(ssv)", path, name, value), NULL);

  spin (50);
}

GtkWindow *
top_window (DpdWindow *window)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());
  GtkWindow *top = GTK_WINDOW (window);

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (toplevels, i);

      if (other != GTK_WINDOW (window) && gtk_widget_get_visible (GTK_WIDGET (other)))
        top = other;
    }
  return top;
}

void
close_dialogs (DpdWindow *window)
{
  GtkWindow *top;

  while ((top = top_window (window)) != GTK_WINDOW (window))
    {
      gtk_window_destroy (top);
      spin (20);
    }
}

static void
act (DpdWindow  *window,
     const char *action,
     const char *target)
{
  gtk_widget_activate_action (GTK_WIDGET (window), action, target != NULL ? "s" : NULL, target);
  spin (moment_ms);
}

static void
act_app (DpdWindow  *window,
         const char *action)
{
  g_action_group_activate_action (
      G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (window))), action, NULL);
  spin (moment_ms);
}

static void
open_home (DpdWindow *window)
{
}

static void
open_search (DpdWindow *window)
{
  dpd_window_search (window, "ssh deploy@web1");
  spin (3 * moment_ms);
}

static void
open_account (DpdWindow *window)
{
  act (window, "win.account", "corp");
}

static void
open_hosts (DpdWindow *window)
{
  act (window, "win.hosts", "corp");
}

static void
open_change (DpdWindow *window)
{
  act (window, "win.hosts", "corp");
  gtk_widget_activate_action (dpd_window_get_page (window), "hosts.review", NULL);
  spin (moment_ms);
}

static void
open_diagnostics (DpdWindow *window)
{
  act (window, "win.diagnostics", NULL);
}

static void
open_test_server (DpdWindow *window)
{
  dpd_window_push (window, dpd_diagnostics_page_new (dpd_window_get_agent (window), NULL,
                                                     "web1.corp.example"));
  spin (moment_ms);
}

static void
open_add_account (DpdWindow *window)
{
  act (window, "win.add-account", NULL);
}

static void
open_providers (DpdWindow *window)
{
  act (window, "win.providers", NULL);
}

static void
open_add_microsoft (DpdWindow *window)
{
  act (window, "win.add-provider-kind", "microsoft");
}

static void
open_edit_provider (DpdWindow *window)
{
  act (window, "win.edit-provider", "corp");
  spin (4 * moment_ms);
}

static void
open_edit_advanced (DpdWindow *window)
{
  GtkWidget *expander;

  open_edit_provider (window);
  expander = find_type (GTK_WIDGET (top_window (window)), ADW_TYPE_EXPANDER_ROW);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  spin (moment_ms);
}

static void
open_choose (DpdWindow *window)
{
  start_sign_in (window);
}

static void
open_waiting (DpdWindow *window)
{
  g_autofree char *path = NULL;

  start_sign_in (window);
  path = request_path (window);
  set_property (path, "Reason", g_variant_new_string ("ssh web1"));
  gtk_widget_activate_action (dpd_window_get_page (window), "sign-in.browser", NULL);
  spin (moment_ms);
}

static void
open_failed (DpdWindow *window)
{
  const char *args[] = { "Microsoft", "AADSTS50105: the user is not assigned to a role", NULL };

  fail_sign_in (window, "provider", args);
}

static void
open_confirm (DpdWindow *window)
{
  g_autofree char *path = NULL;

  start_sign_in (window);
  path = request_path (window);
  set_property (path, "Step", g_variant_new_string ("confirm"));
  spin (moment_ms);
}

static void
open_other_person (DpdWindow *window)
{
  g_autofree char *path = NULL;

  start_sign_in (window);
  path = request_path (window);
  set_property (path, "Identity", g_variant_new_string ("bob@corp.example"));
  set_property (path, "ExpectedIdentity", g_variant_new_string ("alice@corp.example"));
  set_property (path, "Step", g_variant_new_string ("other-person"));
  spin (moment_ms);
}

static void
open_preferences (DpdWindow *window)
{
  act_app (window, "preferences");
}

static void
open_advanced (DpdWindow *window)
{
  AdwPreferencesWindow *preferences;

  act_app (window, "preferences");
  preferences = ADW_PREFERENCES_WINDOW (top_window (window));
  adw_preferences_window_set_visible_page_name (preferences, "advanced");
  spin (moment_ms);
}

static void
open_shortcuts (DpdWindow *window)
{
  act (window, "win.show-help-overlay", NULL);
}

static void
open_about (DpdWindow *window)
{
  act_app (window, "about");
}

static void
open_opkssh (DpdWindow *window)
{
  act (window, "win.import-opkssh", NULL);
}

static void
open_profile (DpdWindow *window)
{
  act (window, "win.review-profile", "p1");
}

static void
open_remove (DpdWindow *window)
{
  act (window, "win.account", "corp");
  act (window, "win.remove-account", "corp");
}

static void
open_toast (DpdWindow *window)
{
  dpd_window_toast_action (window, "Signed in", "Choose Hosts",
                           "win.hosts('work')");
  spin (moment_ms);
}

/* A page that cannot be loaded: there is no such host. */
static void
open_browser (DpdWindow *window)
{
  GtkWidget *browser = dpd_browser_window_new (GTK_WINDOW (window), "https://login.corp.example/",
                                               "http://localhost:3000/login-callback");

  gtk_window_present (GTK_WINDOW (browser));
  for (guint i = 0; i < 500 && !widget_says (browser, "login.corp.example could not"); i++)
    spin (20);
  spin (moment_ms);
}

/* The page at the bottom, as it is while the agent is away. */
static void
open_agent (DpdWindow *window)
{
  GtkStack *root = GTK_STACK (dpd_window_get_nth_page (window, 0));
  GtkWidget *page = g_object_new (DPD_TYPE_AGENT_PAGE, NULL);
  GtkWidget *menu = find_type (GTK_WIDGET (root), GTK_TYPE_MENU_BUTTON);

  /* it is made when it is opened */
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (menu));
  dpd_agent_page_setup (DPD_AGENT_PAGE (page), dpd_window_get_agent (window),
                        gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (menu)));
  gtk_stack_add_named (root, page, "away");
  gtk_stack_set_visible_child_name (root, "away");
}

const Page pages[] = {
  { "home", "home", open_home, 480 },
  { "home-states", "states", open_home, 1060 },
  { "home-odd", "odd", open_home, 760 },
  { "home-search", "corp", open_search, 480 },
  { "home-banner", "banner", open_home, 360 },
  { "home-profile", "staged", open_home, 360 },
  { "home-toast", "home", open_toast, 360 },
  { "first-run", "empty", open_home, 820 },
  { "add-account", "corp", open_add_account, 760 },
  { "account", "corp", open_account, 1340 },
  { "account-managed", "managed", open_account, 640 },
  { "account-new", "new-corp", open_account, 560 },
  { "account-remove", "corp", open_remove, 560 },
  { "hosts", "corp", open_hosts, 560 },
  { "hosts-none", "new-corp", open_hosts, 400 },
  { "ssh-change", "corp", open_change, 640 },
  { "diagnostics", "corp", open_diagnostics, 760 },
  { "test-server", "corp", open_test_server, 900 },
  { "providers", "corp", open_providers, 600 },
  { "provider-microsoft", "corp", open_add_microsoft, 480 },
  { "provider-edit", "corp", open_edit_provider, 600 },
  { "provider-advanced", "corp", open_edit_advanced, 1000 },
  { "sign-in", "corp", open_choose, 520 },
  { "sign-in-waiting", "corp", open_waiting, 640 },
  { "sign-in-failed", "corp", open_failed, 520 },
  { "confirm-identity", "corp", open_confirm, 520 },
  { "other-person", "corp", open_other_person, 520 },
  { "browser", "corp", open_browser, 520 },
  { "preferences", "corp", open_preferences, 600 },
  { "preferences-advanced", "corp", open_advanced, 600 },
  { "import-opkssh", "corp", open_opkssh, 520 },
  { "import-profile", "staged", open_profile, 520 },
  { "agent", "corp", open_agent, 480 },
  { "shortcuts", "corp", open_shortcuts, 640 },
  { "about", "corp", open_about, 640 },
};
const guint n_pages = G_N_ELEMENTS (pages);
