/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-keys.h"

#include "dpg-channel.h"
#include "dpg-fetch-client.h"
#include "dpg-log.h"
#include "dpg-paths.h"
#include "dpg-seen.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CACHE_NAME_LEN 64
#define MAX_WAITS 2

typedef struct
{
  int   dir;
  uid_t owner;
} Cache;

static bool
is_cache_name (const char *name)
{
  return name != NULL && strlen (name) == CACHE_NAME_LEN
         && strspn (name, "0123456789abcdef") == CACHE_NAME_LEN;
}

static DpgSafeResult
open_cache (const DpgSession *session,
            Cache            *out)
{
  DpgSafeResult result = dpg_safe_open_dir (session->args->cache_dir, &out->dir, &out->owner);

  if (result != DPG_SAFE_OK || out->owner == 0 || out->owner != geteuid ())
    return result;

  close (out->dir);
  out->dir = -1;
  return DPG_SAFE_UNSAFE;
}

static DpgSafeResult
read_entry (const Cache *cache,
            const char  *name,
            const char  *suffix,
            DpgBytes    *out)
{
  char file[CACHE_NAME_LEN + 16];

  snprintf (file, sizeof file, "%s%s", name, suffix);
  return dpg_safe_read_at (cache->dir, file, cache->owner, out);
}

/* A KEYS frame with what the cache has. */
static bool
answer_from_cache (DpgSession *session,
                   const char *name,
                   const char *note)
{
  DpgBytes keys = DPG_BYTES_INIT (DPG_KEY_FILE_MAX);
  DpgBytes failure = DPG_BYTES_INIT (DPG_FAILURE_FILE_MAX);
  Cache cache;
  DpgSafeResult result = open_cache (session, &cache);
  bool good;

  if (result == DPG_SAFE_OK)
    {
      result = read_entry (&cache, name, DPG_KEYS_SUFFIX, &keys);
      if (read_entry (&cache, name, DPG_FAILED_SUFFIX, &failure) != DPG_SAFE_OK)
        failure.len = 0;
      close (cache.dir);
    }

  if (result != DPG_SAFE_OK)
    keys.len = 0;
  if (result != DPG_SAFE_OK && result != DPG_SAFE_ABSENT)
    note = "unsafe";

  dpg_frame_begin (&session->answer, DPG_FRAME_KEYS);
  if (keys.len > 0)
    dpg_frame_put (&session->answer, DPG_FIELD_KEY_FILE, keys.data, keys.len);
  if (failure.len > 0)
    dpg_frame_put (&session->answer, DPG_FIELD_FAILURE_FILE, failure.data, failure.len);
  dpg_frame_put_text (&session->answer, DPG_FIELD_NOTE, note);
  good = dpg_session_reply (session);
  dpg_bytes_clear (&keys);
  dpg_bytes_clear (&failure);
  return good;
}

static void
warn_once (const char *reason,
           const char *text)
{
  const DpgSeenPart part = { reason, strlen (reason) };

  if (!dpg_seen (&part, 1))
    dpg_log_warning (reason, text);
}

/*
 * No fetcher is there to ask: fetch for this one login, as the verifier's own user, who cannot
 * write the cache.
 */
static bool
answer_from_own_fetch (DpgSession *session,
                       uint32_t    row,
                       int64_t     deadline)
{
  char path[PATH_MAX];
  char number[16];
  char *const argv[] = { path, (char *) "--config-dir", session->args->config_dir,
                         (char *) "--stdout", number, NULL };
  char *const env[] = { NULL };
  DpgChild child = DPG_CHILD_INIT;
  DpgBytes keys = DPG_BYTES_INIT (DPG_KEY_FILE_MAX);
  DpgChannelResult result = DPG_CHANNEL_CLOSED;
  bool good;

  warn_once ("no-fetcher", "daypass-fetch does not listen: keys are fetched for each login anew");
  snprintf (number, sizeof number, "%u", row);
  if (dpg_spawn_sibling ("daypass-fetch", path, sizeof path)
      && dpg_spawn (path, argv, env, NULL, 0, &child))
    {
      result = dpg_channel_drain (child.from, &keys, deadline);
      dpg_child_end (&child);
    }

  dpg_frame_begin (&session->answer, DPG_FRAME_KEYS);
  if (result == DPG_CHANNEL_OK && keys.len > 0)
    dpg_frame_put (&session->answer, DPG_FIELD_KEY_FILE, keys.data, keys.len);
  dpg_frame_put_text (&session->answer, DPG_FIELD_NOTE,
                      dpg_asked_word (result == DPG_CHANNEL_LATE ? DPG_ASKED_LATE
                                      : keys.len > 0             ? DPG_ASKED_DONE
                                                                 : DPG_ASKED_FAILED));
  good = dpg_session_reply (session);
  dpg_bytes_clear (&keys);
  return good;
}

