/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-setup.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-limits.h"
#include "dpf-http.h"
#include "dpg-paths.h"
#include "dpg-safe-open.h"

static gboolean
fail_of_result (DpgSafeResult   result,
                const char     *name,
                GError        **error)
{
  return dp_error_set (error, result >= DPG_SAFE_UNSAFE ? DP_ERROR_POLICY_UNSAFE : DP_ERROR_FILE,
                       "%s: %s", name, dpg_safe_word (result));
}

static gboolean
load_providers (int       dir,
                DpfSetup *out,
                GError  **error)
{
  DpgBytes bytes = DPG_BYTES_INIT (DP_PROVIDERS_MAX);
  DpgSafeResult result = dpg_safe_read_at (dir, DPG_PROVIDERS_FILE, 0, &bytes);

  if (result != DPG_SAFE_OK)
    {
      dpg_bytes_clear (&bytes);
      return fail_of_result (result, DPG_PROVIDERS_FILE, error);
    }

  out->providers = dp_providers_new ();
  dp_providers_feed (out->providers, bytes.data, bytes.len);
  dpg_bytes_clear (&bytes);
  return dp_providers_finish (out->providers, error);
}

static gboolean
load_config (int       dir,
             DpfSetup *out,
             GError  **error)
{
  DpgBytes bytes = DPG_BYTES_INIT (DP_CONFIG_MAX);
  DpgSafeResult result = dpg_safe_read_at (dir, DPG_CONFIG_FILE, 0, &bytes);

  if (result == DPG_SAFE_ABSENT)
    out->config = dp_config_new ();
  else if (result == DPG_SAFE_OK)
    out->config = dp_config_parse (bytes.data, bytes.len, error);
  else
    fail_of_result (result, DPG_CONFIG_FILE, error);

  dpg_bytes_clear (&bytes);
  return out->config != NULL;
}

gboolean
dpf_setup_load (const char  *config_dir,
                DpfSetup    *out,
                GError     **error)
{
  DpgSafeResult result;
  gboolean good;
  int dir;

  *out = (DpfSetup) { 0 };
  result = dpg_safe_open_dir (config_dir, &dir, NULL);
  if (result != DPG_SAFE_OK)
    return fail_of_result (result, config_dir, error);

  good = load_config (dir, out, error) && load_providers (dir, out, error);
  close (dir);
  if (!good)
    dpf_setup_clear (out);

  return good;
}

void
dpf_setup_clear (DpfSetup *self)
{
  g_clear_pointer (&self->providers, dp_providers_free);
  g_clear_pointer (&self->config, dp_config_free);
}

/* The value of a variable that libcurl does not look at by itself; OpenSSL, and opkssh, do. */
static const char *
find_variable (const DpConfig *config,
               const char     *name)
{
  for (char **at = config->env_vars; *at != NULL; at++)
    if (g_str_has_prefix (*at, name) && (*at)[strlen (name)] == '=')
      return *at + strlen (name) + 1;

  return NULL;
}

void
dpf_setup_start_http (const DpfSetup *self)
{
  clearenv ();
  for (char **at = self->config->env_vars; *at != NULL; at++)
    {
      g_auto (GStrv) parts = g_strsplit (*at, "=", 2);

      setenv (parts[0], parts[1] != NULL ? parts[1] : "", 1);
    }

  dpf_http_init (find_variable (self->config, "SSL_CERT_FILE"),
                 find_variable (self->config, "SSL_CERT_DIR"));
}

const DpProvidersRow *
dpf_setup_find_row (const DpfSetup *self,
                    guint           line)
{
  for (guint i = 0; i < dp_providers_get_n_rows (self->providers); i++)
    {
      const DpProvidersRow *row = dp_providers_get_row (self->providers, i);

      if (row->line == line)
        return row;
    }

  return NULL;
}

/* Gives up root for good. */
static gboolean
become (const struct stat *cache,
        GError           **error)
{
  const struct passwd *user = getpwuid (cache->st_uid);
  const gid_t groups[] = { cache->st_gid };
  gid_t gid = user != NULL ? user->pw_gid : cache->st_gid;

  if (setgroups (1, groups) != 0 || setresgid (gid, gid, gid) != 0
      || setresuid (cache->st_uid, cache->st_uid, cache->st_uid) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "cannot become the owner of the cache: %s",
                         g_strerror (errno));

  if (setuid (0) == 0)
    return dp_error_set (error, DP_ERROR_FILE, "root could be had again");

  return TRUE;
}

DpfStore *
dpf_setup_open_store (const char  *cache_dir,
                      GError     **error)
{
  DpgSafeResult result;
  struct stat st;
  uid_t owner;
  int dir;

  result = dpg_safe_open_dir (cache_dir, &dir, &owner);
  if (result != DPG_SAFE_OK)
    {
      fail_of_result (result, cache_dir, error);
      return NULL;
    }

  if (owner == 0 || (geteuid () != 0 && owner != geteuid ()))
    {
      dp_error_set (error, DP_ERROR_FILE, "%s: belongs to user %u; must be the fetcher's own",
                    cache_dir, (guint) owner);
      close (dir);
      return NULL;
    }

  if (geteuid () == 0 && (fstat (dir, &st) != 0 || !become (&st, error)))
    {
      close (dir);
      if (error != NULL && *error == NULL)
        dp_error_set (error, DP_ERROR_FILE, "%s: cannot be looked at", cache_dir);
      return NULL;
    }

  return dpf_store_new (dir, owner, 0640);
}
