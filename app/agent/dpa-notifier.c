/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-notifier.h"

#include <glib/gi18n.h>

#include "dpa-account.h"
#include "dpa-autostart.h"
#include "dpa-notes.h"
#include "dpa-opener.h"

struct _DpaNotifier
{
  DpaAgent *agent;
  DpaNotes *notes; /* NULL on a private connection: there is nobody to tell */
};

static char *
ending_title (const char *who,
              gint64      seconds)
{
  guint minutes = (guint) CLAMP ((seconds + 30) / 60, 1, 100 * 60);
  guint hours = (minutes + 30) / 60;

  if (minutes < 120)
    /* Translators: %s is an e-mail address */
    return g_strdup_printf (ngettext ("Your SSH sign-in for %s ends in %u minute",
                                      "Your SSH sign-in for %s ends in %u minutes", minutes),
                            who, minutes);
  /* Translators: %s is an e-mail address */
  return g_strdup_printf (ngettext ("Your SSH sign-in for %s ends in %u hour",
                                    "Your SSH sign-in for %s ends in %u hours", hours),
                          who, hours);
}

static char *
title_of (const DpaNotice *notice)
{
  switch (notice->kind)
    {
    case DPA_NOTE_ENDING:
      return ending_title (notice->who, notice->seconds);
    case DPA_NOTE_ENDED:
      /* Translators: %s is an e-mail address */
      return g_strdup_printf (_("Your SSH sign-in for %s has ended"), notice->who);
    case DPA_NOTE_WAITING:
      /* Translators: %s is a program and its host, for example "ssh web1" */
      return g_strdup_printf (_("%s needs you to sign in"), notice->who);
    case DPA_NOTE_TODAY:
      return g_strdup (_("Sign in for today"));
    case DPA_NOTE_START:
      return g_strdup (_("Start Daypass at login, so that it can remind you in time?"));
    default:
      g_assert_not_reached ();
    }
}

void
dpa_notifier_show (DpaNotifier     *self,
                   const DpaNotice *notice)
{
  g_autofree char *title = title_of (notice);
  gboolean start = notice->kind == DPA_NOTE_START;
  const DpaNoteButton buttons[] = {
    { start ? "start-at-login" : "sign-in", start ? _("Start at Login") : _("Sign In") },
    { "later", start ? _("Not Now") : _("Later") },
  };
  const DpaNoteText text = {
    .key = notice->account,
    .title = title,
    .buttons = buttons,
    .n_buttons = G_N_ELEMENTS (buttons),
  };

  if (self->notes != NULL)
    dpa_notes_show (self->notes, &text);
}

void
dpa_notifier_withdraw (DpaNotifier *self,
                       const char  *account)
{
  if (self->notes != NULL)
    dpa_notes_withdraw (self->notes, account);
}

gboolean
dpa_notifier_is_shown (DpaNotifier *self,
                       const char  *account)
{
  return self->notes != NULL && dpa_notes_is_shown (self->notes, account);
}

static void
start_at_login (DpaAgent *agent)
{
  g_autoptr (GError) error = NULL;

  dpa_agent_get_preferences (agent)->start_at_login = TRUE;
  if (!dpa_autostart_apply (agent, &error))
    g_warning ("%s", error->message);
  dpa_agent_changed (agent);
}

/* "later" does nothing more: the person was told, and is not told again of this end. */
static void
pressed (const char *key,
         const char *action,
         const char *token,
         gpointer    user_data)
{
  DpaNotifier *self = user_data;
  DpaAccount *account = dpa_agent_find_account (self->agent, key);

  if (g_str_equal (action, "found"))
    dpa_agent_changed (self->agent);
  else if (g_str_equal (action, "show"))
    dpa_opener_show_window (self->agent, account != NULL ? key : "", token);
  else if (g_str_equal (action, "start-at-login"))
    start_at_login (self->agent);
  else if (g_str_equal (action, "sign-in") && account != NULL)
    dpa_opener_sign_in (account, token);
  else if (g_str_equal (action, "sign-in") && g_str_equal (key, DPA_NOTIFY_TODAY))
    dpa_opener_sign_in_today (self->agent, token);
}

DpaNotifier *
dpa_notifier_new (DpaAgent *agent)
{
  DpaNotifier *self = g_new0 (DpaNotifier, 1);

  self->agent = agent;
  if (!dpa_agent_is_private (agent))
    self->notes = dpa_notes_new (dpa_agent_get_connection (agent), dpa_agent_is_sandboxed (agent),
                                 dpa_agent_get_runtime_dir (agent), pressed, self);
  return self;
}

void
dpa_notifier_free (DpaNotifier *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->notes, dpa_notes_free);
  g_free (self);
}
