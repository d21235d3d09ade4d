/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-account-view.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dpc-report.h"
#include "dpw-sentences.h"
#include "dpw-state.h"

char *
dpc_account_dup_line (DpBusAccount *account)
{
  GVariant *problem = dp_bus_account_get_problem (account);
  g_autofree const char **args = NULL;
  DpwStateFacts facts = {
    .state = dpw_state_parse (dp_bus_account_get_state (account)),
    .args = dp_bus_account_get_state_args (account),
    .until = dp_bus_account_get_expected_until (account),
  };

  if (problem != NULL)
    {
      g_variant_get (problem, "(&s&s^a&s&s^a&s)", &facts.problem, NULL, &args, NULL, NULL);
      facts.problem_args = (const char *const *) args;
    }
  return dpw_state_line (&facts, dp_clock_now (), NULL);
}

const char *
dpc_account_get_name (DpBusAccount *account)
{
  const char *identity = dp_bus_account_get_identity (account);

  return identity != NULL && *identity != '\0' ? identity
                                               : dp_bus_account_get_provider_name (account);
}

void
dpc_account_print (DpBusAccount *account)
{
  g_autofree char *line = dpc_account_dup_line (account);

  g_print ("%s\t%s\t%s\n", dp_bus_account_get_id (account), dpc_account_get_name (account), line);
}

void
dpc_account_add_json (DpBusAccount *account,
                      DpcJson      *out)
{
  dpc_json_begin (out, NULL);
  dpc_json_text (out, "id", dp_bus_account_get_id (account));
  dpc_json_text (out, "identity", dp_bus_account_get_identity (account));
  dpc_json_text (out, "provider", dp_bus_account_get_provider (account));
  dpc_json_text (out, "state", dp_bus_account_get_state (account));
  dpc_json_int (out, "signed_in_at", dp_bus_account_get_signed_in_at (account));
  dpc_json_int (out, "expected_until", dp_bus_account_get_expected_until (account));
  dpc_json_end (out);
}

void
dpc_accounts_print (GPtrArray *accounts)
{
  g_autoptr (DpcJson) out = dpc_json_new ();

  dpc_json_begin_array (out, NULL);
  for (guint i = 0; i < accounts->len; i++)
    if (dpc_report_is_json ())
      dpc_account_add_json (g_ptr_array_index (accounts, i), out);
    else
      dpc_account_print (g_ptr_array_index (accounts, i));
  dpc_json_end_array (out);
  if (dpc_report_is_json ())
    dpc_json_print (out);
  else if (accounts->len == 0)
    g_printerr (_("There are no accounts. Add one with: daypass account add google\n"));
}

static void
add_check (DpcJson    *out,
           const char *id,
           const char *severity,
           const char *title,
           const char *text)
{
  dpc_json_begin (out, NULL);
  dpc_json_text (out, "check", id);
  dpc_json_text (out, "severity", severity);
  dpc_json_text (out, "sentence", title);
  dpc_json_text (out, "fix", text);
  dpc_json_end (out);
}

void
dpc_checks_print (GVariant   *checks,
                  const char *name,
                  DpcJson    *out)
{
  GVariantIter iter;
  GVariant *check;

  if (out != NULL)
    dpc_json_begin_array (out, name);
  g_variant_iter_init (&iter, checks);
  while ((check = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autofree const char **args = NULL;
      g_autofree const char **fix_args = NULL;
      g_autofree char *title = NULL;
      g_autofree char *text = NULL;
      const char *id, *severity, *fix;

      g_variant_get (check, "(&s&s^a&s&s^a&s)", &id, &severity, &args, &fix, &fix_args);
      title = dpw_sentence_title (id, (const char *const *) args);
      text = dpw_sentence_detail (id, (const char *const *) args);
      if (out != NULL)
        add_check (out, id, severity, title, text);
      g_printerr ("%s\n", title);
      if (g_str_has_prefix (id, "profile-") && text != NULL)
        g_printerr ("  %s\n", text);
      if (g_str_equal (fix, "exclude-host") && fix_args[0] != NULL)
        /* Translators: %s is a pattern such as "!web1", to be added to the command */
        g_printerr (_("  Add this pattern to leave them to the other account: '%s'\n"),
                    fix_args[0]);
      g_variant_unref (check);
    }
  if (out != NULL)
    dpc_json_end_array (out);
}
