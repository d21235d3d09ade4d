/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-expiry.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"

#define HOUR (60 * 60)

/* The first word of an expiry is the one that is written. @max_age is in seconds from iat, or 0. */
static const struct
{
  const char *word;
  DpExpiry expiry;
  gint64 max_age;
} words[] = {
  { "12h", DP_EXPIRY_12H, 12 * HOUR },
  { "24h", DP_EXPIRY_24H, 24 * HOUR },
  { "48h", DP_EXPIRY_48H, 48 * HOUR },
  { "1week", DP_EXPIRY_1WEEK, 7 * 24 * HOUR },
  { "oidc", DP_EXPIRY_OIDC, 0 },
  { "oidc_refreshed", DP_EXPIRY_OIDC_REFRESHED, 0 },
  { "oidc-refreshed", DP_EXPIRY_OIDC_REFRESHED, 0 },
  { "never", DP_EXPIRY_NEVER, 0 },
};

gboolean
dp_expiry_from_word (const char *word,
                     DpExpiry   *out,
                     GError    **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, word) == 0)
      {
        *out = words[i].expiry;
        return TRUE;
      }
  return dp_error_set (error, DP_ERROR_POLICY_EXPIRY,
                       "the lifetime is none of 12h, 24h, 48h, 1week, oidc, "
                       "oidc_refreshed, never");
}

const char *
dp_expiry_get_word (DpExpiry expiry)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].expiry == expiry)
      return words[i].word;
  return "unknown";
}

static gboolean
check_range (const char *claim,
             gint64      value,
             GError    **error)
{
  if (value <= 0 || value > DP_TIME_MAX)
    return dp_error_set (error, DP_ERROR_CLAIM,
                         "the token has no usable %s, from which its lifetime is counted", claim);
  return TRUE;
}

/* Fails when @now is later than @limit, which is one of the token's times plus an age. */
static gboolean
check_limit (gint64   limit,
             gint64   now,
             GError **error)
{
  if (now > limit)
    return dp_error_set (error, DP_ERROR_EXPIRED,
                         "ended at %" G_GINT64_FORMAT ", it is now %" G_GINT64_FORMAT, limit, now);
  return TRUE;
}

gboolean
dp_expiry_check (DpExpiry expiry,
                 gint64   issued_at,
                 gint64   expires_at,
                 gint64   refreshed_expires_at,
                 gint64   now,
                 GError **error)
{
  if (expiry == DP_EXPIRY_NEVER)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].expiry == expiry && words[i].max_age > 0)
      return check_range ("iat", issued_at, error)
             && check_limit (issued_at + words[i].max_age, now, error);
  if (!check_range ("exp", expires_at, error))
    return FALSE;
  if (expiry != DP_EXPIRY_OIDC_REFRESHED || now <= expires_at || refreshed_expires_at == 0)
    return check_limit (expires_at, now, error);
  return check_range ("exp in the refreshed token", refreshed_expires_at, error)
         && check_limit (refreshed_expires_at, now, error);
}
