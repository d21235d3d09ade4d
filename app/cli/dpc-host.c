/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-host.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-json.h"
#include "dpc-report.h"
#include "dpw-sentences.h"

/* The agent gives up a little earlier. */
#define TEST_MILLISECONDS 40000

static DpcSeverity
parse_severity (const char *word)
{
  if (g_str_equal (word, "good"))
    return DPC_CHECK_GOOD;
  return g_str_equal (word, "bad") || g_str_equal (word, "question") ? DPC_CHECK_BAD
                                                                     : DPC_CHECK_INFO;
}

/* Takes @sentence and @fix. */
static void
add (GPtrArray  *out,
     const char *id,
     DpcSeverity severity,
     char       *sentence,
     char       *fix)
{
  DpcCheck *check = g_new0 (DpcCheck, 1);

  check->id = g_intern_string (id);
  check->severity = severity;
  check->sentence = sentence;
  check->fix = fix;
  g_ptr_array_add (out, check);
}

static void
add_checks (GPtrArray *out,
            GVariant  *checks)
{
  GVariantIter iter;
  GVariant *check;

  g_variant_iter_init (&iter, checks);
  while ((check = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autofree const char **args = NULL;
      const char *id, *severity;

      g_variant_get (check, "(&s&s^a&s&s^a&s)", &id, &severity, &args, NULL, NULL);
      add (out, id, parse_severity (severity),
           dpw_sentence_title (id, (const char *const *) args),
           dpw_sentence_detail (id, (const char *const *) args));
      g_variant_unref (check);
    }
}

/* The command that puts @host on the list of @account, beside what is there. */
static char *
dup_command (DpBusAccount *account,
             const char   *host)
{
  GString *command = g_string_new ("daypass hosts --apply ");
  const char *const *hosts = dp_bus_account_get_hosts (account);

  g_string_append (command, dp_bus_account_get_id (account));
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (hosts[i]);

      g_string_append_printf (command, " %s", quoted);
    }
  g_string_append_printf (command, " %s", host);
  return g_string_free (command, FALSE);
}

/* @host went through the agent's check of hosts: letters that no shell looks at. */
static void
offer_patterns (GPtrArray    *out,
                DpcCompanion *companion,
                const char   *host)
{
  g_autoptr (GPtrArray) accounts = dpc_companion_list (companion, NULL);

  for (guint i = 0; accounts != NULL && *host != '\0' && i < accounts->len; i++)
    {
      DpBusAccount *account = g_ptr_array_index (accounts, i);
      const char *identity = dp_bus_account_get_identity (account);

      add (out, "host-offer", DPC_CHECK_INFO,
           /* Translators: an account, for a host that none has; the command follows */
           g_strdup_printf (_("To use %s there:"), identity != NULL && *identity != '\0'
                                                       ? identity
                                                       : dp_bus_account_get_id (account)),
           dup_command (account, host));
    }
}

gboolean
dpc_host_check (GPtrArray  *out,
                const char *host,
                GError    **error)
{
  g_autoptr (DpcCompanion) companion = NULL;
  g_autofree char *real = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reasons = NULL;
  g_autoptr (GVariant) checks = NULL;

  companion = dpc_companion_open (DPC_COMPANION_ANY, error);
  if (companion == NULL)
    return FALSE;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (companion->manager), TEST_MILLISECONDS);
  if (!dp_bus_manager_call_match_host_sync (companion->manager, host, &real, &path, &reasons, NULL,
                                            error))
    return FALSE;
  add_checks (out, reasons);
  if (*real == '\0')
    return TRUE; /* no host, and said so */
  if (g_str_equal (path, "/"))
    offer_patterns (out, companion, real);
  if (!dp_bus_manager_call_test_server_sync (companion->manager, host, &checks, NULL, error))
    return FALSE;
  add_checks (out, checks);
  return TRUE;
}

void
dpc_host_check_companion (GPtrArray *out)
{
  g_autoptr (DpcCompanion) companion = dpc_companion_open (DPC_COMPANION_BUS, NULL);
  g_autoptr (GVariant) checks = NULL;
  g_autoptr (GError) error = NULL;

  if (companion == NULL)
    return;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (companion->manager), TEST_MILLISECONDS);
  if (dp_bus_manager_call_diagnose_sync (companion->manager, "/", &checks, NULL, &error))
    add_checks (out, checks);
  else
    dpc_doctor_add_error (out, "companion", "daypass-agent", error);
}

static void
print_json (const char   *host,
            DpBusAccount *account,
            gboolean      good)
{
  g_autoptr (DpcJson) out = dpc_json_new ();

  dpc_json_begin (out, NULL);
  dpc_json_text (out, "host", host);
  dpc_json_text (out, "account", account != NULL ? dp_bus_account_get_id (account) : NULL);
  dpc_json_text (out, "identity", account != NULL ? dp_bus_account_get_identity (account) : NULL);
  dpc_json_text (out, "state", account != NULL ? dp_bus_account_get_state (account) : NULL);
  if (account != NULL)
    dpc_json_int (out, "expected_until", dp_bus_account_get_expected_until (account));
  dpc_json_bool (out, "signed_in", good);
  dpc_json_end (out);
  dpc_json_print (out);
}

int
dpc_host_status (const char *host)
{
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpBusAccount) account = NULL;
  g_autoptr (GVariant) reasons = NULL;
  g_autofree char *real = NULL;
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  GError *error = NULL;
  gboolean good;

  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  if (companion == NULL
      || !dp_bus_manager_call_match_host_sync (companion->manager, host, &real, &path, &reasons,
                                               NULL, &error))
    return dpc_companion_report (error);
  if (!g_str_equal (path, "/"))
    account = dp_bus_account_proxy_new_sync (companion->connection, G_DBUS_PROXY_FLAGS_NONE,
                                             companion->name, path, NULL, &error);
  if (error != NULL)
    return dpc_companion_report (error);
  good = account != NULL && dp_bus_account_get_expected_until (account) > dp_clock_now ();
  if (dpc_report_is_json ())
    print_json (real, account, good);
  else if (account == NULL)
    /* Translators: %s is a host */
    g_print (_("%s: no account, ssh uses your ordinary keys\n"), *real != '\0' ? real : host);
  else
    {
      line = dpc_account_dup_line (account);
      /* host, who, how it stands */
      g_print ("%s: %s: %s\n", real, dp_bus_account_get_identity (account), line);
    }
  return good ? DPC_EXIT_OK : DPC_EXIT_ABSENT;
}
