/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-probe.h"

#include <string.h>

#include "dp-text.h"
#include "dpa-account.h"
#include "dpa-check.h"
#include "dpa-command.h"
#include "dpa-match.h"

#define LIMIT_SECONDS 28
#define IS_BAD(id) (!g_str_equal (id, "server-good") && !g_str_equal (id, "server-plain-key"))

/* What ssh says by itself, before any key counts. In this order: the first that is found. */
static const struct
{
  const char *phrase;
  const char *id;
} phrases[] = {
  { "REMOTE HOST IDENTIFICATION HAS CHANGED", "server-key-changed" },
  { "Host key verification failed", "server-unknown" },
  { "Could not resolve hostname", "server-unreachable" },
  { "Connection refused", "server-unreachable" },
  { "Connection timed out", "server-unreachable" },
  { "No route to host", "server-unreachable" },
  { "Network is unreachable", "server-unreachable" },
  { "Too many authentication failures", "server-too-many" },
};

static gboolean
has_line (const char *printed,
          const char *start,
          const char *part)
{
  const char *at = printed;

  while ((at = strstr (at, start)) != NULL)
    {
      const char *end = strchrnul (at, '\n');

      if (g_strstr_len (at, end - at, part) != NULL)
        return TRUE;
      at = end;
    }
  return FALSE;
}

const char *
dpa_probe_judge (const char *printed,
                 const char *account)
{
  g_autofree char *key = g_strdup_printf ("/.ssh/daypass/%s ", account != NULL ? account : "");
  gboolean offered = account != NULL
                     && (has_line (printed, "Offering public key:", key)
                         || has_line (printed, "Will attempt key:", key));
  gboolean accepted = account != NULL && has_line (printed, "Server accepts key:", key);

  if (strstr (printed, "Authenticated to ") != NULL)
    return accepted ? "server-good" : "server-plain-key";
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (strstr (printed, phrases[i].phrase) != NULL)
      return phrases[i].id;
  if (account == NULL || !offered)
    return "server-not-asked";
  if (strstr (printed, "key type ecdsa-sha2-nistp256-cert-v01@openssh.com not in") != NULL)
    return "server-too-old";
  return "server-refused";
}

typedef struct
{
  DpaAgent              *agent;
  GDBusMethodInvocation *invocation;
  GSubprocess           *ssh;
  char                  *host;
  char                  *real;
  guint                  limit;
} Probe;

static void
answer (Probe      *probe,
        const char *id)
{
  const char *which = NULL;
  DpaAccount *account = dpa_match_find (probe->agent, probe->real != NULL ? probe->real : "",
                                        &which);
  g_autofree char *name = account != NULL ? dpa_account_dup_name (account) : g_strdup ("Daypass");
  g_autofree char *host = dp_text_display (probe->host, -1);
  GVariantBuilder checks;

  g_variant_builder_init (&checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  g_variant_builder_add_value (&checks,
                               dpa_check (id, IS_BAD (id) ? "bad" : "good", host, name, NULL));
  if (account != NULL && IS_BAD (id))
    {
      DpaVerdict verdict = dpa_account_judge (account, dpa_agent_get_now (probe->agent));

      if (!verdict.is_good)
        g_variant_builder_add_value (&checks,
                                     dpa_check_full ("server-ended", "bad",
                                                     (const char *const[]) { host, name, NULL },
                                                     "sign-in", NULL));
      else if (g_str_equal (id, "server-refused"))
        dpa_set_text (dpa_account_get_record (account)->refused_by, host);
    }
  else if (account != NULL && g_str_equal (id, "server-good"))
    dpa_set_text (dpa_account_get_record (account)->refused_by, "");
  dpa_agent_changed (probe->agent);
  dp_bus_manager_complete_test_server (NULL, probe->invocation, g_variant_builder_end (&checks));
  if (probe->limit != 0)
    g_source_remove (probe->limit);
  g_clear_object (&probe->ssh);
  g_free (probe->host);
  g_free (probe->real);
  g_free (probe);
}

static void
ssh_ended (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Probe *probe = user_data;
  const char *which = NULL;
  DpaAccount *account = dpa_match_find (probe->agent, probe->real, &which);
  g_autofree char *printed = NULL;

  g_subprocess_communicate_utf8_finish (probe->ssh, result, NULL, &printed, NULL);
  answer (probe, dpa_probe_judge (printed != NULL ? printed : "",
                                  account != NULL ? dpa_account_get_id (account) : NULL));
}

static gboolean
too_long (gpointer user_data)
{
  Probe *probe = user_data;

  probe->limit = 0;
  g_subprocess_force_exit (probe->ssh);
  return G_SOURCE_REMOVE;
}

static void
resolved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Probe *probe = user_data;
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  probe->real = dpa_match_resolve_finish (result);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "DAYPASS_NO_ENSURE", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  probe->ssh = g_subprocess_launcher_spawn (launcher, NULL, "ssh", "-v", "-T", "-o",
                                            "BatchMode=yes", "-o", "ConnectTimeout=10", "-o",
                                            "ControlPath=none", "--", probe->host, "true", NULL);
  if (probe->ssh == NULL)
    {
      answer (probe, "server-unreachable");
      return;
    }
  probe->limit = g_timeout_add_seconds (LIMIT_SECONDS, too_long, probe);
  g_subprocess_communicate_utf8_async (probe->ssh, NULL, NULL, ssh_ended, probe);
}

void
dpa_probe (DpaAgent              *agent,
           GDBusMethodInvocation *invocation,
           const char            *host)
{
  g_autofree char *checked = dpa_command_dup_host (host);
  Probe *probe;

  if (checked == NULL)
    {
      dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "host");
      return;
    }
  probe = g_new0 (Probe, 1);
  probe->agent = agent;
  probe->invocation = invocation;
  probe->host = g_steal_pointer (&checked);
  dpa_match_resolve_async (probe->host, resolved, probe);
}
