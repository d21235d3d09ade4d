/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-fetch: the only program of the server that talks to providers. It alone may write the key
 * cache, and who may do that decides who may log in, so it is a user of its own.
 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dpf-confine.h"
#include "dpf-issuer.h"
#include "dpf-listen.h"
#include "dpf-refresh.h"
#include "dpf-setup.h"
#include "dpg-channel.h"
#include "dpg-paths.h"
#include "dpg-safe-open.h"

typedef struct
{
  char    *config_dir;
  char    *cache_dir;
  char    *export_dir;
  gint     line;
  gboolean once;
  gboolean listen;
  gboolean version;
} Options;

static gboolean
parse_options (int       *argc,
               char    ***argv,
               Options   *out,
               GError   **error)
{
  const GOptionEntry entries[] = {
    { "once", 0, 0, G_OPTION_ARG_NONE, &out->once, "Refresh the keys that are due, and end", NULL },
    { "listen", 0, 0, G_OPTION_ARG_NONE, &out->listen, "Serve the verifier", NULL },
    { "stdout", 0, 0, G_OPTION_ARG_INT, &out->line,
      "Print the keys of the issuer in this line of the providers file; write nothing", "LINE" },
    { "export", 0, 0, G_OPTION_ARG_FILENAME, &out->export_dir,
      "Fetch the keys of all issuers into a directory", "DIR" },
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->config_dir,
      "Instead of " DPG_CONFIG_DIR, "DIR" },
    { "cache-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->cache_dir,
      "Instead of " DPG_CACHE_DIR, "DIR" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &out->version, "Print the version", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "Keeps the keys of identity providers for daypass-verify.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (out->once + out->listen + (out->line > 0) + (out->export_dir != NULL) + out->version != 1
      || *argc > 1)
    return dp_error_set (error, DP_ERROR_USAGE, "exactly one of --once, --listen, --stdout, "
                                                "--export, --version; see --help");

  if (out->config_dir == NULL)
    out->config_dir = g_strdup (DPG_CONFIG_DIR);
  if (out->cache_dir == NULL)
    out->cache_dir = g_strdup (DPG_CACHE_DIR);
  return TRUE;
}

/* The places that a setting of certificates names: one, or several with colons between them. */
static void
add_places (GPtrArray  *places,
            const char *variable)
{
  g_auto (GStrv) names = g_strsplit (strchr (variable, '=') + 1, ":", -1);

  for (char **at = names; *at != NULL; at++)
    g_ptr_array_add (places, g_strdup (*at));
}

/* Landlock's list: the configuration, and certificates that it names. FALSE when the administrator
 * wants more than this kernel has. */
static gboolean
confine (const Options   *options,
         const DpfSetup  *setup,
         const char      *cache_dir,
         GError         **error)
{
  g_autoptr (GPtrArray) readable = g_ptr_array_new_with_free_func (g_free);
  const char *missing;

  g_ptr_array_add (readable, g_strdup (options->config_dir));
  for (char **at = setup->config->env_vars; *at != NULL; at++)
    if (g_str_has_prefix (*at, "SSL_CERT_"))
      add_places (readable, *at);
  g_ptr_array_add (readable, NULL);
  missing = dpf_confine (cache_dir, (const char *const *) readable->pdata);
  if (missing == NULL)
    return TRUE;

  if (setup->config->confinement == DP_CONFINEMENT_REQUIRED)
    return dp_error_set (error, DP_ERROR_CONFINEMENT,
                         "this kernel cannot confine the fetcher, it has no %s", missing);

  dpf_log ("this kernel cannot confine the fetcher fully, it has no %s", missing);
  return TRUE;
}

/* The issuers in force, each once. */
static GPtrArray *
list_issuers (const DpfSetup *setup)
{
  GPtrArray *issuers = g_ptr_array_new ();

  for (guint i = 0; i < dp_providers_get_n_rows (setup->providers); i++)
    {
      char *issuer = dp_providers_get_row (setup->providers, i)->issuer;

      if (!g_ptr_array_find_with_equal_func (issuers, issuer, g_str_equal, NULL))
        g_ptr_array_add (issuers, issuer);
    }

  return issuers;
}

static gboolean
refresh_due (const DpfStore *store,
             const DpfSetup *setup)
{
  g_autoptr (GPtrArray) issuers = list_issuers (setup);
  gboolean good = TRUE;

  for (guint i = 0; i < issuers->len; i++)
    {
      const char *issuer = g_ptr_array_index (issuers, i);
      g_autoptr (DpKeyCache) cache = dpf_store_load (store, issuer);
      g_autoptr (DpKeyFailure) failure = dpf_store_load_failure (store, issuer);

      if (dpf_refresh_is_due (cache, failure, DPF_DEMAND_LATER, dpf_now ())
          && dpf_refresh_issuer (store, issuer, DPF_DEMAND_LATER) == DPG_FETCH_FAILED)
        good = FALSE;
    }

  return good;
}

