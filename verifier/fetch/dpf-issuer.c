/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-issuer.h"

#include "dp-jwks.h"
#include "dp-key-source.h"
#include "dp-metadata.h"
#include "dpf-http.h"

/* A provider reached with TLS must not send us elsewhere without it. */
static gboolean
check_same_safety (const char  *issuer,
                   const char  *url,
                   GError     **error)
{
  if (g_str_has_prefix (issuer, "https:") && !g_str_has_prefix (url, "https:"))
    return dp_error_set (error, DP_ERROR_URL, "the provider names an address without TLS");

  return TRUE;
}

static DpKeySource *
discover (const char  *issuer,
          gint64       deadline,
          gint64      *retry_after,
          GError     **error)
{
  g_autofree char *url = dp_metadata_dup_url (issuer);
  g_auto (DpfHttpAnswer) answer = { 0 };
  const DpfHttpRequest request = { .url = url, .redirects = TRUE, .deadline = deadline };
  DpKeySource *source;

  if (!dpf_http_get (&request, &answer, retry_after, error))
    {
      g_prefix_error (error, "discovery: ");
      return NULL;
    }

  source = dp_key_source_parse (g_bytes_get_data (answer.body, NULL),
                                g_bytes_get_size (answer.body), issuer, error);
  if (source == NULL)
    g_prefix_error (error, "discovery: ");

  return source;
}

static gboolean
check_keys (GBytes  *jwks,
            GError **error)
{
  g_autoptr (DpJwks) keys = NULL;

  keys = dp_jwks_parse (g_bytes_get_data (jwks, NULL), g_bytes_get_size (jwks), error);
  return keys != NULL;
}

static DpKeyCache *
get_keys (const char        *issuer,
          const DpKeySource *source,
          const DpKeyCache  *old,
          gint64             deadline,
          gint64            *retry_after,
          GError           **error)
{
  g_auto (DpfHttpAnswer) answer = { 0 };
  g_autoptr (DpKeyCache) cache = g_new0 (DpKeyCache, 1);
  const DpfHttpRequest request = {
    .url = source->jwks_uri,
    .etag = old != NULL ? old->etag : NULL,
    .redirects = TRUE,
    .deadline = deadline,
  };

  if (!check_same_safety (issuer, source->jwks_uri, error)
      || !dpf_http_get (&request, &answer, retry_after, error))
    {
      g_prefix_error (error, "keys: ");
      return NULL;
    }

  if (answer.not_modified && old == NULL)
    {
      dp_error_set (error, DP_ERROR_HTTP, "keys: not modified since never");
      return NULL;
    }

  cache->issuer = g_strdup (issuer);
  cache->jwks = g_bytes_ref (answer.not_modified ? old->jwks : answer.body);
  cache->etag = g_strdup (answer.etag != NULL || old == NULL || !answer.not_modified ? answer.etag
                                                                                     : old->etag);
  cache->fresh_until = answer.lifetime;
  if (!check_keys (cache->jwks, error))
    {
      g_prefix_error (error, "keys: ");
      return NULL;
    }

  return g_steal_pointer (&cache);
}

static gint64
deadline_of_issuer (void)
{
  return g_get_monotonic_time () + DPF_ISSUER_SECONDS * G_TIME_SPAN_SECOND;
}

DpKeyCache *
dpf_issuer_fetch (const char        *issuer,
                  const DpKeyCache  *old,
                  gint64             now,
                  gint64            *retry_after,
                  GError           **error)
{
  gint64 deadline = deadline_of_issuer ();
  g_autoptr (DpKeySource) source = discover (issuer, deadline, retry_after, error);
  DpKeyCache *cache;

  if (source == NULL)
    return NULL;

  cache = get_keys (issuer, source, old, deadline, retry_after, error);
  if (cache != NULL)
    dp_key_cache_set_times (cache, now, cache->fresh_until, g_random_int ());

  return cache;
}

/* It becomes part of a header: visible ASCII, and so no end of a line (RFC 6750, section 2.1). */
static gboolean
is_token (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text <= ' ' || *text > '~')
      return FALSE;

  return TRUE;
}

GBytes *
dpf_issuer_userinfo (const char  *issuer,
                     const char  *token,
                     GError     **error)
{
  gint64 deadline = deadline_of_issuer ();
  gint64 retry_after;
  g_autoptr (DpKeySource) source = NULL;
  g_auto (DpfHttpAnswer) answer = { 0 };
  DpfHttpRequest request = { .bearer = token, .deadline = deadline };

  if (!is_token (token))
    {
      dp_error_set (error, DP_ERROR_USAGE, "the access token has characters that none can have");
      return NULL;
    }

  source = discover (issuer, deadline, &retry_after, error);
  if (source == NULL)
    return NULL;

  if (source->userinfo_endpoint == NULL)
    {
      dp_error_set (error, DP_ERROR_NOT_A_PROVIDER, "the provider has no userinfo endpoint");
      return NULL;
    }

  request.url = source->userinfo_endpoint;
  if (!check_same_safety (issuer, request.url, error)
      || !dpf_http_get (&request, &answer, &retry_after, error))
    {
      g_prefix_error (error, "userinfo: ");
      return NULL;
    }

  return g_steal_pointer (&answer.body);
}
