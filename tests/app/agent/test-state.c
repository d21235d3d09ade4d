/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpa-state.h"

/* 2026-11-22 08:00 UTC */
#define T0 G_GINT64_CONSTANT (1795334400)
#define HOUR 3600
#define DAY (24 * HOUR)

static DpaFacts
signed_in (void)
{
  return (DpaFacts) {
    .signed_in_at = T0,
    .token_issued_at = T0,
    .token_expires_at = T0 + HOUR,
    .lifetime = DAY,
    .notify = 1800,
    .has_key = TRUE,
    .online = TRUE,
  };
}

typedef struct
{
  const char *name;
  void      (*change) (DpaFacts *facts);
  gint64      after; /* seconds after the sign-in */
  DpaState    state;
  gboolean    is_good;
} Case;

static void
nothing (DpaFacts *facts)
{
}

static void
never_signed_in (DpaFacts *facts)
{
  *facts = (DpaFacts) { .lifetime = DAY, .notify = 1800, .online = TRUE };
}

static void
never_signed_in_offline (DpaFacts *facts)
{
  never_signed_in (facts);
  facts->online = FALSE;
}

static void
signing_in (DpaFacts *facts)
{
  facts->activity = DPA_ACTIVITY_SIGNING_IN;
  facts->has_problem = TRUE;
}

static void
renewing (DpaFacts *facts)
{
  facts->activity = DPA_ACTIVITY_RENEWING;
}

static void
other_person (DpaFacts *facts)
{
  facts->activity = DPA_ACTIVITY_OTHER_PERSON;
}

static void
offline (DpaFacts *facts)
{
  facts->online = FALSE;
}

static void
offline_problem (DpaFacts *facts)
{
  facts->online = FALSE;
  facts->has_problem = TRUE;
}

static void
problem (DpaFacts *facts)
{
  facts->has_problem = TRUE;
}

static void
locked (DpaFacts *facts)
{
  facts->keyring_locked = TRUE;
}

static void
lost (DpaFacts *facts)
{
  facts->lost = TRUE;
}

static void
refused (DpaFacts *facts)
{
  facts->refused = TRUE;
}

static void
key_gone (DpaFacts *facts)
{
  facts->has_key = FALSE;
}

static void
never_told (DpaFacts *facts)
{
  facts->notify = 0;
}

static void
one_hour (DpaFacts *facts)
{
  facts->lifetime = HOUR;
}

static void
by_token (DpaFacts *facts)
{
  facts->lives_by_token = TRUE;
}

