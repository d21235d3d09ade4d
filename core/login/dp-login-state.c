/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-login.h"

/* Which state may follow which. DONE and FAILED are the end. */
static const guint8 allowed[DP_LOGIN_N] = {
  [DP_LOGIN_IDLE] = 1 << DP_LOGIN_DISCOVERING,
  [DP_LOGIN_DISCOVERING] = 1 << DP_LOGIN_BROWSER | 1 << DP_LOGIN_FAILED,
  [DP_LOGIN_BROWSER] = 1 << DP_LOGIN_EXCHANGING | 1 << DP_LOGIN_FAILED,
  [DP_LOGIN_EXCHANGING] = 1 << DP_LOGIN_PROVING | 1 << DP_LOGIN_FAILED,
  [DP_LOGIN_PROVING] = 1 << DP_LOGIN_DONE | 1 << DP_LOGIN_FAILED,
  [DP_LOGIN_DONE] = 0,
  [DP_LOGIN_FAILED] = 0,
};

static const char *const words[DP_LOGIN_N] = {
  [DP_LOGIN_IDLE] = "idle",
  [DP_LOGIN_DISCOVERING] = "discovering",
  [DP_LOGIN_BROWSER] = "browser",
  [DP_LOGIN_EXCHANGING] = "exchanging",
  [DP_LOGIN_PROVING] = "proving",
  [DP_LOGIN_DONE] = "done",
  [DP_LOGIN_FAILED] = "failed",
};

gboolean
dp_login_state_may (DpLoginState from,
                    DpLoginState to)
{
  return (guint) from < DP_LOGIN_N && (guint) to < DP_LOGIN_N && (allowed[from] & 1 << to) != 0;
}

const char *
dp_login_state_word (DpLoginState state)
{
  return (guint) state < DP_LOGIN_N ? words[state] : "unknown";
}
