/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-match.h"

#include <string.h>

#include "dp-text.h"
#include "dpa-account.h"
#include "dpa-check.h"
#include "dpa-command.h"
#include "dpa-pattern.h"
#include "dpa-ssh-run.h"

#define LIMIT_SECONDS 5

/* The "hostname" line of what ssh -G prints. */
static char *
find_hostname (const char *printed)
{
  g_auto (GStrv) lines = g_strsplit (printed, "\n", 8192);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "hostname "))
      return g_strdup (lines[i] + strlen ("hostname "));
  return NULL;
}

static void
ssh_printed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (DpaSshOutput) output = dpa_ssh_run_finish (result, NULL);
  char *hostname = output != NULL ? find_hostname (output->printed) : NULL;

  g_task_return_pointer (task, hostname != NULL ? hostname : g_strdup (g_task_get_task_data (task)),
                         g_free);
}

void
dpa_match_resolve_async (const char         *host,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  const char *arguments[] = { "-G", "--", host, NULL };

  g_task_set_source_tag (task, dpa_match_resolve_async);
  g_task_set_task_data (task, g_strdup (host), g_free);
  dpa_ssh_run_async (arguments, NULL, LIMIT_SECONDS, ssh_printed, task);
}

char *
dpa_match_resolve_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

DpaAccount *
dpa_match_find (DpaAgent    *agent,
                const char  *host,
                const char **which)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  const char *excluded = NULL;

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);
      const DpaRecord *record = dpa_account_get_record (account);
      const char *decided = NULL;

      if (dpa_patterns_match ((const char *const *) record->hosts, host, &decided))
        {
          *which = decided;
          return account;
        }
      if (decided != NULL && excluded == NULL)
        excluded = decided;
    }
  *which = excluded;
  return NULL;
}

typedef struct
{
  DpaAgent              *agent;
  GDBusMethodInvocation *invocation;
  char                  *asked;
} Question;

static void
answer (Question   *question,
        const char *host,
        DpaAccount *account,
        GVariant   *reasons)
{
  dp_bus_manager_complete_match_host (NULL, question->invocation, host,
                                      account != NULL ? dpa_account_get_path (account) : "/",
                                      reasons);
  g_free (question->asked);
  g_free (question);
}

static void
resolved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Question *question = user_data;
  g_autofree char *real = dpa_match_resolve_finish (result);
  g_autofree char *host = dp_text_display (real, -1);
  g_autofree char *name = NULL;
  const char *which = NULL;
  DpaAccount *account = dpa_match_find (question->agent, real, &which);
  GVariantBuilder reasons;

  g_variant_builder_init (&reasons, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  if (g_ascii_strcasecmp (real, question->asked) != 0)
    g_variant_builder_add_value (&reasons,
                                 dpa_check ("match-alias", "info", question->asked, host, NULL));
  if (account != NULL)
    {
      name = dpa_account_dup_name (account);
      g_variant_builder_add_value (&reasons, dpa_check ("match-pattern", "good", which, name,
                                                        NULL));
    }
  else if (which != NULL)
    g_variant_builder_add_value (&reasons, dpa_check ("match-excluded", "info", host, which,
                                                      NULL));
  else
    g_variant_builder_add_value (&reasons, dpa_check ("match-none", "info", host, NULL));
  answer (question, host, account, g_variant_builder_end (&reasons));
}

void
dpa_match (DpaAgent              *agent,
           GDBusMethodInvocation *invocation,
           const char            *text)
{
  Question *question = g_new0 (Question, 1);
  GVariant *check;

  question->agent = agent;
  question->invocation = invocation;
  question->asked = dpa_command_dup_host (text);
  if (question->asked != NULL)
    {
      dpa_match_resolve_async (question->asked, resolved, question);
      return;
    }
  check = dpa_check ("match-not-ssh", "info", NULL);
  answer (question, "", NULL, g_variant_new_array (NULL, &check, 1));
}
