/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

/* What there is to say about the ssh-agent. */
#include "dpa-ssh-agent.h"

#include <sys/stat.h>

#include "dp-env.h"
#include "dp-ssh-agent.h"
#include "dp-text.h"
#include "dpa-check.h"

static char *caller_socket;

void
dpa_ssh_agent_note_caller (const char *socket)
{
  g_free (caller_socket);
  caller_socket = g_strdup (socket);
}

/* The same socket may have two names. */
static gboolean
is_same_socket (const char *a,
                const char *b)
{
  struct stat one, two;

  return stat (a, &one) == 0 && stat (b, &two) == 0 && one.st_dev == two.st_dev
         && one.st_ino == two.st_ino;
}

static void
add_account (GVariantBuilder *checks,
             DpaAccount      *account,
             GPtrArray       *entries)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  gboolean is_good = dpa_account_judge (account, dpa_agent_get_now (agent)).is_good;
  g_autofree char *name = dpa_account_dup_name (account);

  if (!is_good)
    return;
  if (!dpa_account_is_in_agent (account) && dpa_ssh_agent_has_refused ())
    g_variant_builder_add_value (
      checks, dpa_check_full (dpa_agent_get_preferences (agent)->agent_confirm
                                  ? "agent-confirm-absent" : "agent-refused",
                              "bad", NULL, "preferences", NULL));
  else if (!dpa_account_is_in_agent (account))
    g_variant_builder_add_value (
      checks, dpa_check_full ("agent-lost", "bad", (const char *const[]) { name, NULL },
                              "load-key", NULL));
  else if (!dpa_ssh_agent_has_certificate (account, entries))
    g_variant_builder_add_value (
      checks, dpa_check_full ("agent-no-certificates", "warning", NULL, "preferences", NULL));
  else
    g_variant_builder_add_value (
      checks, dpa_ssh_agent_is_bound (account) ? dpa_check ("agent-bound", "good", name, NULL)
                                               : dpa_check ("agent-unbound", "info", name, NULL));
}

void
dpa_ssh_agent_diagnose (DpaAgent        *agent,
                        GVariantBuilder *checks)
{
  const DpaPreferences *preferences = dpa_agent_get_preferences (agent);
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  const char *socket = dp_env_get ("SSH_AUTH_SOCK");
  g_autoptr (DpSshAgent) ssh_agent = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!preferences->ssh_agent && !preferences->agent_only)
    return;
  dpa_ssh_agent_look (agent);
  ssh_agent = dp_ssh_agent_open (socket, NULL);
  entries = ssh_agent != NULL ? dp_ssh_agent_list (ssh_agent, NULL) : NULL;
  if (entries == NULL)
    {
      g_variant_builder_add_value (
        checks, dpa_check_full ("agent-absent", "bad", NULL, "preferences", NULL));
      return;
    }
  if (caller_socket != NULL && !is_same_socket (caller_socket, socket))
    {
      g_autofree char *shown = dp_text_display (caller_socket, -1);

      g_variant_builder_add_value (checks, dpa_check ("agent-other", "warning", shown, NULL));
    }
  for (guint i = 0; i < accounts->len; i++)
    add_account (checks, g_ptr_array_index (accounts, i), entries);
}