static DpgAsked
ask_fetcher (const DpgSession  *session,
             DpgFetchOperation  operation,
             uint32_t           row,
             int64_t            deadline)
{
  Cache cache;

  if (open_cache (session, &cache) != DPG_SAFE_OK)
    return DPG_ASKED_NO_SERVICE;

  close (cache.dir);
  return dpg_fetch_ask (DPG_FETCH_SOCKET, cache.owner, operation, row, NULL, NULL, deadline);
}

static int64_t
keys_deadline (const DpgSession *session)
{
  int64_t limit = dpg_now_ms () + DPG_KEYS_WAIT_MS;

  return limit < session->deadline ? limit : session->deadline;
}

bool
dpg_keys_answer (DpgSession *session)
{
  uint32_t row = dpg_frame_u32 (&session->frame, DPG_FIELD_ROW, 0);
  uint32_t mode = dpg_frame_u32 (&session->frame, DPG_FIELD_MODE, 0);
  const char *name = dpg_frame_text (&session->frame, DPG_FIELD_CACHE_NAME);
  int64_t deadline = keys_deadline (session);
  DpgAsked asked;

  if (!is_cache_name (name))
    return false;

  if (mode == DPG_KEYS_CACHED)
    return answer_from_cache (session, name, NULL);

  if (mode == DPG_KEYS_REFRESH)
    {
      ask_fetcher (session, DPG_FETCH_KEYS_NO_WAIT, row, deadline);
      return true;
    }

  if (mode != DPG_KEYS_WAIT || session->waits++ >= MAX_WAITS)
    return false;

  asked = ask_fetcher (session, DPG_FETCH_KEYS, row, deadline);
  if (asked == DPG_ASKED_NO_SERVICE)
    return answer_from_own_fetch (session, row, deadline);

  return answer_from_cache (session, name, dpg_asked_word (asked));
}

bool
dpg_keys_answer_userinfo (DpgSession *session)
{
  uint32_t row = dpg_frame_u32 (&session->frame, DPG_FIELD_ROW, 0);
  DpgBytes body = DPG_BYTES_INIT (DPG_FETCH_BODY_MAX);
  DpgAsked asked = DPG_ASKED_NO_SERVICE;
  DpgField token;
  char *text;
  Cache cache;
  bool good;

  if (!dpg_frame_find (&session->frame, DPG_FIELD_TEXT, &token)
      || token.len == 0 || token.len > DPG_FETCH_TOKEN_MAX)
    return false;

  text = strndup ((const char *) token.data, token.len);
  if (text != NULL && open_cache (session, &cache) == DPG_SAFE_OK)
    {
      close (cache.dir);
      asked = dpg_fetch_ask (DPG_FETCH_SOCKET, cache.owner, DPG_FETCH_USERINFO, row, text, &body,
                             keys_deadline (session));
    }

  dpg_frame_begin (&session->answer, DPG_FRAME_USERINFO);
  if (asked == DPG_ASKED_DONE && body.len > 0)
    dpg_frame_put (&session->answer, DPG_FIELD_TEXT, body.data, body.len);
  dpg_frame_put_text (&session->answer, DPG_FIELD_NOTE, dpg_asked_word (asked));
  good = dpg_session_reply (session);
  dpg_bytes_clear (&body);
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  free (text);
  return good;
}
