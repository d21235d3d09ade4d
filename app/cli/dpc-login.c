/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-client-config.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-provider-choice.h"
#include "dp-secret.h"
#include "dp-ssh-private-key.h"
#include "dpc-configure.h"
#include "dpc-deliver.h"
#include "dpc-flow.h"
#include "dpc-json.h"
#ifdef DPC_COMPANION
#include "dpc-login-all.h"
#endif
#include "dpc-renew.h"
#include "dpc-report.h"
#include "dpc-show.h"
#include "dpc-words.h"

/* opkssh's options, and ours behind them. */
typedef struct
{
  gboolean auto_refresh;
  char    *config_path;
  gboolean create_config;
  gboolean configure;
  char    *log_dir;
  gboolean no_browser;
  gboolean print_id_token;
  gboolean send_access_token;
  char    *provider;
  gboolean print_key;
  gboolean inspect_cert;
  gboolean verbose;
  char    *key_file;
  char    *remote_redirect_uri;
  char    *key_type;
  GStrv    principals;
  gboolean force;
  gboolean all;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->config_path);
  g_free (options->log_dir);
  g_free (options->provider);
  g_free (options->key_file);
  g_free (options->remote_redirect_uri);
  g_free (options->key_type);
  g_strfreev (options->principals);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *o,
               int     *argc,
               char  ***argv)
{
  GOptionEntry entries[] = {
    { "auto-refresh", 0, 0, G_OPTION_ARG_NONE, &o->auto_refresh,
      N_("Stay, and renew before the ID token ends"), NULL },
    { "config-path", 0, 0, G_OPTION_ARG_FILENAME, &o->config_path,
      N_("Read FILE, not ~/.opk/config.yml"), N_("FILE") },
    { "create-config", 0, 0, G_OPTION_ARG_NONE, &o->create_config,
      N_("Write the default configuration, and end"), NULL },
    { "configure", 0, 0, G_OPTION_ARG_NONE, &o->configure,
      N_("Set up one key a provider, and end"), NULL },
    { "log-dir", 0, 0, G_OPTION_ARG_FILENAME, &o->log_dir,
      N_("Also append messages to DIR/opkssh.log"), N_("DIR") },
    { "disable-browser-open", 0, 0, G_OPTION_ARG_NONE, &o->no_browser,
      N_("Print the address, start no browser"), NULL },
    { "print-id-token", 0, 0, G_OPTION_ARG_NONE, &o->print_id_token,
      N_("Print the claims of the ID token"), NULL },
    { "send-access-token", 0, 0, G_OPTION_ARG_NONE, &o->send_access_token,
      N_("Put the access token into the certificate"), NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &o->provider,
      N_("Use ISSUER,CLIENT_ID[,SECRET[,SCOPES]]"), N_("PROVIDER") },
    { "print-key", 'p', 0, G_OPTION_ARG_NONE, &o->print_key,
      N_("Print certificate and key, write no files"), NULL },
    { "inspect-cert", 0, 0, G_OPTION_ARG_NONE, &o->inspect_cert,
      N_("Show what is in the certificate"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &o->verbose, N_("The same as --inspect-cert"), NULL },
    { "private-key-file", 'i', 0, G_OPTION_ARG_FILENAME, &o->key_file,
      N_("Write the key to FILE and FILE-cert.pub"), N_("FILE") },
    { "remote-redirect-uri", 0, 0, G_OPTION_ARG_STRING, &o->remote_redirect_uri,
      N_("Have the answer sent to this address"), N_("URI") },
    { "key-type", 't', 0, G_OPTION_ARG_STRING, &o->key_type,
      N_("Kind of key; ecdsa if not given"), "ecdsa|ed25519" },
    { "principals", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->principals,
      N_("Login names of the certificate; repeatable"), N_("A,B") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &o->force,
      N_("With -i: overwrite a key of somebody else"), NULL },
#ifdef DPC_COMPANION
    { "all", 0, 0, G_OPTION_ARG_NONE, &o->all,
      N_("Sign in all accounts that end today"), NULL },
#endif
    { NULL },
  };

  return dpc_command_parse (argc, argv, N_("[ALIAS]"), N_("Signs in and writes an SSH key."),
                            entries, 0, 1);
}

static gboolean
find_key_kind (const char *word,
               DpKeyKind  *out,
               GError    **error)
{
  if (word == NULL || g_ascii_strcasecmp (word, "ecdsa") == 0)
    *out = DP_KEY_P256;
  else if (g_ascii_strcasecmp (word, "ed25519") == 0)
    *out = DP_KEY_ED25519;
  else
    return dp_error_set (error, DP_ERROR_USAGE, "--key-type is ecdsa or ed25519, not \"%s\"",
                         word);
  return TRUE;
}

/* --principals a,b --principals c */
static GStrv
split_principals (char **given)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new ();

  for (guint i = 0; given != NULL && given[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (given[i], ",", -1);

      for (guint j = 0; parts[j] != NULL; j++)
        if (g_strstrip (parts[j])[0] != '\0')
          g_ptr_array_add (out, g_strdup (parts[j]));
    }
  if (out->len == 0)
    return NULL;
  g_ptr_array_add (out, NULL);
  return (GStrv) g_ptr_array_steal (out, NULL);
}

static int
create_config (const Options *options,
               gboolean      *go_on)
{
  g_autofree char *path = options->config_path != NULL
                            ? g_strdup (options->config_path)
                            : dp_client_config_dup_path (dp_env_home ());
  g_autoptr (GError) error = NULL;

  *go_on = g_file_test (path, G_FILE_TEST_EXISTS);
  if (*go_on)
    {
      dpc_say (_("%s exists already."), path);
      return DPC_EXIT_OK;
    }
  if (!dpc_deliver_config (path, &error))
    return dpc_report_error (error);
  dpc_say (_("Wrote %s."), path);
  dpc_report_changed (path);
  return DPC_EXIT_OK;
}

/* Section 3.1, order (6): the flag, else the first configured provider with that issuer. */
static gboolean
wants_access_token (const Options        *options,
                    const DpClientConfig *config,
                    DpProvider           *provider)
{
  GPtrArray *configured = dp_client_config_get_providers (config);

  if (options->send_access_token || provider == NULL)
    return options->send_access_token;
  for (guint i = 0; i < configured->len; i++)
    if (g_str_equal (dp_provider_get_issuer (g_ptr_array_index (configured, i)),
                     dp_provider_get_issuer (provider)))
      return dp_provider_get_send_access_token (g_ptr_array_index (configured, i));
  return FALSE;
}

static gboolean
choose (const Options   *options,
        const char      *alias,
        DpClientConfig **config,
        DpcFlowOptions  *flow,
        GError         **error)
{
  gboolean missing;
  DpProviderChoice choice = {
    .provider = options->provider,
    .alias = alias,
    .get = dp_env_get,
  };

  *config = dp_client_config_load (options->config_path, &missing, error);
  if (*config == NULL)
    return FALSE;
  if (missing && options->config_path != NULL)
    dpc_warn (_("%s does not exist; the built-in providers are used"), options->config_path);
  choice.config = *config;
  return dp_provider_choose (&choice, &flow->provider, &flow->choices, error);
}

static int
sign_in (const Options  *options,
         DpcFlowOptions *flow_options)
{
  g_autoptr (DpcFlow) flow = dpc_flow_new (flow_options);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpLoginResult) result = dpc_flow_run (flow, &error);
  g_autoptr (DpKeyPlace) place = NULL;
  const DpcDelivery delivery = {
    .print_key = options->print_key,
    .print_id_token = options->print_id_token,
    .inspect = options->inspect_cert || options->verbose,
    .key_file = options->key_file,
    .force = options->force,
  };
  gboolean delivered = result != NULL && dpc_deliver_write (&delivery, result, &place, &error);

  dpc_flow_tell (flow, error);
  if (!delivered)
    return dpc_report_error (error);
  if (options->auto_refresh)
    dpc_json_use_lines ();
  if (!dpc_deliver_show (&delivery, result, place, &error))
    return dpc_report_error (error);
  if (!options->auto_refresh)
    return DPC_EXIT_OK;
  return dpc_renew_run (flow, &flow_options->login, result, place);
}

