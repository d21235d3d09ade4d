/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>

#include "dp-error.h"
#include "dp-passed.h"
#include "dp-url.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"

typedef struct
{
  char     *handle;
  char     *organisation;
  GVariant *summary;
} Staged;

static void
staged_clear (Staged *staged)
{
  g_free (staged->handle);
  g_free (staged->organisation);
  g_clear_pointer (&staged->summary, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Staged, staged_clear)

/* Shows the companion a file; nothing is in effect. */
static gboolean
stage (DpcCompanion *companion,
       GUnixFDList  *fds,
       const char   *name,
       Staged       *staged,
       GError      **error)
{
  return dp_bus_manager_call_import_profile_sync (companion->manager, g_variant_new_handle (0),
                                                  name, fds, &staged->handle,
                                                  &staged->organisation, &staged->summary, NULL,
                                                  NULL, error);
}

static int
import_main (int    argc,
             char **argv)
{
  gboolean yes = FALSE;
  GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_("Do not ask"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpcJson) out = dpc_json_new ();
  g_autofree char *name = NULL;
  g_auto (Staged) staged = { NULL };
  GError *error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  int fd;

  if (!dpc_command_parse (&argc, &argv, _("FILE"),
                          N_("Shows what an organisation's profile would bring, and puts it\ninto "
                             "effect after a yes."),
                          entries, 1, 1))
    return DPC_EXIT_FAILED;
  fd = open (argv[1], O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0)
    {
      dp_error_set (&error, DP_ERROR_FILE, "%s: %s", argv[1], g_strerror (errno));
      return dpc_companion_report (error);
    }
  fds = g_unix_fd_list_new_from_array (&fd, 1);
  name = g_path_get_basename (argv[1]);
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  if (companion == NULL || !stage (companion, fds, name, &staged, &error))
    return dpc_companion_report (error);
  g_printerr ("%s\n", staged.organisation);
  dpc_json_begin (out, NULL);
  dpc_json_text (out, "organisation", staged.organisation);
  dpc_checks_print (staged.summary, "checks", out);
  yes = yes || dpc_command_ask_yes (_("Put it into effect? [y/N]"));
  if (!dp_bus_manager_call_decide_profile_sync (companion->manager, staged.handle, yes, NULL,
                                                &error))
    return dpc_companion_report (error);
  if (!yes)
    g_printerr (_("Nothing has changed.\n"));
  dpc_json_bool (out, "accepted", yes);
  dpc_json_end (out);
  if (dpc_report_is_json ())
    dpc_json_print (out);
  return yes ? DPC_EXIT_OK : DPC_EXIT_FAILED;
}

/* (transfer full) (nullable): a{sv} of the Providers property */
static GVariant *
find_provider (DpcCompanion *companion,
               const char   *wanted)
{
  GVariant *providers = dp_bus_manager_get_providers (companion->manager);

  for (gsize i = 0; providers != NULL && i < g_variant_n_children (providers); i++)
    {
      g_autoptr (GVariant) one = g_variant_get_child_value (providers, i);
      const char *id = "";

      if (g_variant_lookup (one, "id", "&s", &id) && g_str_equal (id, wanted))
        return g_steal_pointer (&one);
    }
  return NULL;
}

static void
write_provider (GKeyFile   *file,
                GVariant   *provider,
                const char *id)
{
  static const struct
  {
    const char *from;
    const char *to;
  } texts[] = {
    { "name", "Name" },     { "issuer", "Issuer" },           { "client-id", "ClientId" },
    { "scopes", "Scopes" }, { "access-type", "AccessType" }, { "prompt", "Prompt" },
  };
  g_autofree char *group = g_strconcat ("Provider ", id, NULL);
  g_autofree const char **uris = NULL;
  gboolean has_secret = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = "";

      if (g_variant_lookup (provider, texts[i].from, "&s", &text) && *text != '\0')
        g_key_file_set_string (file, group, texts[i].to, text);
    }
  if (g_variant_lookup (provider, "redirect-uris", "^a&s", &uris) && uris[0] != NULL)
    g_key_file_set_string_list (file, group, "RedirectUris", uris,
                                g_strv_length ((char **) uris));
  if (g_variant_lookup (provider, "has-secret", "b", &has_secret) && has_secret)
    dpc_warn (_("the client secret is not exported; add ClientSecret if the provider needs it"));
}

