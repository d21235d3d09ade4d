/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "dp-login.h"
#include "dpa-agent.h"
#include "dpa-sign-in-private.h"
#include "dpt-desktop.h"
#include "dpt-http.h"
#include "dpt-idp.h"
#include "dpt-limit.h"
#include "dpw-time.h"

/*
 * Two days of one agent, its clock in the test's hand. Everything else is real: the bus, the
 * provider's HTTP, keys on disk. core's own clock is the linker's --wrap; no installed program can
 * be told the time.
 */
#define MORNING G_GINT64_CONSTANT (1795420800) /* 2026-11-23 08:00 UTC */
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define TOKEN_LIFE HOUR
#define RENEWED_EVERY (TOKEN_LIFE - MINUTE)
#define START "Start Daypass at login, so that it can remind you in time?"
#define ENDING "Your SSH sign-in for alice@example.com ends in 30 minutes"
#define ENDED "Your SSH sign-in for alice@example.com has ended"
#define TODAY "Sign in for today"
#define PATIENCE (60 * G_USEC_PER_SEC)

static gint64 fake_now = MORNING;

gint64 __wrap_dp_clock_now (void);

gint64
__wrap_dp_clock_now (void)
{
  return fake_now;
}

/* The injected clock. */
G_DECLARE_FINAL_TYPE (TestClock, test_clock, TEST, CLOCK, DpaClock)

struct _TestClock
{
  DpaClock parent_instance;
  gint64   alarm;
};

G_DEFINE_FINAL_TYPE (TestClock, test_clock, DPA_TYPE_CLOCK)

static gint64
test_clock_get_now (DpaClock *clock)
{
  return fake_now;
}

static void
test_clock_set_alarm (DpaClock *clock,
                      gint64    at)
{
  TEST_CLOCK (clock)->alarm = at;
}

static void
test_clock_class_init (TestClockClass *klass)
{
  DPA_CLOCK_CLASS (klass)->get_now = test_clock_get_now;
  DPA_CLOCK_CLASS (klass)->set_alarm = test_clock_set_alarm;
}

static void
test_clock_init (TestClock *self)
{
}

typedef struct
{
  GTestDBus       *bus;
  DptDesktop      *desktop;
  DptIdp          *idp;
  TestClock       *clock;
  DpaAgent        *agent;
  DpaAccount      *account;
  guint            wakes;
} Day;

