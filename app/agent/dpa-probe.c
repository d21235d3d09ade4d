/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-probe.h"

#include <string.h>

#include "dp-discovery.h"
#include "dp-text.h"
#include "dpa-account.h"
#include "dpa-check.h"
#include "dpa-command.h"
#include "dpa-http.h"
#include "dpa-match.h"
#include "dpa-ssh-effective.h"
#include "dpa-ssh-run.h"

#define LIMIT_SECONDS 20
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
  { "kex_exchange_identification: ", "server-unreachable" },
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

/* Whether a line that begins with @start names the account's key, or its certificate. */
static gboolean
has_key (const char *printed,
         const char *start,
         const char *account)
{
  g_autofree char *key = g_strdup_printf ("/" DP_KEY_FOLDER "/%s ", account);
  g_autofree char *cert = g_strdup_printf ("/" DP_KEY_FOLDER "/%s-cert.pub ", account);

  return has_line (printed, start, key) || has_line (printed, start, cert);
}

/* OpenSSH before 6.5 does not know certificates of our kinds; Dropbear knows none. */
static gboolean
is_too_old (const char *printed)
{
  static const char start[] = "remote software version ";
  const char *version = strstr (printed, start);
  guint64 major, minor;
  char *end;

  if (version == NULL)
    return FALSE;
  version += strlen (start);
  if (g_ascii_strncasecmp (version, "dropbear", 8) == 0)
    return TRUE;
  if (!g_str_has_prefix (version, "OpenSSH_"))
    return FALSE;
  major = g_ascii_strtoull (version + strlen ("OpenSSH_"), &end, 10);
  minor = *end == '.' ? g_ascii_strtoull (end + 1, NULL, 10) : 0;
  return major < 6 || (major == 6 && minor < 5);
}

const char *
dpa_probe_judge (const char *printed,
                 const char *account)
{
  gboolean offered = account != NULL
                     && (has_key (printed, "Offering public key:", account)
                         || has_key (printed, "Will attempt key:", account));
  gboolean accepted = account != NULL && has_key (printed, "Server accepts key:", account);

  if (strstr (printed, "Authenticated to ") != NULL)
    return accepted ? "server-good" : "server-plain-key";
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (strstr (printed, phrases[i].phrase) != NULL)
      return phrases[i].id;
  if (strstr (printed, "Authentications that can continue: ") != NULL
      && !has_line (printed, "Authentications that can continue: ", "publickey"))
    return "server-no-keys";
  if (account == NULL || !offered)
    return "server-not-asked";
  return is_too_old (printed) ? "server-too-old" : "server-refused";
}

typedef struct
{
  DpaAgent              *agent;
  GDBusMethodInvocation *invocation;
  DpaDestination         asked;
  char                  *account; /* (nullable): id */
  char                  *shown;   /* the host, for people */
  char                  *name;    /* of the account, for people */
  GVariantBuilder        checks;
} Probe;

/* Accounts may go while ssh runs. */
static DpaAccount *
get_account (Probe *probe)
{
  return probe->account != NULL ? dpa_agent_find_account (probe->agent, probe->account) : NULL;
}

static void
add (Probe    *probe,
     GVariant *check)
{
  g_variant_builder_add_value (&probe->checks, check);
}

static void
add_about (Probe      *probe,
           const char *id,
           const char *severity,
           const char *fix)
{
  add (probe, dpa_check_full (id, severity,
                              (const char *const[]) { probe->shown, probe->name, NULL }, fix,
                              NULL));
}

static void
finish (Probe *probe)
{
  dpa_agent_changed (probe->agent);
  dp_bus_manager_complete_test_server (NULL, probe->invocation,
                                       g_variant_builder_end (&probe->checks));
  dpa_destination_clear (&probe->asked);
  g_free (probe->account);
  g_free (probe->shown);
  g_free (probe->name);
  g_free (probe);
}

/* A server refuses tokens of the future, and old ones: this computer's clock may be why. */
static void
discovered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Probe *probe = user_data;
  g_autoptr (DpDiscovery) found = dp_discovery_finish (result, NULL, NULL);

  if (found != NULL)
    dpa_check_add_clock (&probe->checks, found->clock_offset);
  finish (probe);
}

