/* SPDX-License-Identifier: Apache-2.0 */
/*
 * robust PYTHON MOCK XML-FOLDER LOCALE-FOLDER: the agent is killed with each page open and comes
 * back; a thousand accounts; styles, directions and languages change; the clock is set; the bus
 * goes away. Started without an agent, inside tests/app/session.
 */
#include "config.h"

#include "look.h"

#include "dpd-browser-module.h"
#include "dpw-clock.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sys/socket.h>

#define MANY 1000
#define DAY (24 * 60 * 60)

static char **mock_argv;
static GSubprocess *mock;
static DpdApplication *application;
static guint complaints;

static GLogWriterOutput
writer (GLogLevelFlags   level,
        const GLogField *fields,
        gsize            n_fields,
        gpointer         user_data)
{
  if (level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL))
    complaints++;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
wait_status (DpdAgentStatus status)
{
  DpdAgent *agent = dpd_application_get_agent (application);

  for (guint i = 0; i < 500 && dpd_agent_get_status (agent) != status; i++)
    spin (20);
  g_assert_cmpint (dpd_agent_get_status (agent), ==, status);
}

static gboolean
has_owner (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
      g_variant_new ("(s)", "io.github.daypass.Daypass.Agent"), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
      NULL, NULL);
  gboolean has = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &has);
  return has;
}

static void
start_mock_with (const char    *scenario,
                 DpdAgentStatus status)
{
  g_autoptr (GError) error = NULL;
  const char *argv[] = { mock_argv[1], mock_argv[2], mock_argv[3], scenario, NULL };

  mock = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 500 && !has_owner (); i++)
    spin (20);
  wait_status (status);
  spin (100);
}

static void
start_mock (void)
{
  start_mock_with ("corp", DPD_AGENT_RUNNING);
}

static void
kill_mock (void)
{
  g_subprocess_send_signal (mock, SIGKILL);
  g_subprocess_wait (mock, NULL, NULL);
  g_clear_object (&mock);
}

static DpdWindow *
open_page (const Page *page)
{
  DpdAgent *agent = dpd_application_get_agent (application);
  DpdWindow *window = dpd_window_new (GTK_APPLICATION (application), agent);

  load_scenario (agent, page->scenario, 0);
  gtk_window_present (GTK_WINDOW (window));
  spin (50);
  page->open (window);
  return window;
}

static void
test_killed (void)
{
  for (guint i = 0; i < n_pages; i++)
    {
      DpdWindow *window = open_page (&pages[i]);
      GtkWidget *root;

      kill_mock ();
      wait_status (DPD_AGENT_AWAY);
      /* Home's stack is the page at the bottom: it says that the agent is away. */
      root = dpd_window_get_nth_page (window, 0);
      g_assert_true (dpd_window_get_page (window) == root);
      g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (root)), ==, "agent");
      start_mock ();
      g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (root)), ==, "home");
      close_window (window);
    }
  g_test_message ("%u pages", n_pages);
}

static void
test_quick_restart (void)
{
  DpdAgent *agent = dpd_application_get_agent (application);
  DpdWindow *window = dpd_window_new (GTK_APPLICATION (application), agent);
  DpdAccount *account;

  load_scenario (agent, "corp", 0);
  gtk_window_present (GTK_WINDOW (window));
  account = dpd_account_list_get_nth (dpd_agent_get_accounts (agent), 0);
  dpd_window_show_account (window, dpd_account_get_id (account));
  kill_mock ();
  start_mock ();
  /* The same page, the same account, and it follows the new agent. */
  g_assert_true (dpd_window_get_account (window) == account);
  set_property ("/accounts/corp", "State", g_variant_new_string ("offline"));
  g_assert_cmpstr (dp_bus_account_get_state (dpd_account_get_proxy (account)), ==, "offline");
  close_window (window);
}

static void
test_many (void)
{
  DpdAgent *agent = dpd_application_get_agent (application);
  DpdWindow *window = dpd_window_new (GTK_APPLICATION (application), agent);
  gint64 start;

  gtk_window_present (GTK_WINDOW (window));
  spin (100);
  start = g_get_monotonic_time ();
  load_scenario (agent, "many", MANY);
  g_test_message ("%d accounts after %d ms", MANY,
                  (int) ((g_get_monotonic_time () - start) / 1000));
  set_property ("/accounts/m500", "State", g_variant_new_string ("offline"));
  g_assert_cmpuint (dpd_account_list_get_n (dpd_agent_get_accounts (agent)), ==, MANY);
  load_scenario (agent, "corp", 0);
  close_window (window);
}