static gboolean
stop_waiting (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_busy (Day *day)
{
  return day->account != NULL && dpa_account_get_renewal (day->account) != NULL;
}

/* Until nothing happens any more: no renewal runs, and what was sent has arrived. */
static void
come_to_rest (Day *day)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint quiet = 0;

  while (quiet < 2)
    {
      gboolean rested = FALSE;

      g_timeout_add (40, stop_waiting, &rested);
      while (!rested)
        g_main_context_iteration (NULL, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      quiet = is_busy (day) ? 0 : quiet + 1;
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
}

static void
set_now (Day   *day,
         gint64 now)
{
  DptFaults faults = { .date_shift = now - g_get_real_time () / G_USEC_PER_SEC,
                       .lives = TOKEN_LIFE };

  fake_now = now;
  dpt_idp_set_faults (day->idp, &faults);
}

static void
wake (Day *day)
{
  day->wakes++;
  dpa_clock_ring (DPA_CLOCK (day->clock));
  come_to_rest (day);
}

/* Time goes by, and the agent is woken when it asked for it and at no other moment. */
static void
go_on_to (Day   *day,
          gint64 to)
{
  while (day->clock->alarm != 0 && day->clock->alarm <= to)
    {
      set_now (day, day->clock->alarm);
      wake (day);
    }
  set_now (day, to);
}

static void
check_state (Day      *day,
             DpaState  state)
{
  g_assert_cmpstr (dp_bus_account_get_state (dpa_account_get_bus (day->account)), ==,
                   dpa_state_get_id (state));
}

static void
check_said (Day        *day,
            guint       n,
            const char *title)
{
  GPtrArray *titles = dpt_desktop_get_titles (day->desktop);

  g_assert_cmpuint (titles->len, ==, n);
  g_assert_cmpstr (g_ptr_array_index (titles, n - 1), ==, title);
}

static void
press (Day        *day,
       guint32     number,
       const char *button)
{
  dpt_desktop_press (day->desktop, number, button);
  come_to_rest (day);
}

static void
unlock_screen (Day *day)
{
  dpt_desktop_unlock_screen (day->desktop);
  come_to_rest (day);
}

/* As a person does it, with a browser elsewhere. */
static void
sign_in (Day *day)
{
  GError *error = NULL;
  DpaSignIn *request = dpa_sign_in_start (day->account, NULL, "", &error);
  g_autofree char *url = NULL;
  g_autofree char *back = NULL;
  gint64 end = g_get_monotonic_time () + PATIENCE;

  g_assert_no_error (error);
  g_object_ref (request);
  while (!dpa_sign_in_is_in_browser (request) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  come_to_rest (day);
  check_state (day, DPA_STATE_SIGNING_IN);
  url = dp_login_dup_direct_url (dpa_sign_in_get_login (request));
  back = dpt_idp_consent (day->idp, url);
  g_assert_true (dp_login_accept_pasted (dpa_sign_in_get_login (request), back, &error));
  while (dpa_account_get_sign_in (day->account) != NULL && g_get_monotonic_time () < end)
    {
      if (g_str_equal (dp_bus_sign_in_get_step (dpa_sign_in_get_bus (request)), "confirm"))
        g_assert_true (dpa_sign_in_confirm (request, TRUE, &error));
      else
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpstr (dp_bus_sign_in_get_step (dpa_sign_in_get_bus (request)), ==, "done");
  g_object_unref (request);
  come_to_rest (day);
  check_state (day, DPA_STATE_SIGNED_IN);
}

static void
start_agent (Day        *day,
             const char *home)
{
  g_autoptr (GDBusConnection) connection
    = dpt_desktop_connect (g_test_dbus_get_bus_address (day->bus));
  g_autofree char *config_dir = g_build_filename (home, "config", NULL);
  g_autofree char *runtime_dir = g_build_filename (home, "run", NULL);
  g_autoptr (DpProvider) core = dpt_idp_dup_provider (day->idp, NULL);
  DpaProvider *provider = dpa_provider_new ();
  GError *error = NULL;
  DpaAgentOptions options = { .connection = connection, .home = home, .config_dir = config_dir,
                              .runtime_dir = runtime_dir };

  g_assert_cmpint (g_mkdir (runtime_dir, 0700), ==, 0);
  day->clock = g_object_new (test_clock_get_type (), NULL);
  options.clock = DPA_CLOCK (day->clock);
  day->agent = dpa_agent_new (&options, &error);
  g_assert_no_error (error);
  dpa_set_text (provider->id, "corp");
  dpa_set_text (provider->name, "Corp");
  dpa_set_text (provider->issuer, dpt_idp_get_issuer (day->idp));
  dpa_set_text (provider->client_id, dp_provider_get_client_id (core));
  dpa_store_put_provider (dpa_agent_get_store (day->agent), provider);
  dpa_agent_start (day->agent);
  day->account = dpa_agent_add_account (day->agent, provider, "");
  dpa_account_get_record (day->account)->free_port = TRUE;
  come_to_rest (day);
}

static void
first_day (Day *day)
{
  sign_in (day);
  /* asked once, with the first account */
  check_said (day, 1, START);
  press (day, 1, "later");

  day->wakes = 0;
  go_on_to (day, MORNING + DAY - 31 * MINUTE);
  check_state (day, DPA_STATE_SIGNED_IN);
  g_assert_cmpuint (day->wakes, ==, (DAY - 31 * MINUTE) / RENEWED_EVERY);
  g_assert_cmpuint (dpt_idp_count (day->idp, "/token"), ==, 1 + day->wakes);
  check_said (day, 1, START);

  go_on_to (day, MORNING + DAY - 29 * MINUTE);
  check_state (day, DPA_STATE_ENDING);
  check_said (day, 2, ENDING);
  press (day, 2, "later");
  g_assert_null (dpa_account_get_sign_in (day->account));
  g_assert_cmpuint (dpt_desktop_get_closed (day->desktop)->len, ==, 2);
  wake (day);
  check_said (day, 2, ENDING);
  set_now (day, MORNING + DAY - 15 * MINUTE);
  sign_in (day);
}

/* Closed in the evening of the second day, opened on the third, after the end. */
static void
night (Day *day)
{
  guint asked;
  struct stat info;
  g_autofree char *until = g_build_filename (dpa_agent_get_home (day->agent), ".ssh", "daypass",
                                             "corp.until", NULL);

  go_on_to (day, MORNING + DAY + 14 * HOUR);
  asked = dpt_idp_count (day->idp, "/token");
  set_now (day, MORNING + 2 * DAY + HOUR);
  wake (day);
  check_state (day, DPA_STATE_ENDED);
  g_assert_cmpuint (dpt_idp_count (day->idp, "/token"), ==, asked);
  check_said (day, 3, ENDED);
  g_assert_cmpint (g_stat (until, &info), ==, 0);
  g_assert_cmpint (info.st_mtime, <=, fake_now);
  wake (day);

  /* the clock is set back, and put right: true at both times, and not told twice */
  set_now (day, MORNING + 2 * DAY - 2 * HOUR);
  wake (day);
  check_state (day, DPA_STATE_SIGNED_IN);
  g_assert_cmpint (g_stat (until, &info), ==, 0);
  g_assert_cmpint (info.st_mtime, >, fake_now);
  set_now (day, MORNING + 2 * DAY + HOUR);
  wake (day);
  check_state (day, DPA_STATE_ENDED);
  check_said (day, 3, ENDED);
}

static void
new_morning (Day *day)
{
  GArray *closed = dpt_desktop_get_closed (day->desktop);
  guint n;

  unlock_screen (day);
  check_said (day, 4, TODAY);
  unlock_screen (day);
  check_said (day, 4, TODAY);
  n = closed->len;
  sign_in (day);
  /* nothing is left to sign in for */
  g_assert_cmpuint (closed->len, ==, n + 1);
  g_assert_cmpuint (g_array_index (closed, guint32, n), ==, 4);
  g_assert_cmpint (dp_bus_account_get_expected_until (dpa_account_get_bus (day->account)), >=,
                   fake_now + DAY);
}

static void
whole_day (void)
{
  g_autofree char *home = g_dir_make_tmp ("daypass-day-XXXXXX", NULL);
  Day day = { .bus = g_test_dbus_new (G_TEST_DBUS_NONE), .idp = dpt_idp_new () };

  g_test_dbus_up (day.bus);
  day.desktop = dpt_desktop_new (g_test_dbus_get_bus_address (day.bus));
  set_now (&day, MORNING);
  start_agent (&day, home);
  first_day (&day);
  night (&day);
  new_morning (&day);
  dpt_limit_check_runs_out (day.account);
  come_to_rest (&day);
  check_state (&day, DPA_STATE_PROBLEM);
  g_object_unref (day.agent);
  g_object_unref (day.clock);
  dpt_desktop_free (day.desktop);
  g_test_dbus_stop (day.bus);
  g_object_unref (day.bus);
  dpt_idp_free (day.idp);
  dpt_remove_tree (home);
}

/* Another time zone is another midnight, without a restart. */
static void
zone_change_moves_midnight (void)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_assert_cmpint (dpw_time_midnight (MORNING, NULL), ==, MORNING + 16 * HOUR);
  g_setenv ("TZ", "Asia/Tokyo", TRUE);
  g_assert_cmpint (dpw_time_midnight (MORNING, NULL), ==, MORNING + 7 * HOUR);
  g_setenv ("TZ", "UTC", TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/agent/day/zone_change_moves_midnight", zone_change_moves_midnight);
  g_test_add_func ("/agent/day/whole_day", whole_day);
  return g_test_run ();
}