static const Case cases[] = {
  { "never", never_signed_in, 0, DPA_STATE_SIGNED_OUT, FALSE },
  { "never-offline", never_signed_in_offline, 0, DPA_STATE_OFFLINE, FALSE },
  { "fresh", nothing, 0, DPA_STATE_SIGNED_IN, TRUE },
  { "token-over-key-good", nothing, 2 * HOUR, DPA_STATE_SIGNED_IN, TRUE },
  { "second-before-warning", nothing, DAY - 1801, DPA_STATE_SIGNED_IN, TRUE },
  { "warning", nothing, DAY - 1800, DPA_STATE_ENDING, TRUE },
  { "last-second", nothing, DAY - 1, DPA_STATE_ENDING, TRUE },
  { "end", nothing, DAY, DPA_STATE_ENDED, FALSE },
  { "long-after-suspend", nothing, 9 * DAY, DPA_STATE_ENDED, FALSE },
  { "clock-stepped-back", nothing, -2 * HOUR, DPA_STATE_SIGNED_IN, TRUE },
  { "never-told", never_told, DAY - 1, DPA_STATE_SIGNED_IN, TRUE },
  { "short-life-before-last-quarter", one_hour, 2699, DPA_STATE_SIGNED_IN, TRUE },
  { "short-life-last-quarter", one_hour, 2700, DPA_STATE_ENDING, TRUE },
  { "by-token-end", by_token, HOUR, DPA_STATE_ENDED, FALSE },
  { "by-token-last-quarter", by_token, 2700, DPA_STATE_ENDING, TRUE },
  { "signing-in-hides-problem", signing_in, 0, DPA_STATE_SIGNING_IN, TRUE },
  { "signing-in-after-end", signing_in, DAY, DPA_STATE_SIGNING_IN, FALSE },
  { "renewing", renewing, 0, DPA_STATE_RENEWING, TRUE },
  { "other-person", other_person, 0, DPA_STATE_OTHER_PERSON, TRUE },
  { "offline-while-good", offline, 0, DPA_STATE_SIGNED_IN, TRUE },
  { "offline-while-ending", offline, DAY - 60, DPA_STATE_ENDING, TRUE },
  { "offline-after-end", offline, DAY, DPA_STATE_OFFLINE, FALSE },
  { "offline-is-why", offline_problem, DAY, DPA_STATE_OFFLINE, FALSE },
  { "problem", problem, 0, DPA_STATE_PROBLEM, TRUE },
  { "problem-after-end", problem, DAY, DPA_STATE_PROBLEM, FALSE },
  { "locked-not-needed-yet", locked, 0, DPA_STATE_SIGNED_IN, TRUE },
  { "locked-renewal-due", locked, HOUR - 60, DPA_STATE_KEYRING_LOCKED, TRUE },
  { "locked-after-end", locked, DAY, DPA_STATE_ENDED, FALSE },
  { "lost", lost, 0, DPA_STATE_LOST, TRUE },
  { "lost-after-end", lost, DAY, DPA_STATE_ENDED, FALSE },
  { "refused", refused, 0, DPA_STATE_REFUSED, TRUE },
  { "refused-ending", refused, DAY - 60, DPA_STATE_ENDING, TRUE },
  { "refused-after-end", refused, DAY, DPA_STATE_ENDED, FALSE },
  { "key-gone", key_gone, 0, DPA_STATE_SIGNED_OUT, FALSE },
};

static void
states (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DpaFacts facts = signed_in ();
      DpaVerdict verdict;

      cases[i].change (&facts);
      verdict = dpa_state_judge (&facts, T0 + cases[i].after);
      g_test_message ("%s: %s", cases[i].name, dpa_state_get_id (verdict.state));
      g_assert_cmpstr (dpa_state_get_id (verdict.state), ==, dpa_state_get_id (cases[i].state));
      g_assert_cmpint (verdict.is_good, ==, cases[i].is_good);
    }
}

static void
ids_are_stable (void)
{
  static const char *const ids[] = {
    "signed-out", "signing-in", "renewing", "signed-in", "ending", "ended", "offline",
    "other-person", "keyring-locked", "lost", "refused", "problem",
  };

  g_assert_cmpuint (G_N_ELEMENTS (ids), ==, DPA_STATE_N);
  for (guint i = 0; i < DPA_STATE_N; i++)
    g_assert_cmpstr (dpa_state_get_id (i), ==, ids[i]);
  g_assert_cmpstr (dpa_state_get_id (DPA_STATE_N), ==, "problem");
}

/* Following next_change from the sign-in visits every change, and only changes. */
static void
wakes_at_changes_only (void)
{
  DpaFacts facts = signed_in ();
  gint64 now = T0;
  guint wakes = 0;

  for (;;)
    {
      DpaVerdict verdict = dpa_state_judge (&facts, now);

      if (verdict.next_change == 0)
        break;
      g_assert_cmpint (verdict.next_change, >, now);
      now = verdict.next_change;
      wakes++;
    }
  g_assert_cmpuint (wakes, ==, 2);
  g_assert_cmpint (now, ==, T0 + DAY);
}