static void
test_styles (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  DpdWindow *window = open_page (&pages[1]);

  for (guint i = 0; i < 10; i++)
    {
      adw_style_manager_set_color_scheme (manager, i % 2 ? ADW_COLOR_SCHEME_FORCE_DARK
                                                         : ADW_COLOR_SCHEME_FORCE_LIGHT);
      gtk_widget_set_default_direction (i % 2 ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                    (i % 2 ? 192 : 96) * 1024, NULL);
      spin (50);
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  close_window (window);
}

static void
test_language (void)
{
  DpdWindow *window = open_page (&pages[0]);

  g_setenv ("LANGUAGE", "de", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, mock_argv[4]);
  expect_text (window, "Ended 2 hours ago");
  set_property ("/accounts/corp", "State", g_variant_new_string ("signed-out"));
  expect_text (window, "Nicht angemeldet");
  close_window (window);
  g_setenv ("LANGUAGE", "", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, mock_argv[4]);
}

/* The moments of the agent move instead of the clock: what is between them is the same. */
static void
test_clock_set_back (void)
{
  DpdWindow *window = open_scenario ("corp");
  gint64 now = dpw_clock_now ();

  dpd_window_show_account (window, "corp");
  set_property ("/accounts/corp", "SignedInAt", g_variant_new_int64 (now + DAY));
  set_property ("/accounts/corp", "TokenExpiresAt", g_variant_new_int64 (now + DAY + 3600));
  set_property ("/accounts/corp", "ExpectedUntil", g_variant_new_int64 (now + 2 * DAY));
  set_property ("/accounts/corp", "State", g_variant_new_string ("signed-in"));
  expect_text (window, "Until ");
  g_assert_cmpfloat (gtk_level_bar_get_value (GTK_LEVEL_BAR (find_type (
                         dpd_window_get_page (window), GTK_TYPE_LEVEL_BAR))), ==, 1);
  set_property ("/accounts/corp", "ExpectedUntil", g_variant_new_int64 (now - DAY));
  set_property ("/accounts/corp", "State", g_variant_new_string ("ended"));
  expect_text (window, "Ended ");
  close_window (window);
}

static void
test_other_version (void)
{
  DpdWindow *window = open_scenario ("corp");

  kill_mock ();
  wait_status (DPD_AGENT_AWAY);
  expect_text (window, "Daypass Is Not Running");
  press (window, "Copy Details");
  expect_text (window, "Copied");
  start_mock_with ("other-version", DPD_AGENT_OTHER_VERSION);
  expect_text (window, "Another Version Is Running");
  /* The stand-in leaves, and nothing on this bus starts it again. */
  press (window, "Restart");
  expect_text (window, "Daypass Is Not Running");
  g_subprocess_wait (mock, NULL, NULL);
  g_clear_object (&mock);
  start_mock ();
  expect_text (window, "alice@corp.example");
  close_window (window);
}

/* The last one: there is no way back. */
static void
test_bus_gone (void)
{
  DpdWindow *window = open_scenario ("corp");
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  GIOStream *stream = g_dbus_connection_get_stream (bus);

  shutdown (g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))),
            SHUT_RDWR);
  wait_status (DPD_AGENT_AWAY);
  expect_text (window, "Daypass Is Not Running");
  press (window, "Restart");
  spin (200);
  expect_text (window, "Daypass Is Not Running");
  close_window (window);
}

static void
test_no_complaints (void)
{
  g_assert_cmpuint (complaints, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_log_set_writer_func (writer, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 5);
  mock_argv = argv;
  setlocale (LC_ALL, "");
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  dpd_browser_module_set_folder (BROWSER_FOLDER);
  application = look_start ();
  start_mock ();
  g_test_add_func ("/app/window/agent_killed_with_each_page_open", test_killed);
  g_test_add_func ("/app/window/quick_restart_is_not_noticed", test_quick_restart);
  g_test_add_func ("/app/window/a_thousand_accounts", test_many);
  g_test_add_func ("/app/window/style_direction_and_text_size_change", test_styles);
  g_test_add_func ("/app/window/another_language", test_language);
  g_test_add_func ("/app/window/clock_set_back_and_forth", test_clock_set_back);
  g_test_add_func ("/app/window/another_version_is_restarted", test_other_version);
  g_test_add_func ("/app/window/bus_goes_away", test_bus_gone);
  g_test_add_func ("/app/window/no_warning_of_any_library", test_no_complaints);
  status = g_test_run ();
  kill_mock ();
  return status;
}