static void
looked_at_settings (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Probe *probe = user_data;

  dpa_ssh_effective_finish (result, &probe->checks);
  finish (probe);
}

/* What else there is to say when the key was no help, and where it may lead. */
static void
explain (Probe      *probe,
         DpaAccount *account,
         const char *id)
{
  const DpaProvider *provider = dpa_account_get_provider (account);

  if (!dpa_account_judge (account, dpa_agent_get_now (probe->agent)).is_good)
    add_about (probe, "server-ended", "bad", "sign-in");
  else if (g_str_equal (id, "server-not-asked"))
    {
      dpa_ssh_effective_async (account, probe->asked.host, looked_at_settings, probe);
      return;
    }
  else if (g_str_equal (id, "server-refused"))
    {
      dpa_set_text (dpa_account_get_record (account)->refused_by, probe->shown);
      if (provider != NULL)
        {
          g_autoptr (DpHttp) http = dpa_http_ref ();

          dp_discovery_async (http, provider->issuer, NULL, discovered, probe);
          return;
        }
    }
  finish (probe);
}

static void
tried (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  Probe *probe = user_data;
  g_autoptr (DpaSshOutput) output = dpa_ssh_run_finish (result, NULL);
  DpaAccount *account = get_account (probe);
  const char *id = output != NULL ? dpa_probe_judge (output->said, probe->account)
                                  : "server-no-ssh";

  if (account != NULL && g_str_equal (id, "server-not-asked"))
    add_about (probe, "server-not-shown", "bad", "");
  else
    add_about (probe, id, IS_BAD (id) ? "bad" : "good", "");
  if (account != NULL && IS_BAD (id))
    {
      explain (probe, account, id);
      return;
    }
  if (account != NULL && g_str_equal (id, "server-good"))
    dpa_set_text (dpa_account_get_record (account)->refused_by, "");
  finish (probe);
}

static void
run_ssh (Probe *probe)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  static const char *const always[] = { "-v", "-T", "-o", "BatchMode=yes", "-o",
                                        "ConnectTimeout=10", "-o", "ControlPath=none" };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    g_ptr_array_add (words, (gpointer) always[i]);
  if (probe->asked.port != NULL)
    {
      g_ptr_array_add (words, (gpointer) "-p");
      g_ptr_array_add (words, probe->asked.port);
    }
  if (probe->asked.user != NULL)
    {
      g_ptr_array_add (words, (gpointer) "-l");
      g_ptr_array_add (words, probe->asked.user);
    }
  g_ptr_array_add (words, (gpointer) "--");
  g_ptr_array_add (words, probe->asked.host);
  g_ptr_array_add (words, (gpointer) "true");
  g_ptr_array_add (words, NULL);
  dpa_ssh_run_async ((const char *const *) words->pdata, NULL, LIMIT_SECONDS, tried, probe);
}

static void
resolved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Probe *probe = user_data;
  g_autofree char *real = dpa_match_resolve_finish (result);
  const char *which = NULL;
  DpaAccount *account = dpa_match_find (probe->agent, real, &which);

  probe->account = account != NULL ? g_strdup (dpa_account_get_id (account)) : NULL;
  probe->name = account != NULL ? dpa_account_dup_name (account) : g_strdup ("Daypass");
  if (!dpa_agent_is_sandboxed (probe->agent))
    {
      run_ssh (probe);
      return;
    }
  /* the ssh in here has neither the person's settings nor known_hosts */
  add (probe, dpa_check ("ssh-unseen", "info", NULL));
  if (account != NULL && !dpa_account_judge (account, dpa_agent_get_now (probe->agent)).is_good)
    add_about (probe, "server-ended", "bad", "sign-in");
  finish (probe);
}

void
dpa_probe (DpaAgent              *agent,
           GDBusMethodInvocation *invocation,
           const char            *host)
{
  g_auto (DpaDestination) asked = { 0 };
  Probe *probe;

  if (!dpa_command_parse (host, &asked))
    {
      dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "host");
      return;
    }
  probe = g_new0 (Probe, 1);
  probe->agent = agent;
  probe->invocation = invocation;
  probe->shown = dp_text_display (asked.host, -1);
  probe->asked = asked;
  asked = (DpaDestination) { 0 };
  g_variant_builder_init (&probe->checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  dpa_match_resolve_async (probe->asked.host, resolved, probe);
}