static char *
make_text (DpBusAccount *account,
           GVariant     *provider,
           const char   *id,
           const char   *organisation)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const char *provider_id = dp_bus_account_get_provider (account);
  const char *const *hosts = dp_bus_account_get_hosts (account);
  g_autofree char *group = g_strconcat ("Account ", dp_bus_account_get_id (account), NULL);

  g_key_file_set_string (file, "Daypass Profile", "Version", "1");
  g_key_file_set_string (file, "Daypass Profile", "Id", id != NULL ? id : provider_id);
  g_key_file_set_string (file, "Daypass Profile", "Organisation", organisation);
  write_provider (file, provider, provider_id);
  g_key_file_set_string (file, group, "Provider", provider_id);
  if (hosts != NULL && hosts[0] != NULL)
    g_key_file_set_string_list (file, group, "Hosts", hosts, g_strv_length ((char **) hosts));
  g_key_file_set_uint64 (file, group, "LifetimeHours", dp_bus_account_get_lifetime_hours (account));
  g_key_file_set_string (file, group, "Expiry", dp_bus_account_get_expiry (account));
  return g_key_file_to_data (file, NULL, NULL);
}

/* What could not be imported is not exported: hosts as wide as "*", for example. */
static gboolean
can_be_read_back (DpcCompanion *companion,
                  const char   *text,
                  GError      **error)
{
  g_autoptr (GUnixFDList) fds = dp_passed_new (text, error);
  g_auto (Staged) staged = { NULL };

  return fds != NULL && stage (companion, fds, "export", &staged, error)
         && dp_bus_manager_call_decide_profile_sync (companion->manager, staged.handle, FALSE,
                                                     NULL, error);
}

static int
export_main (int    argc,
             char **argv)
{
  g_autofree char *organisation = NULL;
  g_autofree char *id = NULL;
  GOptionEntry entries[] = {
    { "organisation", 0, 0, G_OPTION_ARG_STRING, &organisation, N_("What people read"),
      N_("NAME") },
    { "id", 0, 0, G_OPTION_ARG_STRING, &id, N_("The profile's id, instead of the provider's"),
      "ID" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpBusAccount) account = NULL;
  g_autoptr (GVariant) provider = NULL;
  g_autoptr (DpcJson) out = dpc_json_new ();
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (!dpc_command_parse (&argc, &argv, _("ACCOUNT"),
                          N_("Prints a profile with this account's provider, hosts and lifetime."),
                          entries, 1, 1))
    return DPC_EXIT_FAILED;
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  account = companion != NULL ? dpc_companion_find (companion, argv[1], &error) : NULL;
  if (account == NULL)
    return dpc_companion_report (error);
  provider = find_provider (companion, dp_bus_account_get_provider (account));
  if (provider == NULL)
    {
      dp_error_set (&error, DP_ERROR_USAGE, "the account's provider is gone");
      return dpc_companion_report (error);
    }
  if (organisation == NULL)
    organisation = g_strdup (dp_bus_account_get_provider_name (account));
  text = make_text (account, provider, id, organisation);
  if (!can_be_read_back (companion, text, &error))
    return dpc_companion_report (error);
  if (!dpc_report_is_json ())
    g_print ("%s", text);
  else
    {
      dpc_json_begin (out, NULL);
      dpc_json_text (out, "profile", text);
      dpc_json_end (out);
      dpc_json_print (out);
    }
  return DPC_EXIT_OK;
}

int
dpc_profile_main (int    argc,
                  char **argv)
{
  static const DpcCommand commands[] = {
    { "import", N_("Put an organisation's profile into effect"), import_main },
    { "export", N_("Print an account as a profile"), export_main },
    { NULL },
  };

  return dpc_command_dispatch (commands, "daypass profile", argc, argv);
}
