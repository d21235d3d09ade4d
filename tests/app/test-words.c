/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpw-fixes.h"
#include "dpw-sentences.h"
#include "dpw-state.h"
#include "dpw-time.h"

#include <locale.h>
#include <string.h>

#define NOON 1763812800 /* 2025-11-22 12:00 UTC */

static void
test_fill (void)
{
  static const struct { const char *text, *a, *b, *expected; } cases[] = {
    { "%1 of %2", "a", "b", "a of b" },
    { "%2, %1", "a", "b", "b, a" },
    { "%1", "%2", "b", "%2" },
    { "%1 and %2", "a", NULL, "a and …" },
    { "100 %", "a", NULL, "100 %" },
    { "%0 %x", "a", NULL, "%0 %x" },
    { "%1", "", NULL, "…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *args[] = { cases[i].a, cases[i].b, NULL };
      g_autofree char *text = dpw_fill (cases[i].text, args);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }

  dpw_set_right_to_left (TRUE);
  {
    const char *args[] = { "*.corp.example", NULL };
    g_autofree char *text = dpw_fill ("It matches %1", args);

    g_assert_cmpstr (text, ==, "It matches \342\201\250*.corp.example\342\201\251");
  }
  dpw_set_right_to_left (FALSE);
}

static void
test_catalogue (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *args[] = { "3", "two", "three", NULL };
  const char *id;

  for (guint i = 0; (id = dpw_sentence_nth (i)) != NULL; i++)
    {
      g_autofree char *title = dpw_sentence_title (id, args);
      g_autofree char *detail = dpw_sentence_detail (id, args);

      g_assert_true (g_hash_table_add (seen, (char *) id));
      g_assert_cmpuint (dpw_sentence_n_args (id), <=, 3);
      g_assert_null (strchr (title, '%'));
      g_assert_false (g_str_has_suffix (title, "."));
      if (detail != NULL)
        g_assert_null (strchr (detail, '%'));
    }
  for (guint i = 0; (id = dpw_fix_nth (i)) != NULL; i++)
    {
      g_autofree char *label = dpw_fix_label (id, args);

      g_assert_nonnull (label);
    }
}

static void
test_unknown (void)
{
  g_autofree char *title = dpw_sentence_title ("from-a-newer-agent", NULL);
  g_autofree char *detail = dpw_sentence_detail ("from-a-newer-agent", NULL);
  g_autofree char *fix = dpw_fix_label ("from-a-newer-agent", NULL);

  g_assert_cmpstr (title, ==, "Something unexpected happened");
  g_assert_cmpstr (detail, ==, "from-a-newer-agent");
  g_assert_null (fix);
  g_assert_false (dpw_fix_is_agents ("from-a-newer-agent"));
  g_assert_cmpint (dpw_state_parse ("from-a-newer-agent"), ==, DPW_STATE_PROBLEM);
}

static void
test_times (void)
{
  static const struct { gint64 left; const char *expected; } ends[] = {
    { 1, "Ends in 1 minute" },       { 60, "Ends in 1 minute" },  { 61, "Ends in 2 minutes" },
    { 9 * 60, "Ends in 9 minutes" }, { 25 * 60, "Ends in 25 minutes" },
    { 24 * 60, "Ends in 25 minutes" }, { 59 * 60, "Ends in 1 hour" },
    { 5400, "Ends in 2 hours" },     { 3 * 86400, "Ends in 3 days" },
  };
  static const struct { gint64 past; const char *expected; } ended[] = {
    { 0, "Ended just now" },           { 59, "Ended just now" }, { 60, "Ended 1 minute ago" },
    { 7200, "Ended 2 hours ago" },     { 86400, "Ended 1 day ago" },
    { 59 * 60, "Ended 1 hour ago" },   { 9 * 86400, "Ended 9 days ago" },
  };
  static const struct { gint64 when; const char *moment, *about, *until; } moments[] = {
    { NOON + 18300, "17:05", "About 17:05", "Until about 17:05" },
    { NOON - 86400, "Yesterday, 12:00", "Yesterday, about 12:00", NULL },
    { NOON + 76200, "Tomorrow, 09:10", "Tomorrow, about 09:10", "Until tomorrow, about 09:10" },
    { NOON + 6 * 86400, "28 November, 12:00", "28 November, about 12:00",
      "Until about 28 November" },
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text = dpw_time_ends_in (ends[i].left);

      g_assert_cmpstr (text, ==, ends[i].expected);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ended); i++)
    {
      g_autofree char *text = dpw_time_ended_ago (ended[i].past);

      g_assert_cmpstr (text, ==, ended[i].expected);
    }
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *moment = dpw_time_moment (moments[i].when, NOON, utc);
      g_autofree char *about = dpw_time_about (moments[i].when, NOON, utc);
      g_autofree char *until = dpw_time_until (moments[i].when, NOON, utc);

      g_assert_cmpstr (moment, ==, moments[i].moment);
      g_assert_cmpstr (about, ==, moments[i].about);
      if (moments[i].until != NULL)
        g_assert_cmpstr (until, ==, moments[i].until);
    }
}

