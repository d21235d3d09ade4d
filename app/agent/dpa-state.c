/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-state.h"

/* A renewal begins this long before the ID token ends, or a quarter of its life if that is less. */
#define RENEW_LEAD 60
#define RETRY_FIRST 60
#define RETRY_LAST (15 * 60)

static const char *const ids[DPA_STATE_N] = {
  [DPA_STATE_SIGNED_OUT] = "signed-out",
  [DPA_STATE_SIGNING_IN] = "signing-in",
  [DPA_STATE_RENEWING] = "renewing",
  [DPA_STATE_SIGNED_IN] = "signed-in",
  [DPA_STATE_ENDING] = "ending",
  [DPA_STATE_ENDED] = "ended",
  [DPA_STATE_OFFLINE] = "offline",
  [DPA_STATE_OTHER_PERSON] = "other-person",
  [DPA_STATE_KEYRING_LOCKED] = "keyring-locked",
  [DPA_STATE_LOST] = "lost",
  [DPA_STATE_REFUSED] = "refused",
  [DPA_STATE_PROBLEM] = "problem",
};

const char *
dpa_state_get_id (DpaState state)
{
  return (guint) state < DPA_STATE_N ? ids[state] : "problem";
}

gint64
dpa_state_retry_after (guint failures)
{
  gint64 wait = RETRY_FIRST;

  for (guint i = 1; i < failures && wait < RETRY_LAST; i++)
    wait *= 2;
  return MIN (wait, RETRY_LAST);
}

static gint64
expected_until (const DpaFacts *facts)
{
  if (facts->signed_in_at == 0)
    return 0;
  if (facts->lives_by_token)
    return facts->token_expires_at;
  return facts->signed_in_at + facts->lifetime;
}

/* A short life is told about in its last quarter at the earliest. */
static gint64
lead_of (gint64 from,
         gint64 until,
         gint64 wanted)
{
  gint64 span = MAX (until - from, 0);

  return MIN (wanted, span / 4);
}

static gint64
ending_from (const DpaFacts *facts,
             gint64          until)
{
  gint64 from = facts->lives_by_token ? facts->token_issued_at : facts->signed_in_at;

  if (until == 0 || facts->notify == 0)
    return 0;
  return until - lead_of (from, until, facts->notify);
}

/* When the refresh token is to be used; 0: never. Where servers count from the sign-in, renewing
 * after that time has passed would help nobody. */
static gint64
renew_at (const DpaFacts *facts,
          gint64          until,
          gint64          ending)
{
  gint64 at;

  if (facts->token_expires_at == 0 || !(facts->renews || facts->keyring_locked))
    return 0;
  at = facts->token_expires_at
       - lead_of (facts->token_issued_at, facts->token_expires_at, RENEW_LEAD);
  if (facts->lives_by_token && ending != 0)
    at = MIN (at, ending);
  if (!facts->lives_by_token && at >= until)
    return 0;
  return MAX (at, facts->renew_not_before);
}

static DpaState
state_by_time (const DpaFacts *facts,
               gint64          until,
               gint64          ending,
               gint64          now)
{
  if (facts->signed_in_at == 0 || !facts->has_key)
    return DPA_STATE_SIGNED_OUT;
  if (now >= until)
    return DPA_STATE_ENDED;
  if (ending != 0 && now >= ending)
    return DPA_STATE_ENDING;
  return DPA_STATE_SIGNED_IN;
}

static DpaState
state_of (const DpaFacts *facts,
          DpaState        by_time,
          gboolean        renew_due)
{
  gboolean needs_network = by_time == DPA_STATE_SIGNED_OUT || by_time == DPA_STATE_ENDED;

  switch (facts->activity)
    {
    case DPA_ACTIVITY_SIGNING_IN:
      return DPA_STATE_SIGNING_IN;
    case DPA_ACTIVITY_RENEWING:
      return DPA_STATE_RENEWING;
    case DPA_ACTIVITY_OTHER_PERSON:
      return DPA_STATE_OTHER_PERSON;
    case DPA_ACTIVITY_NONE:
    default:
      break;
    }
  if (needs_network && !facts->online)
    return DPA_STATE_OFFLINE;
  if (facts->has_problem)
    return DPA_STATE_PROBLEM;
  if (facts->keyring_locked && renew_due)
    return DPA_STATE_KEYRING_LOCKED;
  if (needs_network)
    return by_time;
  if (facts->lost)
    return DPA_STATE_LOST;
  if (facts->refused && by_time == DPA_STATE_SIGNED_IN)
    return DPA_STATE_REFUSED;
  return by_time;
}

static gint64
earliest_after (gint64 now,
                gint64 first,
                gint64 second)
{
  if (first <= now)
    return second > now ? second : 0;
  return second > now ? MIN (first, second) : first;
}

DpaVerdict
dpa_state_judge (const DpaFacts *facts,
                 gint64          now)
{
  DpaVerdict verdict = { 0 };
  gint64 renew;
  gboolean renew_due;
  DpaState by_time;

  if (facts->has_key)
    {
      verdict.expected_until = expected_until (facts);
      verdict.ending_from = ending_from (facts, verdict.expected_until);
    }
  renew = facts->has_key ? renew_at (facts, verdict.expected_until, verdict.ending_from) : 0;
  renew_due = renew != 0 && now >= renew
              && (facts->lives_by_token || now < verdict.expected_until);
  by_time = state_by_time (facts, verdict.expected_until, verdict.ending_from, now);

  verdict.state = state_of (facts, by_time, renew_due);
  verdict.is_good = by_time == DPA_STATE_SIGNED_IN || by_time == DPA_STATE_ENDING;
  verdict.renew_now = renew_due && facts->renews && facts->online
                      && facts->activity == DPA_ACTIVITY_NONE;
  verdict.next_change = earliest_after (now, verdict.ending_from,
                                        earliest_after (now, verdict.expected_until, renew));
  return verdict;
}
