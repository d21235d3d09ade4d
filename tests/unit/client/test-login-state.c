/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-login.h"
#include "dpt.h"

static void
test_table (void)
{
  static const guint8 may[][2] = {
    { DP_LOGIN_IDLE, DP_LOGIN_DISCOVERING },      { DP_LOGIN_DISCOVERING, DP_LOGIN_BROWSER },
    { DP_LOGIN_BROWSER, DP_LOGIN_EXCHANGING },    { DP_LOGIN_EXCHANGING, DP_LOGIN_PROVING },
    { DP_LOGIN_PROVING, DP_LOGIN_DONE },          { DP_LOGIN_DISCOVERING, DP_LOGIN_FAILED },
    { DP_LOGIN_BROWSER, DP_LOGIN_FAILED },        { DP_LOGIN_EXCHANGING, DP_LOGIN_FAILED },
    { DP_LOGIN_PROVING, DP_LOGIN_FAILED },
  };

  for (guint from = 0; from <= DP_LOGIN_N; from++)
    for (guint to = 0; to <= DP_LOGIN_N; to++)
      {
        gboolean expected = FALSE;

        for (gsize i = 0; i < G_N_ELEMENTS (may); i++)
          expected |= may[i][0] == from && may[i][1] == to;
        g_assert_true (dp_login_state_may (from, to) == expected);
      }
}

static void
test_words (void)
{
  for (guint state = 0; state < DP_LOGIN_N; state++)
    g_assert_cmpstr (dp_login_state_word (state), !=, "unknown");
  g_assert_cmpstr (dp_login_state_word (DP_LOGIN_N), ==, "unknown");
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/login/state/moves_only_as_declared", test_table);
  g_test_add_func ("/login/state/has_a_word_for_each", test_words);
  return g_test_run ();
}
