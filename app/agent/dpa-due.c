/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-due.h"

#include "dpa-notifier.h"
#include "dpa-renewal.h"

static void
renewed (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dpa_renewal_finish (DPA_ACCOUNT (source), result, &error))
    g_debug ("renewal: %s", error->message);
}

static gboolean
has_ended (DpaAccount       *account,
           const DpaVerdict *verdict,
           gint64            now)
{
  return dpa_account_get_record (account)->signed_in_at != 0 && verdict->expected_until != 0
         && now >= verdict->expected_until;
}

static void
tell (DpaAccount       *account,
      const DpaVerdict *verdict,
      DpaNote           kind,
      gint64            now)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  DpaNotifier *notifier = dpa_agent_get_notifier (agent);
  DpaRecord *record = dpa_account_get_record (account);
  g_autofree char *name = dpa_account_dup_name (account);
  const DpaNotice notice = {
    .kind = kind,
    .account = record->id,
    .who = name,
    .seconds = verdict->expected_until - now,
  };
  gboolean told = record->told_for == verdict->expected_until;

  /* what still stands on the screen is put right; what was put away stays away */
  if (told && !(kind == DPA_NOTE_ENDED && dpa_notifier_is_shown (notifier, record->id)
                && !record->told_of_end))
    return;
  record->told_for = verdict->expected_until;
  record->told_of_end = kind == DPA_NOTE_ENDED;
  dpa_notifier_show (notifier, &notice);
}

void
dpa_due (DpaAccount       *account,
         const DpaVerdict *verdict,
         gint64            now)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  DpaNotifier *notifier = dpa_agent_get_notifier (agent);
  gboolean may_tell = dpa_agent_get_preferences (agent)->notify_minutes != 0;

  if (verdict->renew_now)
    dpa_renewal_async (account, renewed, NULL);
  else if (may_tell && has_ended (account, verdict, now)
           && dpa_account_get_sign_in (account) == NULL)
    tell (account, verdict, DPA_NOTE_ENDED, now);
  else if (may_tell && verdict->state == DPA_STATE_ENDING)
    tell (account, verdict, DPA_NOTE_ENDING, now);
  else if (verdict->state == DPA_STATE_SIGNED_IN
           && dpa_notifier_is_shown (notifier, dpa_account_get_id (account)))
    dpa_notifier_withdraw (notifier, dpa_account_get_id (account));
}
