/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dp-error.h"

G_BEGIN_DECLS

/*
 * The server's key cache (decision D13): what its files say, how long it holds, and who may cause a
 * fetch. Used by the judge, which reads them, and the fetcher, which alone writes them. No clock in
 * here: @now is seconds since the epoch, passed in.
 *
 * Trust: the file is the fetcher's; who else could write there could let anybody in. Its text is
 * still checked like a stranger's.
 */
typedef struct
{
  char   *issuer;
  gint64  fetched_at;  /* when the provider was last reached with success */
  gint64  fresh_until; /* until then nobody asks */
  gint64  refresh_at;  /* from then the timer asks */
  char   *etag;        /* (nullable) */
  GBytes *jwks;
} DpKeyCache;

/* A failed fetch, remembered beside the keys. */
typedef struct
{
  char   *issuer;
  gint64  attempted_at;
  gint64  retry_at;    /* until then nobody waits */
  guint   failures;    /* in a row */
  char   *reason;      /* a reason word */
} DpKeyFailure;

typedef enum
{
  DP_KEYS_NONE,  /* none, or too old */
  DP_KEYS_STALE, /* to be used, and refreshed */
  DP_KEYS_FRESH,
} DpKeysState;

#define DP_KEY_CACHE_HEADER_MAX (8 * 1024)
#define DP_KEY_ETAG_MAX 256
#define DP_KEY_FUTURE_TOLERANCE 60  /* seconds a file may come from the future */
#define DP_KEY_UNKNOWN_PAUSE 60     /* seconds between fetches that an unknown kid causes */

/* The name of @issuer's files, without suffix: 64 hexadecimal digits. (transfer full) */
char         *dp_key_cache_name    (const char          *issuer);

/**
 * dp_key_cache_parse:
 * @issuer: whose keys the caller wants; a file that names another is DP_ERROR_ISSUER_MISMATCH
 *
 * Returns: (transfer full) (nullable): DP_ERROR_FILE for another form, DP_ERROR_LIMIT.
 */
DpKeyCache   *dp_key_cache_parse   (const guint8        *data,
                                    gsize                len,
                                    const char          *issuer,
                                    GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* The file that reads back as @self; (transfer full). */
GBytes       *dp_key_cache_build   (const DpKeyCache    *self);
void          dp_key_cache_free    (DpKeyCache          *self);

/* The same for the file that remembers a failure. */
DpKeyFailure *dp_key_failure_parse (const guint8        *data,
                                    gsize                len,
                                    const char          *issuer,
                                    GError             **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes       *dp_key_failure_build (const DpKeyFailure  *self);
void          dp_key_failure_free  (DpKeyFailure        *self);

/* @max_stale: jwks_max_stale, counted from the last success; 0: stale keys are never used. */
DpKeysState   dp_key_cache_state   (const DpKeyCache    *self, /* (nullable) */
                                    gint64               max_stale,
                                    gint64               now);

/**
 * dp_keys_may_fetch:
 * @cache, @failure: (nullable)
 * @unknown_kid: the cache has keys, but not the one that is wanted
 *
 * Whether somebody may wait for a fetch now: not within the pause after a failure, and for an
 * unknown key id at most once a minute.
 */
gboolean      dp_keys_may_fetch    (const DpKeyCache    *cache,
                                    const DpKeyFailure  *failure,
                                    gboolean             unknown_kid,
                                    gint64               now);

/* The failure that follows @before, (nullable): pauses of 30 s, doubling to 10 min, or as long as
 * the provider asked for (@retry_after seconds, 0: it did not), at most an hour. (transfer full) */
DpKeyFailure *dp_key_failure_next  (const DpKeyFailure  *before,
                                    const char          *issuer,
                                    DpError              reason,
                                    gint64               retry_after,
                                    gint64               now);

/**
 * dp_key_cache_lifetime:
 * @cache_control, @age: (nullable): the headers' values (RFC 9111 sections 5.1, 5.2)
 *
 * Returns: seconds the keys are fresh: max-age less Age, within 5 min and 24 h; 1 h when there is
 * no max-age, or no-store or no-cache.
 */
gint64        dp_key_cache_lifetime (const char         *cache_control,
                                     const char         *age);

/* Takes over @lifetime: @jitter, below 1000, moves the refresh within the middle fifth. */
void          dp_key_cache_set_times (DpKeyCache        *self,
                                      gint64             now,
                                      gint64             lifetime,
                                      guint              jitter);

/* Whether a server may have sent this as an entity tag that we keep (RFC 9110 section 8.8.3). */
gboolean      dp_key_cache_is_etag (const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpKeyCache, dp_key_cache_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpKeyFailure, dp_key_failure_free)

G_END_DECLS
