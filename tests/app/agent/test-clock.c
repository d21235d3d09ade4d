/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "dpa-clock.h"

/* What the kernel knows of this process's timers: fdinfo of each. */
static GPtrArray *
find_timers (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fdinfo", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fdinfo", name, NULL);
      char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "clockid:") != NULL)
        g_ptr_array_add (found, text);
      else
        g_free (text);
    }
  return found;
}

static void
check_timer (const char *it_value)
{
  g_autoptr (GPtrArray) timers = find_timers ();
  const char *text = g_ptr_array_index (timers, 0);

  g_assert_cmpuint (timers->len, ==, 1);
  g_test_message ("%s", text);
  /* CLOCK_REALTIME; TFD_TIMER_ABSTIME and TFD_TIMER_CANCEL_ON_SET */
  g_assert_nonnull (strstr (text, "clockid: 0\n"));
  g_assert_nonnull (strstr (text, "settime flags: 03\n"));
  g_assert_null (strstr (text, it_value));
}

static void
rang (DpaClock  *clock,
      GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

static void
one_absolute_timer (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpaClock) clock = dpa_clock_new (&error);
  gint64 at = dpa_clock_get_now (clock) + 2;

  g_assert_no_error (error);
  g_signal_connect (clock, "alarm", G_CALLBACK (rang), loop);
  dpa_clock_set_alarm (clock, at);
  check_timer ("it_value: (0, 0)");
  g_main_loop_run (loop);
  g_assert_cmpint (dpa_clock_get_now (clock), >=, at);
}

/* Without an alarm it is armed all the same: else nobody would tell of a step of the clock. */
static void
armed_without_an_alarm (void)
{
  g_autoptr (DpaClock) clock = dpa_clock_new (NULL);

  dpa_clock_set_alarm (clock, 0);
  check_timer ("it_value: (0, 0)");
}

static gboolean
limit_reached (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* A flow's limit counts the time that the computer sleeps, and no step of the clock; once. */
static void
limit_is_on_boottime (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 before = dpa_clock_get_steady ();
  guint id = dpa_clock_add_limit (1, limit_reached, loop);
  g_autoptr (GPtrArray) timers = find_timers ();

  g_assert_cmpuint (timers->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (timers, 0), "clockid: 7\n"));
  g_main_loop_run (loop);
  g_assert_cmpint (dpa_clock_get_steady (), >, before);
  g_assert_null (g_main_context_find_source_by_id (NULL, id));
  g_clear_pointer (&timers, g_ptr_array_unref);
  timers = find_timers ();
  g_assert_cmpuint (timers->len, ==, 0);
}

/* A moment that has passed rings at once: after a suspend, for example. */
static void
past_moment_rings_at_once (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DpaClock) clock = dpa_clock_new (NULL);

  g_signal_connect (clock, "alarm", G_CALLBACK (rang), loop);
  dpa_clock_set_alarm (clock, dpa_clock_get_now (clock) - 3600);
  g_main_loop_run (loop);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/clock/one_absolute_timer", one_absolute_timer);
  g_test_add_func ("/agent/clock/armed_without_an_alarm", armed_without_an_alarm);
  g_test_add_func ("/agent/clock/limit_is_on_boottime", limit_is_on_boottime);
  g_test_add_func ("/agent/clock/past_moment_rings_at_once", past_moment_rings_at_once);
  return g_test_run ();
}
