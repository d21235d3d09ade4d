/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-provider-edit.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dp-client-config.h"
#include "dp-config-edit.h"
#include "dp-dir.h"
#include "dp-discovery.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-secret.h"
#ifdef DPC_COMPANION
#include "dpc-companion.h"
#endif
#include "dpc-report.h"

typedef struct
{
  char    *path;
  char    *alias;
  char    *issuer;
  char    *client_id;
  char    *secret;
  char    *scopes;
  char    *access_type;
  char    *prompt;
  char    *remote_redirect_uri;
  GStrv    redirect_uris;
  gboolean send_access_token;
  gboolean yes;
  gboolean unchecked;
} Options;

static void
options_clear (Options *o)
{
  g_free (o->path);
  g_free (o->alias);
  g_free (o->issuer);
  g_free (o->client_id);
  dp_secret_free_text (o->secret);
  g_free (o->scopes);
  g_free (o->access_type);
  g_free (o->prompt);
  g_free (o->remote_redirect_uri);
  g_strfreev (o->redirect_uris);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options    *o,
       int        *argc,
       char     ***argv,
       const char *parameters,
       const char *summary,
       int         words)
{
  GOptionEntry entries[] = {
    { "config-path", 0, 0, G_OPTION_ARG_FILENAME, &o->path,
      N_("Change this file instead of ~/.opk/config.yml"), N_("FILE") },
    { "alias", 0, 0, G_OPTION_ARG_STRING, &o->alias, N_("Names for it, separated by spaces"),
      N_("NAMES") },
    { "issuer", 0, 0, G_OPTION_ARG_STRING, &o->issuer, N_("With edit: another issuer"),
      N_("ISSUER") },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &o->client_id, N_("With edit: another client ID"),
      N_("ID") },
    { "client-secret", 0, 0, G_OPTION_ARG_STRING, &o->secret,
      N_("The client's secret; - for standard input"), N_("SECRET") },
    { "scopes", 0, 0, G_OPTION_ARG_STRING, &o->scopes, N_("Scopes, separated by spaces"),
      N_("SCOPES") },
    { "access-type", 0, 0, G_OPTION_ARG_STRING, &o->access_type,
      N_("Whether a refresh token is wanted"), "offline|online" },
    { "prompt", 0, 0, G_OPTION_ARG_STRING, &o->prompt, N_("What the provider asks: consent, login"),
      N_("WORD") },
    { "remote-redirect-uri", 0, 0, G_OPTION_ARG_STRING, &o->remote_redirect_uri,
      N_("Have the provider answer to this address"), N_("URI") },
    { "redirect-uri", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->redirect_uris,
      N_("Address for the answer here; repeatable"), N_("URI") },
    { "send-access-token", 0, 0, G_OPTION_ARG_NONE, &o->send_access_token,
      N_("Put the access token into certificates"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &o->yes, N_("Do not ask"), NULL },
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &o->unchecked,
      N_("Do not ask the provider whether this works"), NULL },
    { NULL },
  };

  return dpc_command_parse (argc, argv, parameters, summary, entries, words, words);
}

static void
read_secret (Options *o)
{
  char line[1024];

  if (g_strcmp0 (o->secret, "-") != 0)
    return;
  dp_secret_free_text (o->secret);
  o->secret = fgets (line, sizeof line, stdin) != NULL ? g_strdup (g_strstrip (line)) : NULL;
  dp_secret_wipe (line, sizeof line);
}

static DpProviderSpec
spec_of (const Options *o)
{
  DpProviderSpec spec = {
    .aliases = o->alias,
    .issuer = o->issuer,
    .client_id = o->client_id,
    .client_secret = o->secret,
    .scopes = o->scopes,
    .access_type = o->access_type,
    .prompt = o->prompt,
    .redirect_uris = (const char *const *) o->redirect_uris,
    .remote_redirect_uri = o->remote_redirect_uri,
    .send_access_token = o->send_access_token,
  };

  return spec;
}

typedef struct
{
  GMainLoop   *loop;
  DpDiscovery *found;
  char        *calls_itself;
  GError      *error;
} Check;

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Check *check = user_data;

  check->found = dp_discovery_finish (result, &check->calls_itself, &check->error);
  g_main_loop_quit (check->loop);
}

/* Hosts that are neither the issuer's nor known to belong to it are shown and asked for (security
 * requirement 13). */
static gboolean
accept_hosts (const DpMetadata *metadata,
              gboolean          yes,
              GError          **error)
{
  const char *const *hosts = dp_metadata_get_other_hosts (metadata);

  if (!dp_metadata_may_pkce (metadata))
    dpc_warn (_("the provider does not offer PKCE with S256"));
  if (hosts[0] == NULL)
    return TRUE;
  dpc_say (_("Parts of this provider are on other hosts, which will get codes and tokens:"));
  for (; *hosts != NULL; hosts++)
    dpc_say ("  %s", *hosts);
  if (yes || dpc_command_ask_yes (_("Use this provider? [y/N]")))
    return TRUE;
  return dp_error_set (error, DP_ERROR_USAGE, "not added: its other hosts were not confirmed "
                       "(--yes confirms them)");
}