static void
renews_before_the_token_ends (void)
{
  DpaFacts facts = signed_in ();

  facts.renews = TRUE;
  g_assert_cmpint (dpa_state_judge (&facts, T0).next_change, ==, T0 + HOUR - 60);
  g_assert_false (dpa_state_judge (&facts, T0 + HOUR - 61).renew_now);
  g_assert_true (dpa_state_judge (&facts, T0 + HOUR - 60).renew_now);

  facts.online = FALSE;
  g_assert_false (dpa_state_judge (&facts, T0 + HOUR - 60).renew_now);
  facts.online = TRUE;
  facts.activity = DPA_ACTIVITY_SIGNING_IN;
  g_assert_false (dpa_state_judge (&facts, T0 + HOUR - 60).renew_now);
}

static void
waits_after_a_failed_renewal (void)
{
  DpaFacts facts = signed_in ();

  facts.renews = TRUE;
  facts.renew_not_before = T0 + HOUR + 120;
  g_assert_false (dpa_state_judge (&facts, T0 + HOUR).renew_now);
  g_assert_true (dpa_state_judge (&facts, T0 + HOUR + 120).renew_now);
  g_assert_cmpint (dpa_state_judge (&facts, T0 + HOUR).next_change, ==, T0 + HOUR + 120);

  g_assert_cmpint (dpa_state_retry_after (1), ==, 60);
  g_assert_cmpint (dpa_state_retry_after (2), ==, 120);
  g_assert_cmpint (dpa_state_retry_after (100), ==, 900);
}

/* Servers that count from the sign-in gain nothing from a token renewed after that time. */
static void
does_not_renew_in_vain (void)
{
  DpaFacts facts = signed_in ();

  facts.renews = TRUE;
  facts.token_expires_at = T0 + DAY + HOUR;
  g_assert_false (dpa_state_judge (&facts, T0 + 2 * DAY).renew_now);
  g_assert_cmpint (dpa_state_judge (&facts, T0 + DAY).next_change, ==, 0);

  /* a computer that slept over the end */
  facts.token_expires_at = T0 + HOUR;
  g_assert_true (dpa_state_judge (&facts, T0 + DAY - 1).renew_now);
  g_assert_false (dpa_state_judge (&facts, T0 + DAY).renew_now);
  facts.lives_by_token = TRUE;
  g_assert_true (dpa_state_judge (&facts, T0 + DAY).renew_now);
}

/* Where servers look at the token, renewal comes before the person is told of the end. */
static void
renews_before_it_tells (void)
{
  DpaFacts facts = signed_in ();
  DpaVerdict verdict;

  facts.renews = TRUE;
  facts.lives_by_token = TRUE;
  verdict = dpa_state_judge (&facts, T0 + 2699);
  g_assert_cmpint (verdict.state, ==, DPA_STATE_SIGNED_IN);
  g_assert_false (verdict.renew_now);
  verdict = dpa_state_judge (&facts, T0 + 2700);
  g_assert_true (verdict.renew_now);
  g_assert_cmpint (verdict.expected_until, ==, T0 + HOUR);
}

static void
short_tokens (void)
{
  DpaFacts facts = signed_in ();

  facts.renews = TRUE;
  facts.token_expires_at = T0 + 75;
  g_assert_cmpint (dpa_state_judge (&facts, T0).next_change, ==, T0 + 75 - 18);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/state/table", states);
  g_test_add_func ("/agent/state/ids_are_stable", ids_are_stable);
  g_test_add_func ("/agent/state/wakes_at_changes_only", wakes_at_changes_only);
  g_test_add_func ("/agent/state/renews_before_the_token_ends", renews_before_the_token_ends);
  g_test_add_func ("/agent/state/waits_after_a_failed_renewal", waits_after_a_failed_renewal);
  g_test_add_func ("/agent/state/does_not_renew_in_vain", does_not_renew_in_vain);
  g_test_add_func ("/agent/state/renews_before_it_tells", renews_before_it_tells);
  g_test_add_func ("/agent/state/short_tokens", short_tokens);
  return g_test_run ();
}
