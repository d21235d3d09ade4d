/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "dp-client-config.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-text.h"
#include "dpc-json.h"
#include "dpc-provider-edit.h"
#include "dpc-report.h"

/* The longest alias, for the columns of a terminal. */
static guint
alias_width (GPtrArray *providers)
{
  gsize width = strlen (_("Alias"));

  for (guint i = 0; i < providers->len; i++)
    {
      const char *const *aliases = dp_provider_get_aliases (g_ptr_array_index (providers, i));

      for (; *aliases != NULL; aliases++)
        width = MAX (width, strlen (*aliases));
    }
  return (guint) MIN (width, 64);
}

static void
print_list (GPtrArray *providers)
{
  gboolean terminal = isatty (STDOUT_FILENO);
  guint width = alias_width (providers);
  guint gap = terminal ? 2 : 1;

  if (terminal)
    g_print ("\033[4m%s\033[0m%*s\033[4m%s\033[0m\n", _("Alias"),
             (int) (width + gap - strlen (_("Alias"))), "", _("Issuer"));
  for (guint i = 0; i < providers->len; i++)
    {
      DpProvider *provider = g_ptr_array_index (providers, i);
      const char *const *aliases = dp_provider_get_aliases (provider);

      for (; *aliases != NULL; aliases++)
        {
          g_autofree char *alias = dp_text_display (*aliases, -1);

          g_print ("%-*s%s\n", (int) (width + gap), alias, dp_provider_get_issuer (provider));
        }
    }
}

static void
print_json (GPtrArray *providers)
{
  g_autoptr (DpcJson) out = dpc_json_new ();

  dpc_json_begin_array (out, NULL);
  for (guint i = 0; i < providers->len; i++)
    {
      DpProvider *provider = g_ptr_array_index (providers, i);
      const char *const *aliases = dp_provider_get_aliases (provider);

      dpc_json_begin (out, NULL);
      dpc_json_begin_array (out, "aliases");
      for (; *aliases != NULL; aliases++)
        dpc_json_text (out, NULL, *aliases);
      dpc_json_end_array (out);
      dpc_json_text (out, "issuer", dp_provider_get_issuer (provider));
      dpc_json_text (out, "client_id", dp_provider_get_client_id (provider));
      dpc_json_text (out, "scopes", dp_provider_get_scopes (provider));
      dpc_json_end (out);
    }
  dpc_json_end_array (out);
  dpc_json_print (out);
}

static gboolean
check_aliases (GPtrArray *providers,
               GError   **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < providers->len; i++)
    {
      const char *const *aliases = dp_provider_get_aliases (g_ptr_array_index (providers, i));

      for (; *aliases != NULL; aliases++)
        if (!g_hash_table_add (seen, (gpointer) *aliases))
          return dp_error_set (error, DP_ERROR_USAGE, "two providers have the alias \"%s\"",
                               *aliases);
    }
  return TRUE;
}

/* Without a file there is nothing to list: opkssh's built-in providers are not in it. */
static int
list_main (int    argc,
           char **argv)
{
  g_autofree char *path = NULL;
  gboolean missing = FALSE;
  gboolean sane;
  GOptionEntry entries[] = {
    { "config-path", 0, 0, G_OPTION_ARG_FILENAME, &path,
      N_("Read this file instead of ~/.opk/config.yml"), N_("FILE") },
    { NULL },
  };
  g_autoptr (DpClientConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  if (!dpc_command_parse (&argc, &argv, NULL, N_("Lists the configured providers."), entries, 0,
                          0))
    return DPC_EXIT_FAILED;
  if (path == NULL)
    path = dp_client_config_dup_path (dp_env_home ());
  config = dp_client_config_load (path, &missing, &error);
  if (config != NULL && missing)
    dp_error_set (&error, DP_ERROR_USAGE, "%s does not exist; daypass login --create-config writes "
                  "one", path);
  if (error != NULL)
    return dpc_report_error (error);
  sane = check_aliases (dp_client_config_get_providers (config), &error);
  if (!dpc_report_is_json ())
    print_list (dp_client_config_get_providers (config));
  else if (sane)
    print_json (dp_client_config_get_providers (config));
  return sane ? DPC_EXIT_OK : dpc_report_error (error);
}

static const DpcCommand commands[] = {
  { "list", N_("List the configured providers"), list_main },
  { "add", N_("Add a provider"), dpc_provider_add_main },
  { "remove", N_("Remove a provider"), dpc_provider_remove_main },
  { "edit", N_("Change a provider"), dpc_provider_edit_main },
  { NULL },
};

int
dpc_provider_main (int    argc,
                   char **argv)
{
  return dpc_command_dispatch (commands, "daypass provider", argc, argv);
}

/* `opkssh client provider list` under its old name */
int
dpc_client_main (int    argc,
                 char **argv)
{
  static const DpcCommand client[] = {
    { "provider", N_("List, add, remove or edit identity providers"), dpc_provider_main },
    { NULL },
  };

  return dpc_command_dispatch (client, "daypass client", argc, argv);
}
