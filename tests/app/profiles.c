/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profiles: what comes from an organisation, and what is said about the whole program: banners,
 * fixed settings, profiles that wait, files that are dropped, debug information. Beside the
 * stand-in.
 */
#include "config.h"

#include "look.h"

#include "dpd-debug-info.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_banners (void)
{
  DpdWindow *window = open_scenario ("banner");

  expect_text (window, "Reminders are off: Daypass may not run in the background");
  press (window, "Allow…");
  expect_call ("Manager.Fix Manager ('allow-background'");
  close_window (window);

  window = open_scenario ("managed");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.account", "s", "corp");
  expect_text (window, "Managed by Corp: some settings are fixed");
  expect_text (window, "Set by Corp");
  g_assert_false (gtk_widget_is_sensitive (find_type (GTK_WIDGET (window), GTK_TYPE_SPIN_BUTTON)));
  close_window (window);
}

static void
test_staged_profile (void)
{
  DpdWindow *window = open_scenario ("staged");

  expect_text (window, "A profile of Corp waits for your answer");
  press (window, "Review…");
  expect_text (window, "Adds the provider Corp");
  press (window, "Import");
  expect_call ("Manager.DecideProfile Manager ('p1', True)");
  press (window, "Review…");
  expect_text (window, "Adds the provider Corp");
  gtk_window_close (top_window (window));
  expect_call ("Manager.DecideProfile Manager ('p1', False)");
  close_window (window);
}

static GtkEventController *
drop_target (DpdWindow *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }
  g_assert_not_reached ();
  return NULL;
}

static gboolean
drop (DpdWindow  *window,
      const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList list = { file, NULL };
  GValue value = G_VALUE_INIT;
  gboolean taken;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &list);
  g_signal_emit_by_name (drop_target (window), "drop", &value, 10.0, 10.0, &taken);
  g_value_unset (&value);
  return taken;
}

static void
test_dropped_profile (void)
{
  DpdWindow *window = open_scenario ("corp");
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "dropped.daypass", NULL);
  g_autofree char *other = g_build_filename (g_get_tmp_dir (), "picture.png", NULL);

  g_assert_true (g_file_set_contents (path, "x", -1, NULL));
  g_assert_true (drop (window, path));
  expect_call ("Manager.ImportProfile");
  expect_text (window, "Adds the provider Corp");
  gtk_window_close (top_window (window));
  expect_call ("Manager.DecideProfile Manager ('p1', False)");
  g_assert_false (drop (window, other));
  expect_text (window, "Drop one file whose name ends in .daypass");
  g_remove (path);
  close_window (window);
}

static void
test_debug_information (void)
{
  static const char *const private[] = { "alice", "@", "example", "/home", "SHA256", "bastion" };
  DpdWindow *window = open_scenario ("states");
  g_autofree char *text = dpd_debug_info (dpd_window_get_agent (window));

  g_assert_nonnull (strstr (text, "Agent: running"));
  for (guint i = 0; i < G_N_ELEMENTS (private); i++)
    g_assert_null (strstr (text, private[i]));
  close_window (window);
}

static const LookTest tests[] = {
  { "/app/profiles/banners_and_fixed_settings", test_banners },
  { "/app/profiles/a_staged_profile_waits_for_a_yes", test_staged_profile },
  { "/app/profiles/a_profile_can_be_dropped", test_dropped_profile },
  { "/app/profiles/debug_information_is_not_private", test_debug_information },
};

int
main (int    argc,
      char **argv)
{
  return run_look_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
