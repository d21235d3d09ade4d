/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-refresh.h"

#include <unistd.h>

#include "dp-text.h"
#include "dpf-issuer.h"

/* Somebody else who holds the lock is fetching the same; longer than one fetch takes. */
#define LOCK_WAIT_MS (DPF_ISSUER_SECONDS * 1000 + 1000)

void
dpf_log (const char *format,
         ...)
{
  g_autofree char *text = NULL;
  g_autofree char *display = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  display = dp_text_display (text, -1);
  g_printerr ("daypass-fetch: %s\n", display);
}

gint64
dpf_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

gboolean
dpf_refresh_is_due (const DpKeyCache   *cache,
                    const DpKeyFailure *failure,
                    DpfDemand           demand,
                    gint64              now)
{
  if (!dp_keys_may_fetch (cache, failure, demand == DPF_DEMAND_NOW, now))
    return FALSE;

  return demand == DPF_DEMAND_NOW || cache == NULL || now >= cache->refresh_at
         || cache->fetched_at - DP_KEY_FUTURE_TOLERANCE > now;
}

DpgFetchStatus
dpf_refresh_rest (const DpKeyCache   *cache,
                  const DpKeyFailure *failure,
                  gint64              now)
{
  return cache != NULL && failure == NULL && now < cache->fresh_until ? DPG_FETCH_DONE
                                                                      : DPG_FETCH_RESTING;
}

static DpgFetchStatus
fetch_and_save (const DpfStore     *store,
                const char         *issuer,
                const DpKeyCache   *old,
                const DpKeyFailure *before)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (DpKeyCache) cache = NULL;
  g_autoptr (DpKeyFailure) failure = NULL;
  gint64 retry_after = 0;

  cache = dpf_issuer_fetch (issuer, old, dpf_now (), &retry_after, &error);
  if (cache != NULL && dpf_store_save (store, cache, &error))
    {
      dpf_log ("%s: keys fetched, fresh for %" G_GINT64_FORMAT " s", issuer,
               cache->fresh_until - cache->fetched_at);
      return DPG_FETCH_DONE;
    }

  failure = dp_key_failure_next (before, issuer, dp_error_code (error), retry_after, dpf_now ());
  dpf_log ("%s: %s: %s; next try in %" G_GINT64_FORMAT " s", issuer, dp_error_reason (error),
           error->message, failure->retry_at - failure->attempted_at);
  if (!dpf_store_save_failure (store, failure, &problem))
    dpf_log ("the cache cannot be written: %s", problem->message);

  return DPG_FETCH_FAILED;
}

DpgFetchStatus
dpf_refresh_issuer (const DpfStore *store,
                    const char     *issuer,
                    DpfDemand       demand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyCache) cache = NULL;
  g_autoptr (DpKeyFailure) failure = NULL;
  DpgFetchStatus status;
  gint64 now;
  int lock;

  lock = dpf_store_lock (store, issuer, LOCK_WAIT_MS, &error);
  if (lock < 0)
    {
      dpf_log ("%s: %s", issuer, error->message);
      return DPG_FETCH_FAILED;
    }

  cache = dpf_store_load (store, issuer);
  failure = dpf_store_load_failure (store, issuer);
  now = dpf_now ();
  status = dpf_refresh_is_due (cache, failure, demand, now)
    ? fetch_and_save (store, issuer, cache, failure) : dpf_refresh_rest (cache, failure, now);
  close (lock);
  return status;
}
