/* SPDX-License-Identifier: Apache-2.0 */
/* status: the issuers that count and how good their keys are. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "dp-config.h"
#include "dp-error.h"
#include "dp-key-cache.h"
#include "dp-providers.h"
#include "dp-text.h"
#include "dpg-paths.h"
#include "dpm-commands.h"
#include "dpm-file.h"
#include "dpm-json.h"
#include "dpm-place.h"

typedef struct
{
  const DpmOptions *options;
  DpProviders      *providers;
  DpConfig         *config;
  DpmJson          *json; /* (nullable) */
  gint64            now;
  guint             problems;
} Status;

static void
status_clear (Status *status)
{
  g_clear_pointer (&status->providers, dp_providers_free);
  g_clear_pointer (&status->config, dp_config_free);
  g_clear_pointer (&status->json, dpm_json_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, status_clear)

/* (transfer full) (nullable): a file of the key cache */
static GBytes *
read_cache (const Status *status,
            const char   *issuer,
            const char   *suffix)
{
  g_autofree char *name = dp_key_cache_name (issuer);
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (status->options->cache_dir, file, NULL);
  gboolean absent = FALSE;

  return dpm_file_read (path, &absent, NULL);
}

static DpKeyCache *
load_keys (const Status *status,
           const char   *issuer)
{
  g_autoptr (GBytes) text = read_cache (status, issuer, DPG_KEYS_SUFFIX);

  return text == NULL ? NULL
                      : dp_key_cache_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text),
                                            issuer, NULL);
}

static DpKeyFailure *
load_failure (const Status *status,
              const char   *issuer)
{
  g_autoptr (GBytes) text = read_cache (status, issuer, DPG_FAILED_SUFFIX);

  return text == NULL ? NULL
                      : dp_key_failure_parse (g_bytes_get_data (text, NULL),
                                              g_bytes_get_size (text), issuer, NULL);
}

static const char *
state_word (DpKeysState state)
{
  switch (state)
    {
    case DP_KEYS_FRESH:
      return "fresh";
    case DP_KEYS_STALE:
      return "stale";
    case DP_KEYS_NONE:
    default:
      return "none";
    }
}

/* "2 h", "40 min", "12 s" */
static char *
dup_span (gint64 seconds)
{
  if (seconds >= 2 * 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT " h", seconds / 3600);
  if (seconds >= 2 * 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min", seconds / 60);
  return g_strdup_printf ("%" G_GINT64_FORMAT " s", seconds);
}

/* How long a key that the provider takes back today may still open the door: until the cache must
 * not be used any more. */
static gint64
accepted_for (const Status     *status,
              const DpKeyCache *keys)
{
  gint64 until;

  if (keys == NULL)
    return 0;
  until = MAX (keys->fresh_until, keys->fetched_at + status->config->jwks_max_stale);
  return MAX (until - status->now, 0);
}

static void
show_text (const DpProvidersRow *row,
           DpKeysState           state,
           const DpKeyCache     *keys,
           const DpKeyFailure   *failure,
           gint64                accepted)
{
  g_autofree char *issuer = dp_text_display (row->issuer, -1);
  g_autofree char *span = dup_span (accepted);

  printf ("providers:%u %s\n  keys: %s%s", row->line, issuer, state_word (state),
          state == DP_KEYS_NONE    ? "; the next login fetches them, or the timer daypass-refresh"
          : state == DP_KEYS_STALE ?
            "; new ones could not be fetched: journalctl -u daypass-refresh"
                                   : "");
  if (keys != NULL)
    {
      g_autoptr (GDateTime) fetched = g_date_time_new_from_unix_utc (keys->fetched_at);
      g_autofree char *when = fetched == NULL ? NULL
                                              : g_date_time_format (fetched, "%F %T UTC");

      printf ("\n  fetched %s; a key that the provider withdraws now counts here for at most %s",
              when == NULL ? "?" : when, span);
    }
  putchar ('\n');
  if (failure != NULL)
    printf ("  the last %u fetch%s failed: %s\n", failure->failures,
            failure->failures == 1 ? "" : "es", failure->reason);
}

static void
show_json (DpmJson              *json,
           const DpProvidersRow *row,
           DpKeysState           state,
           const DpKeyCache     *keys,
           const DpKeyFailure   *failure,
           gint64                accepted)
{
  dpm_json_begin_object (json, NULL);
  dpm_json_add_int (json, "line", row->line);
  dpm_json_add_string (json, "issuer", row->issuer);
  dpm_json_add_string (json, "keys", state_word (state));
  if (keys != NULL)
    {
      dpm_json_add_int (json, "fetched_at", keys->fetched_at);
      dpm_json_add_int (json, "fresh_until", keys->fresh_until);
    }
  dpm_json_add_int (json, "revoked_key_accepted_for", accepted);
  dpm_json_add_string (json, "last_failure", failure == NULL ? NULL : failure->reason);
  dpm_json_end (json);
}

static void
show_row (Status               *status,
          const DpProvidersRow *row)
{
  g_autoptr (DpKeyCache) keys = load_keys (status, row->issuer);
  g_autoptr (DpKeyFailure) failure = load_failure (status, row->issuer);
  DpKeysState state = dp_key_cache_state (keys, status->config->jwks_max_stale, status->now);
  gint64 accepted = accepted_for (status, keys);

  status->problems += state == DP_KEYS_FRESH ? 0 : 1;
  if (status->json != NULL)
    show_json (status->json, row, state, keys, failure, accepted);
  else
    show_text (row, state, keys, failure, accepted);
}

static gboolean
load (Status  *status,
      GError **error)
{
  g_autofree char *path = dpm_place_path (status->options, DPG_PROVIDERS_FILE);
  g_autofree char *config_path = dpm_place_path (status->options, DPG_CONFIG_FILE);
  gboolean absent = FALSE;
  g_autoptr (GBytes) config = dpm_file_read (config_path, &absent, NULL);
  g_autoptr (GBytes) text = dpm_file_read (path, &absent, error);

  if (text == NULL)
    return FALSE;
  status->providers = dp_providers_new ();
  dp_providers_feed (status->providers, g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  if (!dp_providers_finish (status->providers, error))
    return FALSE;
  if (config != NULL && g_bytes_get_size (config) > 0)
    status->config = dp_config_parse (g_bytes_get_data (config, NULL), g_bytes_get_size (config),
                                      error);
  else
    status->config = dp_config_new ();
  return status->config != NULL;
}

int
dpm_status (const DpmOptions *options,
            char            **args)
{
  g_auto (Status) status = { .options = options, .now = g_get_real_time () / G_USEC_PER_SEC };
  g_autoptr (GError) error = NULL;

  if (!load (&status, &error))
    {
      dpm_complain ("status", error);
      return DPM_EXIT_FAILED;
    }
  if (options->json)
    {
      status.json = dpm_json_new ();
      dpm_json_begin_array (status.json, NULL);
    }
  for (guint i = 0; i < dp_providers_get_n_rows (status.providers); i++)
    show_row (&status, dp_providers_get_row (status.providers, i));
  if (status.json != NULL)
    dpm_json_print (status.json);
  return options->check && status.problems > 0 ? DPM_EXIT_PROBLEMS : DPM_EXIT_OK;
}
