/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-error.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"
#include "dpc-wait.h"

/* What was done, with --json: the account as it is now. */
static void
show_json (DpcCompanion *companion,
           const char   *id)
{
  g_autoptr (DpcJson) out = dpc_json_new ();
  g_autoptr (DpBusAccount) account = NULL;

  if (!dpc_report_is_json ())
    return;
  account = dpc_companion_find (companion, id, NULL);
  if (account != NULL)
    {
      dpc_account_add_json (account, out);
      dpc_json_print (out);
      return;
    }
  dpc_json_begin (out, NULL);
  dpc_json_text (out, "removed", id);
  dpc_json_end (out);
  dpc_json_print (out);
}

static int
list_main (int    argc,
           char **argv)
{
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  GError *error = NULL;

  if (!dpc_command_parse (&argc, &argv, NULL, N_("Lists the companion's accounts."), NULL, 0, 0))
    return DPC_EXIT_FAILED;
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  accounts = companion != NULL ? dpc_companion_list (companion, &error) : NULL;
  if (accounts == NULL)
    return dpc_companion_report (error);
  dpc_accounts_print (accounts);
  return DPC_EXIT_OK;
}

static int
add_main (int    argc,
          char **argv)
{
  g_autoptr (DpcCompanion) companion = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;
  GVariantBuilder options;

  if (!dpc_command_parse (&argc, &argv, _("PROVIDER [LABEL]"),
                          N_("Adds an account; sign in with `daypass account sign-in`."), NULL,
                          1, 2))
    return DPC_EXIT_FAILED;
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  if (companion == NULL)
    return dpc_companion_report (error);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  if (argc == 3)
    g_variant_builder_add (&options, "{sv}", "label", g_variant_new_string (argv[2]));
  if (!dp_bus_manager_call_add_account_sync (companion->manager, argv[1],
                                             g_variant_builder_end (&options), &path, NULL,
                                             &error))
    return dpc_companion_report (error);
  if (!dpc_report_is_json ())
    g_print ("%s\n", strrchr (path, '/') + 1);
  show_json (companion, strrchr (path, '/') + 1);
  return DPC_EXIT_OK;
}

/* What is called on one account without more to say. */
typedef gboolean (*AccountCall) (DpcCompanion  *companion,
                                 DpBusAccount  *account,
                                 GError       **error);

static int
call_main (int         argc,
           char      **argv,
           const char *summary,
           AccountCall call)
{
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpBusAccount) account = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;
  gboolean done = FALSE;

  if (!dpc_command_parse (&argc, &argv, _("ACCOUNT"), summary, NULL, 1, 1))
    return DPC_EXIT_FAILED;
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  account = companion != NULL ? dpc_companion_find (companion, argv[1], &error) : NULL;
  if (account != NULL)
    {
      id = g_strdup (dp_bus_account_get_id (account));
      done = call (companion, account, &error);
    }
  if (error != NULL)
    return dpc_companion_report (error);
  show_json (companion, id); /* without an error: somebody declined, and was told so */
  return done ? DPC_EXIT_OK : DPC_EXIT_FAILED;
}

static gboolean
remove_call (DpcCompanion *companion,
             DpBusAccount *account,
             GError      **error)
{
  return dp_bus_manager_call_remove_account_sync (
    companion->manager, g_dbus_proxy_get_object_path (G_DBUS_PROXY (account)), NULL, error);
}

static gboolean
sign_out_call (DpcCompanion *companion,
               DpBusAccount *account,
               GError      **error)
{
  return dp_bus_account_call_sign_out_sync (account, NULL, error);
}

static gboolean
renew_call (DpcCompanion *companion,
            DpBusAccount *account,
            GError      **error)
{
  return dp_bus_account_call_renew_sync (account, NULL, error);
}

