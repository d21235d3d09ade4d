/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-error.h"
#include "dp-expiry.h"
#include "dp-limits.h"

#define NOW G_GINT64_CONSTANT (1800000000)
#define HOUR (60 * 60)
#define FINE DP_ERROR_N

/* Times relative to NOW; 0 stays 0: the claim is absent. */
static const struct
{
  const char *name;
  DpExpiry expiry;
  gint64 issued, expires, refreshed;
  DpError reason; /* FINE: accepted */
} cases[] = {
  { "12h: at the last second", DP_EXPIRY_12H, -12 * HOUR, 0, 0, FINE },
  { "12h: one second later", DP_EXPIRY_12H, -12 * HOUR - 1, 0, 0, DP_ERROR_EXPIRED },
  { "24h: at the last second", DP_EXPIRY_24H, -24 * HOUR, 0, 0, FINE },
  { "24h: one second later", DP_EXPIRY_24H, -24 * HOUR - 1, 9 * HOUR, 0, DP_ERROR_EXPIRED },
  { "48h: at the last second", DP_EXPIRY_48H, -48 * HOUR, 0, 0, FINE },
  { "48h: one second later", DP_EXPIRY_48H, -48 * HOUR - 1, 0, 0, DP_ERROR_EXPIRED },
  { "1week: at the last second", DP_EXPIRY_1WEEK, -168 * HOUR, 0, 0, FINE },
  { "1week: one second later", DP_EXPIRY_1WEEK, -168 * HOUR - 1, 0, 0, DP_ERROR_EXPIRED },
  { "by age, exp does not matter", DP_EXPIRY_24H, -1, -1, 0, FINE },
  { "by age, without iat", DP_EXPIRY_24H, 0, 9 * HOUR, 0, DP_ERROR_CLAIM },
  { "by age, negative iat", DP_EXPIRY_24H, -NOW - 1, 9 * HOUR, 0, DP_ERROR_CLAIM },
  { "oidc: one second left", DP_EXPIRY_OIDC, -900 * HOUR, 1, 0, FINE },
  { "oidc: one second later", DP_EXPIRY_OIDC, -10, -1, 0, DP_ERROR_EXPIRED },
  { "oidc: a refreshed token does not help", DP_EXPIRY_OIDC, -10, -1, 9, DP_ERROR_EXPIRED },
  { "oidc: without exp", DP_EXPIRY_OIDC, -10, 0, 0, DP_ERROR_CLAIM },
  { "oidc: negative exp", DP_EXPIRY_OIDC, -10, -NOW - 5, 0, DP_ERROR_CLAIM },
  { "refreshed: not needed yet", DP_EXPIRY_OIDC_REFRESHED, -10, 1, 0, FINE },
  { "refreshed: not needed, and expired", DP_EXPIRY_OIDC_REFRESHED, -10, 1, -5, FINE },
  { "refreshed: needed, absent", DP_EXPIRY_OIDC_REFRESHED, -10, -1, 0, DP_ERROR_EXPIRED },
  { "refreshed: needed, good", DP_EXPIRY_OIDC_REFRESHED, -10, -1, 1, FINE },
  { "refreshed: needed, expired", DP_EXPIRY_OIDC_REFRESHED, -10, -5, -1, DP_ERROR_EXPIRED },
  { "refreshed: needed, negative", DP_EXPIRY_OIDC_REFRESHED, -10, -5, -NOW - 1, DP_ERROR_CLAIM },
  { "refreshed: without exp", DP_EXPIRY_OIDC_REFRESHED, -10, 0, 9, DP_ERROR_CLAIM },
  { "never: nothing is needed", DP_EXPIRY_NEVER, 0, 0, 0, FINE },
  { "never: all long past", DP_EXPIRY_NEVER, -NOW + 1, -NOW + 1, 0, FINE },
};

static gint64
absolute (gint64 relative)
{
  return relative == 0 ? 0 : NOW + relative;
}

static void
test_limits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean ok = dp_expiry_check (cases[i].expiry, absolute (cases[i].issued),
                                     absolute (cases[i].expires), absolute (cases[i].refreshed),
                                     NOW, &error);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (ok, ==, cases[i].reason == FINE);
      g_assert_cmpint (dp_error_code (error), ==, cases[i].reason);
    }
}

static void
test_last_second (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (dp_expiry_check (DP_EXPIRY_OIDC, 0, NOW, 0, NOW, &error));
  g_assert_no_error (error);
  g_assert_false (dp_expiry_check (DP_EXPIRY_OIDC, 0, NOW, 0, NOW + 1, &error));
  g_assert_cmpint (dp_error_code (error), ==, DP_ERROR_EXPIRED);
}

/* Times that no calendar has are refused before any sum could overflow. */
static void
test_huge_times (void)
{
  static const gint64 huge[] = { DP_TIME_MAX + 1, G_MAXINT64, G_MAXINT64 - HOUR, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (huge); i++)
    for (DpExpiry expiry = DP_EXPIRY_12H; expiry < DP_EXPIRY_NEVER; expiry++)
      {
        g_autoptr (GError) error = NULL;

        g_assert_false (dp_expiry_check (expiry, huge[i], huge[i], 0, NOW, &error));
        g_assert_cmpint (dp_error_code (error), ==, DP_ERROR_CLAIM);
      }
}

static void
test_words (void)
{
  static const char *const bad[] = {
    "", "24H", "24h ", " 24h", "24", "86400", "1Week", "week", "OIDC", "oidc refreshed",
    "oidc_Refreshed", "Never", "always", "none", "12h\n", "0h", "13h",
  };
  DpExpiry expiry = DP_EXPIRY_NEVER;

  for (DpExpiry i = DP_EXPIRY_12H; i <= DP_EXPIRY_NEVER; i++)
    {
      g_assert_true (dp_expiry_from_word (dp_expiry_get_word (i), &expiry, NULL));
      g_assert_cmpint (expiry, ==, i);
    }
  g_assert_true (dp_expiry_from_word ("oidc-refreshed", &expiry, NULL));
  g_assert_cmpstr (dp_expiry_get_word (expiry), ==, "oidc_refreshed");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (dp_expiry_from_word (bad[i], &expiry, &error));
      g_assert_cmpint (dp_error_code (error), ==, DP_ERROR_POLICY_EXPIRY);
    }
  g_assert_cmpstr (dp_expiry_get_word ((DpExpiry) 99), ==, "unknown");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pkt/expiry/ends_after_the_last_second", test_last_second);
  g_test_add_func ("/pkt/expiry/each_word_has_its_limit", test_limits);
  g_test_add_func ("/pkt/expiry/refuses_times_out_of_range", test_huge_times);
  g_test_add_func ("/pkt/expiry/knows_exactly_its_words", test_words);
  return g_test_run ();
}
