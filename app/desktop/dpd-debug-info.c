/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-debug-info.h"

#include "dpd-browser-module.h"

#include <adwaita.h>

static const char *const statuses[] = { "starting", "running", "away", "other version" };

static void
add_accounts (GString  *text,
              DpdAgent *agent)
{
  DpdAccountList *accounts = dpd_agent_get_accounts (agent);

  for (guint i = 0; i < dpd_account_list_get_n (accounts); i++)
    {
      DpdAccount *account = dpd_account_list_get_nth (accounts, i);
      DpwStateFacts facts;

      dpd_account_get_facts (account, &facts);
      g_string_append_printf (text, "  %s: %s %s\n",
                              dp_bus_account_get_provider_kind (dpd_account_get_proxy (account)),
                              dpw_state_word (facts.state),
                              facts.problem != NULL ? facts.problem : "");
    }
}

static void
add_versions (GString *text)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  GdkDisplay *display = gdk_display_get_default ();

  g_string_append_printf (text, "System: %s\n", os != NULL ? os : "unknown");
  g_string_append_printf (text, "Display: %s\n",
                          display != NULL ? G_OBJECT_TYPE_NAME (display) : "none");
  g_string_append_printf (text, "GLib %u.%u.%u, GTK %u.%u.%u, libadwaita %u.%u.%u\n",
                          glib_major_version, glib_minor_version, glib_micro_version,
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version ());
}

char *
dpd_debug_info (DpdAgent *agent)
{
  GString *text = g_string_new (NULL);
  DpBusManager *manager = dpd_agent_get_manager (agent);

  g_string_append_printf (text, "Daypass %s\n", PACKAGE_VERSION);
  add_versions (text);
  g_string_append_printf (text, "In-app browser: %s\n",
                          dpd_browser_module_is_installed () ? "installed" : "not installed");
  g_string_append_printf (text, "Sandbox: %s\n",
                          g_file_test (DP_SANDBOX_MARK, G_FILE_TEST_EXISTS) ? "Flatpak" : "none");
  g_string_append_printf (text, "Agent: %s", statuses[dpd_agent_get_status (agent)]);
  if (dpd_agent_get_detail (agent) != NULL)
    g_string_append_printf (text, " (%s)", dpd_agent_get_detail (agent));
  g_string_append_c (text, '\n');
  if (manager != NULL)
    g_string_append_printf (text, "Agent version: %s, protocol %u\nKeyring: %s\n",
                            dp_bus_manager_get_version (manager),
                            dp_bus_manager_get_protocol (manager),
                            dp_bus_manager_get_keyring (manager));
  g_string_append_printf (text, "Accounts: %u\n",
                          dpd_account_list_get_n (dpd_agent_get_accounts (agent)));
  add_accounts (text, agent);
  return g_string_free (text, FALSE);
}