static gboolean
sign_in_call (DpcCompanion *companion,
              DpBusAccount *account,
              GError      **error)
{
  g_autofree char *request = NULL;

  if (!dpc_wait_is_attended ())
    return dp_error_set (error, DP_ERROR_USAGE, "this needs a terminal");
  if (!dp_bus_account_call_sign_in_sync (account, g_variant_new ("a{sv}", NULL), &request, NULL,
                                         error))
    return FALSE;
  return dpc_wait_in_hook (companion, request, "");
}

static int
remove_main (int    argc,
             char **argv)
{
  return call_main (argc, argv, N_("Signs out, and forgets the account, its keys and its hosts."),
                    remove_call);
}

static int
sign_out_main (int    argc,
               char **argv)
{
  return call_main (argc, argv, N_("Removes key, certificate and tokens."), sign_out_call);
}

static int
renew_main (int    argc,
            char **argv)
{
  return call_main (argc, argv, N_("Renews without asking, where the provider allows it."),
                    renew_call);
}

static int
sign_in_main (int    argc,
              char **argv)
{
  return call_main (argc, argv, N_("Signs in, and waits for it."), sign_in_call);
}

/* KEY=VALUE as SetOptions() takes it. */
static GVariant *
parse_setting (const char *setting,
               char      **key)
{
  const char *equals = strchr (setting, '=');
  guint64 number;

  if (equals == NULL)
    return NULL;
  *key = g_strndup (setting, (gsize) (equals - setting));
  if (g_str_equal (*key, "lifetime-hours"))
    return g_ascii_string_to_unsigned (equals + 1, 10, 0, G_MAXUINT32, &number, NULL)
               ? g_variant_new_uint32 ((guint32) number) : NULL;
  if (g_str_equal (*key, "free-port"))
    return g_variant_new_boolean (g_str_equal (equals + 1, "yes"));
  return g_variant_new_string (equals + 1);
}

static int
set_main (int    argc,
          char **argv)
{
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpBusAccount) account = NULL;
  GError *error = NULL;
  GVariantBuilder changes;

  if (!dpc_command_parse (&argc, &argv, _("ACCOUNT KEY=VALUE…"),
                          N_("Changes lifetime-hours, free-port (yes, no), browser, "
                             "browser-profile,\nexpiry (age, token) or label."),
                          NULL, 2, 16))
    return DPC_EXIT_FAILED;
  g_variant_builder_init (&changes, G_VARIANT_TYPE_VARDICT);
  for (int i = 2; i < argc; i++)
    {
      g_autofree char *key = NULL;
      GVariant *value = parse_setting (argv[i], &key);

      if (value == NULL)
        {
          g_variant_builder_clear (&changes);
          dpc_report_problem ("usage", _("a setting is KEY=VALUE; see --help"), argv[i]);
          return DPC_EXIT_FAILED;
        }
      g_variant_builder_add (&changes, "{sv}", key, value);
    }
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  account = companion != NULL ? dpc_companion_find (companion, argv[1], &error) : NULL;
  if (account == NULL)
    {
      g_variant_builder_clear (&changes);
      return dpc_companion_report (error);
    }
  if (!dp_bus_account_call_set_options_sync (account, g_variant_builder_end (&changes), NULL,
                                             &error))
    return dpc_companion_report (error);
  show_json (companion, dp_bus_account_get_id (account));
  return DPC_EXIT_OK;
}

int
dpc_account_main (int    argc,
                  char **argv)
{
  static const DpcCommand commands[] = {
    { "list", N_("List the accounts"), list_main },
    { "add", N_("Add an account"), add_main },
    { "remove", N_("Sign out and forget an account"), remove_main },
    { "set", N_("Change an account"), set_main },
    { "sign-in", N_("Sign in"), sign_in_main },
    { "sign-out", N_("Sign out"), sign_out_main },
    { "renew", N_("Renew without asking"), renew_main },
    { NULL },
  };

  return dpc_command_dispatch (commands, "daypass account", argc, argv);
}