static int
run (const Options *options,
     const char    *alias)
{
  g_autoptr (DpClientConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) principals = split_principals (options->principals);
  DpcFlowOptions flow = {
    .no_browser = options->no_browser,
    .login.principals = (const char *const *) principals,
    .login.remote_redirect_uri = options->remote_redirect_uri,
    .login.words = dpc_words_pages (),
  };
  int code = DPC_EXIT_FAILED;

  if (find_key_kind (options->key_type, &flow.login.key_kind, &error)
      && choose (options, alias, &config, &flow, &error))
    {
      flow.login.send_access_token = wants_access_token (options, config, flow.provider);
      code = sign_in (options, &flow);
    }
  else
    code = dpc_report_error (error);
  g_clear_pointer (&flow.provider, dp_provider_unref);
  g_clear_pointer (&flow.choices, g_ptr_array_unref);
  return code;
}

int
dpc_login_main (int    argc,
                char **argv)
{
  g_auto (Options) options = { FALSE };
  g_autoptr (GError) error = NULL;
  gboolean go_on;
  int code;

  if (!parse_options (&options, &argc, &argv))
    return DPC_EXIT_FAILED;
  dp_process_protect ();
  if (options.print_key)
    dpc_report_quiet ();
  if (options.log_dir != NULL && !dpc_report_log_to (options.log_dir, &error))
    return dpc_report_error (error);
#ifdef DPC_COMPANION
  if (options.all)
    return dpc_login_all ();
#endif
  if (options.configure)
    return dpc_configure ();
  if (options.create_config)
    {
      code = create_config (&options, &go_on);
      if (code != DPC_EXIT_OK || !go_on)
        return code;
    }
  return run (&options, argc > 1 ? argv[1] : NULL);
}
