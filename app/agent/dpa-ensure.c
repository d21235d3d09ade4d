/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ensure.h"

#include <string.h>

#include "dpa-account.h"
#include "dpa-check.h"
#include "dpa-notifier.h"
#include "dpa-renewal.h"
#include "dpa-sign-in.h"
#include "dpa-ssh-agent.h"

#define WHO_MAX 200

typedef struct
{
  GDBusMethodInvocation *invocation;
  char                  *who;
  gboolean               interactive;
} Question;

static void
answer (Question   *question,
        const char *key,
        const char *request)
{
  g_dbus_method_invocation_return_value (question->invocation,
                                         g_variant_new ("(so)", key, request));
  g_free (question->who);
  g_free (question);
}

static gboolean
is_good (DpaAccount *account)
{
  DpaAgent *agent = dpa_account_get_agent (account);

  return dpa_account_judge (account, dpa_agent_get_now (agent)).is_good;
}

static gboolean
in_peace (DpaAccount *account)
{
  return dpa_rate_in_peace (dpa_account_get_rate (account), dpa_clock_get_steady ());
}

static void
notify (DpaAccount *account,
        const char *who)
{
  const DpaNotice notice = {
    .kind = DPA_NOTE_WAITING,
    .account = dpa_account_get_id (account),
    .who = *who != '\0' ? who : "ssh",
  };

  dpa_notifier_show (dpa_agent_get_notifier (dpa_account_get_agent (account)), &notice);
}

/* Takes @question. */
static void
ask_person (DpaAccount *account,
            Question   *question)
{
  g_autoptr (GError) error = NULL;
  DpaSignIn *sign_in = dpa_account_get_sign_in (account);

  if (in_peace (account))
    {
      answer (question, "no", "/");
      return;
    }
  if (!question->interactive)
    {
      if (sign_in == NULL)
        notify (account, question->who);
      answer (question, "no", "/");
      return;
    }
  sign_in = dpa_sign_in_start (account,
                               g_dbus_method_invocation_get_sender (question->invocation),
                               question->who, &error);
  if (sign_in == NULL)
    {
      g_message ("account %s: %s", dpa_account_get_id (account), error->message);
      answer (question, "no", "/");
      return;
    }
  answer (question, "wait", dpa_sign_in_get_path (sign_in));
}

static void
renewed (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DpaAccount *account = DPA_ACCOUNT (source);
  Question *question = user_data;

  if (dpa_renewal_finish (account, result, NULL) && is_good (account))
    answer (question, "good", "/");
  else
    ask_person (account, question);
}

/* A renewal makes the key good again only where servers look at the ID token. */
static gboolean
may_help (DpaAccount *account)
{
  const DpaRecord *record = dpa_account_get_record (account);
  DpaAgent *agent = dpa_account_get_agent (account);

  return record->has_refresh_token && g_str_equal (record->expiry, "token")
         && dpa_agent_get_preferences (agent)->renew && dpa_account_is_online (account)
         && dpa_account_get_sign_in (account) == NULL;
}

void
dpa_ensure (DpaAgent              *agent,
            GDBusMethodInvocation *invocation,
            const char            *id,
            GVariant              *caller)
{
  DpaAccount *account = dpa_agent_find_account (agent, id);
  const char *who = "";
  const char *socket = NULL;
  Question *question;

  g_variant_lookup (caller, "who", "&s", &who);
  if (g_variant_lookup (caller, "ssh-agent", "&s", &socket))
    dpa_ssh_agent_note_caller (socket);
  if (account == NULL || strlen (who) > WHO_MAX)
    {
      dpa_bus_refuse (invocation, account == NULL ? DPA_BUS_ERROR_NOT_FOUND : DPA_BUS_ERROR_INVALID,
                      "%s", account == NULL ? "account" : "who");
      return;
    }
  question = g_new0 (Question, 1);
  question->invocation = invocation;
  question->who = g_strdup (who);
  g_variant_lookup (caller, "interactive", "b", &question->interactive);
  /* somebody may have taken the files away */
  dpa_account_inspect_key (account);
  dpa_ssh_agent_look (agent);
  if (is_good (account))
    answer (question, "good", "/");
  else if (may_help (account))
    dpa_renewal_async (account, renewed, question);
  else
    ask_person (account, question);
}
