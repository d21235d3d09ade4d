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

static void
print_json (GPtrArray *accounts)
{
  g_autoptr (DpcJson) out = dpc_json_new ();

  dpc_json_begin_array (out, NULL);
  for (guint i = 0; i < accounts->len; i++)
    dpc_account_add_json (g_ptr_array_index (accounts, i), out);
  dpc_json_end_array (out);
  dpc_json_print (out);
}

static int
list_main (int    argc,
           char **argv)
{
  gboolean json = FALSE;
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print the result as JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  GError *error = NULL;

  if (!dpc_command_parse (&argc, &argv, NULL, N_("Lists the companion's accounts."), entries, 0, 0))
    return DPC_EXIT_FAILED;
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  accounts = companion != NULL ? dpc_companion_list (companion, &error) : NULL;
  if (accounts == NULL)
    return dpc_companion_report (error);
  if (json)
    print_json (accounts);
  for (guint i = 0; !json && i < accounts->len; i++)
    dpc_account_print (g_ptr_array_index (accounts, i));
  return DPC_EXIT_OK;
}

static int
add_main (int    argc,
          char **argv)
{
  GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;
  GVariantBuilder options;

  if (!dpc_command_parse (&argc, &argv, _("PROVIDER [LABEL]"),
                          N_("Adds an account; sign in with `daypass account sign-in`."), entries,
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
  g_print ("%s\n", strrchr (path, '/') + 1);
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
  GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpBusAccount) account = NULL;
  GError *error = NULL;

  if (!dpc_command_parse (&argc, &argv, _("ACCOUNT"), summary, entries, 1, 1))
    return DPC_EXIT_FAILED;
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  account = companion != NULL ? dpc_companion_find (companion, argv[1], &error) : NULL;
  if (account == NULL || !call (companion, account, &error))
    return error != NULL ? dpc_companion_report (error) : DPC_EXIT_FAILED;
  return DPC_EXIT_OK;
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
  GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpBusAccount) account = NULL;
  GError *error = NULL;
  GVariantBuilder changes;

  if (!dpc_command_parse (&argc, &argv, _("ACCOUNT KEY=VALUE…"),
                          N_("Changes lifetime-hours, free-port (yes, no), browser, "
                             "browser-profile,\nexpiry (age, token) or label."),
                          entries, 2, 16))
    return DPC_EXIT_FAILED;
  g_variant_builder_init (&changes, G_VARIANT_TYPE_VARDICT);
  for (int i = 2; i < argc; i++)
    {
      g_autofree char *key = NULL;
      GVariant *value = parse_setting (argv[i], &key);

      if (value == NULL)
        {
          g_variant_builder_clear (&changes);
          dpc_report_usage (argv[i]);
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