static void
test_time_extremes (void)
{
  static const gint64 odd[] = { G_MININT64, -1, 0, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *moment = dpw_time_moment (odd[i], NOON, NULL);
      g_autofree char *until = dpw_time_until (odd[i], NOON, NULL);

      g_assert_nonnull (moment);
      g_assert_nonnull (until);
    }
}

static void
test_twelve_hours (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *text = NULL;

  dpw_time_set_twelve_hours (TRUE);
  text = dpw_time_moment (NOON + 18300, NOON, utc);
  dpw_time_set_twelve_hours (FALSE);
  g_assert_cmpstr (text, ==, "5:05 PM");
}

static void
test_states (void)
{
  static const struct
  {
    const char *word, *a, *b;
    gint64 until;
    const char *line, *step, *id;
  } cases[] = {
    { "signed-out", NULL, NULL, 0, "Not signed in", "Sign In", "sign-in" },
    { "signing-in", "", NULL, 0, "Waiting for your browser…", "Cancel", "cancel" },
    { "signing-in", "ssh web1", NULL, 0, "ssh web1 is waiting", "Cancel", "cancel" },
    { "renewing", NULL, NULL, 0, "Renewing…", NULL, NULL },
    { "signed-in", NULL, NULL, NOON + 18300, "Until about 17:05", NULL, NULL },
    { "ending", "silent", NULL, NOON + 1500, "Ends in 25 minutes", "Renew", "renew" },
    { "ending", "", NULL, NOON + 1500, "Ends in 25 minutes", "Sign In", "sign-in" },
    { "ended", NULL, NULL, NOON - 7200, "Ended 2 hours ago", "Sign In", "sign-in" },
    { "offline", NULL, NULL, 0, "No network", "Sign In", "sign-in" },
    { "other-person", "bob@x.org", "alice@x.org", 0, "bob@x.org signed in instead of alice@x.org",
      "Add bob", "add-other" },
    { "keyring-locked", NULL, NULL, 0, "Unlock your keyring to stay signed in", "Unlock",
      "unlock" },
    { "lost", NULL, NULL, 0, "The ssh-agent lost this key", "Load Again", "load" },
    { "refused", "web1", NULL, 0, "web1 refused this sign-in", "Explain…", "explain" },
    { "problem", NULL, NULL, 0, "This computer’s clock is 7 minutes slow", "Diagnose", "diagnose" },
  };
  const char *problem_args[] = { "7", NULL };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *args[] = { cases[i].a, cases[i].b, NULL };
      DpwStateFacts facts = { dpw_state_parse (cases[i].word), args, cases[i].until,
                              "clock-slow", problem_args, NULL, NULL };
      g_autofree char *line = dpw_state_line (&facts, NOON, utc);
      g_autofree char *step = dpw_state_step (&facts);

      g_assert_cmpstr (dpw_state_word (facts.state), ==, cases[i].word);
      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (step, ==, cases[i].step);
      g_assert_cmpstr (dpw_state_step_id (&facts), ==, cases[i].id);
    }
}

static void
test_visible (void)
{
  static const struct { const char *text, *expected; } cases[] = {
    { "alice@example.org", "alice@example.org" },
    { "\u202egro.elpmaxe@ecila", "\ufffdgro.elpmaxe@ecila" },
    { "a\u200bb\u2066c\nd\033[1m", "a\ufffdb\ufffdc\ufffdd\ufffd[1m" },
    { "علي@example.org", "علي@example.org" },
    { "\U0001F469\u200D\U0001F680", "\U0001F469\u200D\U0001F680" },
    { "\xff", "\ufffd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dpw_visible (cases[i].text);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_short_names (void)
{
  static const struct { const char *identity, *expected; } cases[] = {
    { "alice@example.org", "alice" },
    { "@example.org", "@example.org" },
    { "AAAAAAAAAAAAAAAAAAAAAIkzqFVr", "AAAAAAAAAAAAAAAAAAAAAIk…" },
    { "علي@example.org", "علي" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = dpw_short_name (cases[i].identity);

      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/words/fills_arguments_once", test_fill);
  g_test_add_func ("/app/words/every_row_has_words", test_catalogue);
  g_test_add_func ("/app/words/unknown_ids_have_words_too", test_unknown);
  g_test_add_func ("/app/words/times_are_coarse_then_fine", test_times);
  g_test_add_func ("/app/words/odd_times_do_not_crash", test_time_extremes);
  g_test_add_func ("/app/words/twelve_hour_clock", test_twelve_hours);
  g_test_add_func ("/app/words/every_state_has_line_and_step", test_states);
  g_test_add_func ("/app/words/nothing_invisible_in_names", test_visible);
  g_test_add_func ("/app/words/short_names", test_short_names);
  return g_test_run ();
}
