/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <string.h>

#include "dp-jwks.h"
#include "dp-pkt-verify.h"

/* What the gate had for one issuer. */
typedef struct
{
  DpKeyCache   *cache;   /* (nullable) */
  DpKeyFailure *failure; /* (nullable) */
  DpJwks       *jwks;    /* (nullable): keys that may be used now */
  DpKeysState   state;
  char         *note;    /* (nullable): how asking for them went */
} Keys;

static void
keys_clear (Keys *keys)
{
  g_clear_pointer (&keys->cache, dp_key_cache_free);
  g_clear_pointer (&keys->failure, dp_key_failure_free);
  g_clear_pointer (&keys->jwks, dp_jwks_free);
  g_clear_pointer (&keys->note, g_free);
  keys->state = DP_KEYS_NONE;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keys, keys_clear)

static void
begin_question (const DpProvidersRow *row,
                DpgKeysMode           mode,
                DpgBytes             *question)
{
  g_autofree char *name = dp_key_cache_name (row->issuer);

  dpg_frame_begin (question, DPG_FRAME_NEED_KEYS);
  dpg_frame_put_u32 (question, DPG_FIELD_ROW, row->line);
  dpg_frame_put_text (question, DPG_FIELD_CACHE_NAME, name);
  dpg_frame_put_u32 (question, DPG_FIELD_MODE, (guint32) mode);
}

/* Reads the answer. Files that make no sense are as good as none: a fetch mends them. */
static void
take_files (DpjCase        *self,
            const DpgFrame *answer,
            Keys           *out)
{
  g_autoptr (GError) error = NULL;
  DpgField field;

  out->note = g_strdup (dpg_frame_text (answer, DPG_FIELD_NOTE));
  if (dpg_frame_find (answer, DPG_FIELD_FAILURE_FILE, &field))
    out->failure = dp_key_failure_parse (field.data, field.len, self->row->issuer, NULL);

  if (!dpg_frame_find (answer, DPG_FIELD_KEY_FILE, &field))
    return;

  out->cache = dp_key_cache_parse (field.data, field.len, self->row->issuer, &error);
  if (out->cache == NULL)
    {
      dpj_case_warn (self, "the key cache is damaged: %s", error->message);
      return;
    }

  out->state = dp_key_cache_state (out->cache, self->config->jwks_max_stale, self->now);
  if (out->state == DP_KEYS_NONE)
    return;

  out->jwks = dp_jwks_parse (g_bytes_get_data (out->cache->jwks, NULL),
                             g_bytes_get_size (out->cache->jwks), &error);
  if (out->jwks == NULL)
    {
      dpj_case_warn (self, "the key cache holds no usable key: %s", error->message);
      out->state = DP_KEYS_NONE;
    }
}

/* Sends the question and leaves the answer where it comes. */
static gboolean
send_question (const DpProvidersRow  *row,
               DpgKeysMode            mode,
               GError               **error)
{
  DpgBytes question = { 0 };
  gboolean good;

  begin_question (row, mode, &question);
  good = dpj_tell (&question, error);
  dpg_bytes_clear (&question);
  return good;
}

gboolean
dpj_case_ask_ahead (DpjCase  *self,
                    GError  **error)
{
  const DpProvidersRow *first = dp_providers_get_row (self->providers, 0);

  /* an explanation may be longer than a pipe, and the answer too: then each end would wait */
  if (self->explaining)
    return TRUE;

  for (guint i = 1; i < dp_providers_get_n_rows (self->providers); i++)
    if (strcmp (dp_providers_get_row (self->providers, i)->issuer, first->issuer) != 0)
      return TRUE;

  self->asked_ahead = TRUE;
  return send_question (first, DPG_KEYS_CACHED, error);
}

static gboolean
ask_for_keys (DpjCase      *self,
              DpgKeysMode   mode,
              Keys         *out,
              GError      **error)
{
  DpgFrame answer = { 0 };
  gboolean good;

  keys_clear (out);
  good = ((mode == DPG_KEYS_CACHED && self->asked_ahead) || send_question (self->row, mode, error))
         && dpj_await (DPG_FRAME_KEYS, &answer, error);
  if (good)
    take_files (self, &answer, out);

  dpg_frame_clear (&answer);
  return good;
}

static DpIdentity *
verify_with (const DpjCase  *self,
             const Keys     *keys,
             GError        **error)
{
  const DpPktRules rules = {
    .issuer = self->row->issuer,
    .client_id = self->row->client_id,
    .commitment = dp_commitment_for_issuer (self->row->issuer),
    .expiry = self->row->expiry,
    .iat_tolerance = self->config->iat_tolerance,
    .built_at = DP_RELEASED_AT,
    .gq_legacy = self->config->gq_legacy,
  };

  return dp_pkt_verify (self->cert, self->pkt, &rules, keys->jwks, self->now, error);
}

/* The gate's word for how asking for keys went, for people. */
static const char *
fetch_note (const char *note)
{
  static const struct
  {
    const char *note;
    const char *text;
  } table[] = {
    { "done", "what was fetched holds no usable key" },
    { "failed", "fetching them failed" },
    { "late", "fetching them takes longer than a login can wait" },
    { "no-service", "daypass-fetch does not answer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].note, note) == 0)
      return table[i].text;
  return "fetching them failed a short while ago, and is not tried again yet";
}

/* No usable key, and nobody may wait for one. */
static gboolean
refuse_without_keys (const Keys  *keys,
                     GError     **error)
{
  if (keys->jwks != NULL)
    return dp_error_set (error, DP_ERROR_KEY_UNKNOWN,
                         "its keys were fetched within the last minute");

  return dp_error_set (error, DP_ERROR_UNREACHABLE, "its keys are not in the cache; %s%s%s%s",
                       fetch_note (keys->note), keys->failure == NULL ? "" : " (",
                       keys->failure == NULL ? "" : keys->failure->reason,
                       keys->failure == NULL ? "" : ")");
}

/* Everything but the issuer's signature holds, and the key for that is not in the cache. */
static gboolean
prove_with_fetched_keys (DpjCase  *self,
                         Keys     *keys,
                         GError  **error)
{
  if (!dp_keys_may_fetch (keys->cache, keys->failure, keys->jwks != NULL, self->now))
    return refuse_without_keys (keys, error);

  if (!ask_for_keys (self, DPG_KEYS_WAIT, keys, error))
    return FALSE;

  if (keys->jwks == NULL)
    return refuse_without_keys (keys, error);

  self->keys_state = "fetched";
  self->identity = verify_with (self, keys, error);
  return self->identity != NULL;
}

gboolean
dpj_case_prove (DpjCase  *self,
                GError  **error)
{
  g_auto (Keys) keys = { 0 };
  g_autoptr (GError) local = NULL;

  if (!ask_for_keys (self, DPG_KEYS_CACHED, &keys, error))
    return FALSE;

  self->keys_state = keys.state == DP_KEYS_FRESH   ? "hit"
                     : keys.state == DP_KEYS_STALE ? "stale"
                                                   : "none";
  self->identity = verify_with (self, &keys, &local);
  if (self->identity == NULL && g_error_matches (local, DP_ERROR, DP_ERROR_KEY_UNKNOWN))
    return prove_with_fetched_keys (self, &keys, error);

  if (self->identity == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (keys.state == DP_KEYS_STALE && dp_keys_may_fetch (keys.cache, keys.failure, FALSE, self->now))
    return send_question (self->row, DPG_KEYS_REFRESH, error);

  return TRUE;
}
