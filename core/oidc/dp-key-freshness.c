/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-key-cache.h"

#include <string.h>

#include "dp-limits.h"

/* Decision D13, the part that is arithmetic. */
#define LIFETIME_MIN (5 * 60)
#define LIFETIME_DEFAULT (60 * 60)
#define LIFETIME_MAX (24 * 60 * 60)
#define PAUSE_FIRST 30
#define PAUSE_MAX (10 * 60)
#define PAUSE_ASKED_MAX (60 * 60)
#define JITTER_MAX 1000

/* A moment so far in the future that this clock, or the one that wrote it, was wrong. */
static gboolean
is_future (gint64 moment,
           gint64 now)
{
  return moment - DP_KEY_FUTURE_TOLERANCE > now;
}

DpKeysState
dp_key_cache_state (const DpKeyCache *self,
                    gint64            max_stale,
                    gint64            now)
{
  if (self == NULL)
    return DP_KEYS_NONE;

  if (now < self->fresh_until && !is_future (self->fetched_at, now)
      && self->fresh_until - self->fetched_at <= LIFETIME_MAX)
    return DP_KEYS_FRESH;

  return max_stale > 0 && now - self->fetched_at < max_stale ? DP_KEYS_STALE : DP_KEYS_NONE;
}

gboolean
dp_keys_may_fetch (const DpKeyCache   *cache,
                   const DpKeyFailure *failure,
                   gboolean            unknown_kid,
                   gint64              now)
{
  /* A pause that began in the future, or is longer than any we make, is a wrong clock's. */
  if (failure != NULL && now < failure->retry_at && !is_future (failure->attempted_at, now)
      && failure->retry_at - failure->attempted_at <= PAUSE_ASKED_MAX)
    return FALSE;

  return !unknown_kid || cache == NULL || is_future (cache->fetched_at, now)
         || now - cache->fetched_at >= DP_KEY_UNKNOWN_PAUSE;
}

DpKeyFailure *
dp_key_failure_next (const DpKeyFailure *before,
                     const char         *issuer,
                     DpError             reason,
                     gint64              retry_after,
                     gint64              now)
{
  DpKeyFailure *self = g_new0 (DpKeyFailure, 1);
  gint64 pause = PAUSE_FIRST;

  self->failures = before != NULL && before->failures < 1000 ? before->failures + 1 : 1;
  for (guint i = 1; i < self->failures && pause < PAUSE_MAX; i++)
    pause *= 2;

  pause = MIN (pause, PAUSE_MAX);
  self->issuer = g_strdup (issuer);
  self->attempted_at = now;
  self->retry_at = now + MAX (pause, MIN (retry_after, PAUSE_ASKED_MAX));
  self->reason = g_strdup (dp_error_word (reason));
  return self;
}

/* The seconds of "max-age=N"; -1 when it is not that. */
static gint64
read_max_age (const char *directive)
{
  const char *value;
  g_autofree char *bare = NULL;
  gint64 seconds;

  if (g_ascii_strncasecmp (directive, "max-age=", strlen ("max-age=")) != 0)
    return -1;

  value = directive + strlen ("max-age=");
  if (value[0] == '"' && g_str_has_suffix (value, "\"") && strlen (value) > 1)
    value = bare = g_strndup (value + 1, strlen (value) - 2);

  return g_ascii_string_to_signed (value, 10, 0, DP_TIME_MAX, &seconds, NULL) ? seconds : -1;
}

gint64
dp_key_cache_lifetime (const char *cache_control,
                       const char *age)
{
  g_auto (GStrv) directives = g_strsplit (cache_control != NULL ? cache_control : "", ",", 32);
  gint64 lifetime = -1;
  gint64 spent = 0;

  for (GStrv at = directives; *at != NULL; at++)
    {
      const char *directive = g_strstrip (*at);

      if (g_ascii_strcasecmp (directive, "no-store") == 0
          || g_ascii_strcasecmp (directive, "no-cache") == 0)
        return LIFETIME_DEFAULT;

      lifetime = MAX (lifetime, read_max_age (directive));
    }

  if (lifetime < 0)
    return LIFETIME_DEFAULT;

  if (age != NULL && !g_ascii_string_to_signed (age, 10, 0, DP_TIME_MAX, &spent, NULL))
    spent = 0;

  return CLAMP (lifetime - spent, LIFETIME_MIN, LIFETIME_MAX);
}

void
dp_key_cache_set_times (DpKeyCache *self,
                        gint64      now,
                        gint64      lifetime,
                        guint       jitter)
{
  gint64 fifth = lifetime / 5;

  self->fetched_at = now;
  self->fresh_until = now + lifetime;
  self->refresh_at = now + lifetime * 2 / 5 + fifth * (gint64) (jitter % JITTER_MAX) / JITTER_MAX;
}