static gboolean
check_provider (const char *issuer,
                gboolean    yes,
                GError    **error)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  Check check = { .loop = g_main_loop_new (NULL, FALSE) };
  gboolean ok;

  dp_discovery_async (http, issuer, NULL, checked_cb, &check);
  g_main_loop_run (check.loop);
  g_main_loop_unref (check.loop);
  if (check.calls_itself != NULL)
    dpc_say (_("The provider calls itself %s; use that."), check.calls_itself);
  g_free (check.calls_itself);
  if (check.found == NULL)
    {
      g_propagate_error (error, check.error);
      return FALSE;
    }
  ok = accept_hosts (check.found->metadata, yes, error);
  dp_discovery_free (check.found);
  return ok;
}

/* The text of the file, or opkssh's default when there is none. */
static char *
load (DpDir      *dir,
      const char *name,
      GError    **error)
{
  g_autoptr (GBytes) content = NULL;

  if (!dp_dir_has (dir, name))
    return g_strdup (dp_client_config_default_text ());
  content = dp_dir_read (dir, name, DP_CONFIG_MAX, error);
  return content != NULL ? g_strdup (dp_secret_get_text (content)) : NULL;
}

typedef enum
{
  CHANGE_ADD,
  CHANGE_REMOVE,
  CHANGE_EDIT,
} Change;

/* The file that a link leads to: people keep such files together elsewhere. */
static char *
dup_path (const Options *o)
{
  char *path = o->path != NULL ? g_strdup (o->path) : dp_client_config_dup_path (dp_env_home ());
  char *real = realpath (path, NULL);

  if (real == NULL)
    return path; /* not there yet */
  g_free (path);
  return real;
}

static gboolean
apply (const Options *o,
       Change         change,
       const char    *alias,
       GError       **error)
{
  g_autofree char *path = dup_path (o);
  g_autofree char *dir_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (DpDir) dir = dp_dir_open (dir_path, DP_DIR_CREATE, error);
  g_autofree char *text = dir != NULL ? load (dir, name, error) : NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GBytes) content = NULL;
  DpProviderSpec spec = spec_of (o);

  if (text == NULL)
    return FALSE; /* nocheck: set by the load */
  if (change == CHANGE_ADD)
    changed = dp_config_add_provider (text, &spec, error);
  else if (change == CHANGE_REMOVE)
    changed = dp_config_remove_provider (text, alias, error);
  else
    changed = dp_config_edit_provider (text, alias, &spec, error);
  if (changed == NULL)
    return FALSE;
  content = g_bytes_new (changed, strlen (changed));
  if (!dp_dir_write (dir, name, content, 0600, error)) /* it may hold a client's secret */
    return FALSE;
  dpc_say (_("Changed %s."), path);
  dpc_report_changed (path);
#ifdef DPC_COMPANION
  dpc_companion_reread ();
#endif
  return TRUE;
}

/* Without a name nothing could choose, change or remove it. */
static void
name_by_host (Options *o)
{
  const DpProviderSpec spec = spec_of (o);
  g_autoptr (DpProvider) provider = dp_provider_new (&spec, NULL);

  if (o->alias == NULL && provider != NULL)
    o->alias = g_strdup (dp_provider_get_name (provider));
}

int
dpc_provider_add_main (int    argc,
                       char **argv)
{
  g_auto (Options) o = { NULL };
  g_autoptr (GError) error = NULL;

  if (!parse (&o, &argc, &argv, N_("ISSUER CLIENT_ID"), N_("Adds a provider."), 2))
    return DPC_EXIT_FAILED;
  g_free (o.issuer);
  g_free (o.client_id);
  o.issuer = g_strdup (argv[1]);
  o.client_id = g_strdup (argv[2]);
  read_secret (&o);
  name_by_host (&o);
  if ((!o.unchecked && !check_provider (o.issuer, o.yes, &error))
      || !apply (&o, CHANGE_ADD, NULL, &error))
    return dpc_report_error (error);
  return DPC_EXIT_OK;
}

int
dpc_provider_remove_main (int    argc,
                          char **argv)
{
  g_auto (Options) o = { NULL };
  g_autoptr (GError) error = NULL;

  if (!parse (&o, &argc, &argv, N_("ALIAS"), N_("Removes a provider."), 1))
    return DPC_EXIT_FAILED;
  if (!apply (&o, CHANGE_REMOVE, argv[1], &error))
    return dpc_report_error (error);
  return DPC_EXIT_OK;
}

int
dpc_provider_edit_main (int    argc,
                        char **argv)
{
  g_auto (Options) o = { NULL };
  g_autoptr (GError) error = NULL;

  if (!parse (&o, &argc, &argv, N_("ALIAS"), N_("Changes a provider."), 1))
    return DPC_EXIT_FAILED;
  read_secret (&o);
  if ((o.issuer != NULL && !o.unchecked && !check_provider (o.issuer, o.yes, &error))
      || !apply (&o, CHANGE_EDIT, argv[1], &error))
    return dpc_report_error (error);
  return DPC_EXIT_OK;
}
