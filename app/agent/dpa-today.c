/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-today.h"

#include "dpa-notifier.h"
#include "dpw-time.h"

static const char *const screen_savers[] = { "org.freedesktop.ScreenSaver",
                                             "org.gnome.ScreenSaver" };

struct _DpaToday
{
  DpaAgent *agent;
  guint     subscriptions[G_N_ELEMENTS (screen_savers)];
};

gboolean
dpa_today_concerns (DpaAccount *account)
{
  gint64 now = dpa_agent_get_now (dpa_account_get_agent (account));

  return dpa_account_get_record (account)->signed_in_at != 0
         && dpa_account_judge (account, now).expected_until < dpw_time_midnight (now, NULL);
}

GPtrArray *
dpa_today_list (DpaAgent *agent)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);

      if (dpa_today_concerns (account) && dpa_account_get_sign_in (account) == NULL)
        g_ptr_array_add (list, account);
    }
  return list;
}

static gboolean
has_ended (DpaAccount       *account,
           const DpaVerdict *verdict)
{
  return dpa_account_get_record (account)->signed_in_at != 0
         && (verdict->state == DPA_STATE_ENDED || verdict->state == DPA_STATE_OFFLINE);
}

/* Those that have ended need not be told of one by one. */
static guint
take_ended (DpaAgent *agent,
            gint64    now)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  guint n = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);
      DpaRecord *record = dpa_account_get_record (account);
      DpaVerdict verdict = dpa_account_judge (account, now);

      if (!has_ended (account, &verdict))
        continue;
      record->told_for = verdict.expected_until;
      record->told_of_end = TRUE;
      dpa_notifier_withdraw (dpa_agent_get_notifier (agent), record->id);
      n++;
    }
  return n;
}

void
dpa_today_look (DpaAgent *agent)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  DpaNotifier *notifier = dpa_agent_get_notifier (agent);
  gint64 now = dpa_agent_get_now (agent);

  if (!dpa_notifier_is_shown (notifier, DPA_NOTIFY_TODAY))
    return;
  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);
      DpaVerdict verdict = dpa_account_judge (account, now);

      if (has_ended (account, &verdict))
        return;
    }
  dpa_notifier_withdraw (notifier, DPA_NOTIFY_TODAY);
}

static void
unlocked (DpaToday *self)
{
  gint64 now = dpa_agent_get_now (self->agent);
  DpaPreferences *preferences = dpa_agent_get_preferences (self->agent);
  const DpaNotice notice = { .kind = DPA_NOTE_TODAY, .account = DPA_NOTIFY_TODAY, .who = "" };

  if (now < preferences->told_today || preferences->notify_minutes == 0
      || take_ended (self->agent, now) == 0)
    return;
  preferences->told_today = dpw_time_midnight (now, NULL);
  dpa_notifier_show (dpa_agent_get_notifier (self->agent), &notice);
  dpa_agent_changed (self->agent);
}

static void
active_changed (GDBusConnection *connection,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         user_data)
{
  gboolean active;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &active);
  if (!active)
    unlocked (user_data);
}

DpaToday *
dpa_today_new (DpaAgent *agent)
{
  DpaToday *self = g_new0 (DpaToday, 1);

  self->agent = agent;
  if (dpa_agent_is_private (agent))
    return self;
  for (guint i = 0; i < G_N_ELEMENTS (screen_savers); i++)
    self->subscriptions[i]
      = g_dbus_connection_signal_subscribe (dpa_agent_get_connection (agent), screen_savers[i],
                                            screen_savers[i], "ActiveChanged", NULL, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, active_changed, self, NULL);
  unlocked (self);
  return self;
}

void
dpa_today_free (DpaToday *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (screen_savers); i++)
    if (self->subscriptions[i] != 0)
      g_dbus_connection_signal_unsubscribe (dpa_agent_get_connection (self->agent),
                                            self->subscriptions[i]);
  g_free (self);
}