static gboolean
run_once (const Options   *options,
          const DpfSetup  *setup,
          GError         **error)
{
  g_autoptr (DpfStore) store = dpf_setup_open_store (options->cache_dir, error);

  if (store == NULL)
    return FALSE;

  if (!confine (options, setup, options->cache_dir, error))
    return FALSE;

  dpf_setup_start_http (setup);
  if (!refresh_due (store, setup))
    return dp_error_set (error, DP_ERROR_UNREACHABLE, "not all issuers could be asked");

  return TRUE;
}

static gboolean
run_service (const Options   *options,
             const DpfSetup  *setup,
             GError         **error)
{
  g_autoptr (DpfStore) store = NULL;
  gboolean activated;
  int fd = dpf_listen_open (&activated, options->cache_dir, error);

  if (fd < 0)
    return FALSE;

  store = dpf_setup_open_store (options->cache_dir, error);
  if (store == NULL)
    return FALSE;

  if (!confine (options, setup, options->cache_dir, error))
    return FALSE;

  dpf_listen_run (fd, activated, store, options->config_dir);
  return TRUE;
}

static gboolean
print_keys (const Options   *options,
            const DpfSetup  *setup,
            GError         **error)
{
  const DpProvidersRow *row = dpf_setup_find_row (setup, (guint) options->line);
  g_autoptr (DpKeyCache) cache = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint64 retry_after;

  if (row == NULL)
    return dp_error_set (error, DP_ERROR_CONFIG, "line %d has no row in force", options->line);

  if (!confine (options, setup, NULL, error))
    return FALSE;

  dpf_setup_start_http (setup);
  cache = dpf_issuer_fetch (row->issuer, NULL, dpf_now (), &retry_after, error);
  if (cache == NULL)
    return FALSE;

  bytes = dp_key_cache_build (cache);
  if (dpg_channel_write (STDOUT_FILENO, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                         DPG_NO_DEADLINE) != DPG_CHANNEL_OK)
    return dp_error_set (error, DP_ERROR_FILE, "stdout: %s", g_strerror (errno));

  return TRUE;
}

static gboolean
export_keys (const Options   *options,
             const DpfSetup  *setup,
             GError         **error)
{
  g_autofree char *dir = g_canonicalize_filename (options->export_dir, NULL);
  g_autoptr (GPtrArray) issuers = list_issuers (setup);
  g_autoptr (DpfStore) store = NULL;
  gboolean good = TRUE;
  uid_t owner;
  int fd;

  umask (022);
  if (mkdir (dir, 0755) != 0 && errno != EEXIST)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", dir, g_strerror (errno));

  if (dpg_safe_open_dir (dir, &fd, &owner) != DPG_SAFE_OK)
    return dp_error_set (error, DP_ERROR_FILE, "%s: not a safe directory", dir);

  store = dpf_store_new (fd, owner, 0644);
  if (!confine (options, setup, dir, error))
    return FALSE;

  dpf_setup_start_http (setup);
  for (guint i = 0; i < issuers->len; i++)
    {
      g_autoptr (DpKeyCache) cache = NULL;
      g_autoptr (GError) problem = NULL;
      const char *issuer = g_ptr_array_index (issuers, i);
      gint64 retry_after;

      cache = dpf_issuer_fetch (issuer, NULL, dpf_now (), &retry_after, &problem);
      if (cache != NULL && dpf_store_save (store, cache, &problem))
        continue;
      dpf_log ("%s: %s", issuer, problem->message);
      good = FALSE;
    }

  if (!good)
    return dp_error_set (error, DP_ERROR_UNREACHABLE, "not all issuers could be asked");

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_auto (DpfSetup) setup = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { 0 };
  gboolean good;

  signal (SIGPIPE, SIG_IGN);
  umask (027);
  if (!parse_options (&argc, &argv, &options, &error))
    {
      g_printerr ("daypass-fetch: %s\n", error->message);
      return 2;
    }

  if (options.version)
    {
      g_print ("daypass-fetch %s\n", PACKAGE_VERSION);
      return 0;
    }

  good = dpf_setup_load (options.config_dir, &setup, &error);
  if (good)
    good = options.once         ? run_once (&options, &setup, &error)
           : options.listen     ? run_service (&options, &setup, &error)
           : options.export_dir ? export_keys (&options, &setup, &error)
                                : print_keys (&options, &setup, &error);
  if (!good)
    dpf_log ("%s", error->message);

  return good ? 0 : 1;
}
