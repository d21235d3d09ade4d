/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-jwks.h"

#include "dp-error.h"
#include "dp-limits.h"

struct _DpJwks
{
  GPtrArray *keys; /* DpJwk */
  guint      skipped;
};

static void
add_key (DpJwks       *self,
         const DpJson *object)
{
  DpJwk *jwk = object != NULL ? dp_jwk_parse (object, NULL) : NULL;

  if (jwk != NULL)
    g_ptr_array_add (self->keys, jwk);
  else
    self->skipped++;
}

DpJwks *
dp_jwks_parse (const guint8 *data,
               gsize         len,
               GError      **error)
{
  g_autoptr (DpJson) document = dp_json_parse (data, len, error);
  g_autoptr (DpJwks) self = NULL;
  const DpJson *keys;
  gsize n;

  if (document == NULL || !dp_json_read_array (document, "keys", DP_JSON_REQUIRED, &keys, error))
    return NULL;
  n = dp_json_array_length (keys);
  if (n > DP_JWKS_MAX_KEYS)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "a set of %" G_GSIZE_FORMAT " keys", n);
      return NULL;
    }
  self = g_new0 (DpJwks, 1);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_jwk_unref);
  for (gsize i = 0; i < n; i++)
    add_key (self, dp_json_array_object (keys, i));
  if (self->keys->len == 0)
    {
      dp_error_set (error, DP_ERROR_KEY_UNKNOWN, "none of the set's %" G_GSIZE_FORMAT
                    " keys can be used", n);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
dp_jwks_free (DpJwks *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->keys);
  g_free (self);
}

guint
dp_jwks_get_n_keys (const DpJwks *self)
{
  return self->keys->len;
}

guint
dp_jwks_get_skipped (const DpJwks *self)
{
  return self->skipped;
}

static const DpJwk *
choose_only (const DpJwks *self,
             DpSignAlg     alg,
             GError      **error)
{
  if (self->keys->len != 1)
    {
      dp_error_set (error, DP_ERROR_KEY_UNKNOWN, "no key id, and %u keys to choose from",
                    self->keys->len);
      return NULL;
    }
  if (!dp_jwk_allows (self->keys->pdata[0], alg))
    {
      dp_error_set (error, DP_ERROR_KEY_USE, "the only key does not allow the algorithm");
      return NULL;
    }
  return self->keys->pdata[0];
}

const DpJwk *
dp_jwks_choose (const DpJwks *self,
                const char   *kid,
                DpSignAlg     alg,
                GError      **error)
{
  const DpJwk *found = NULL;
  guint named = 0, allowed = 0;

  if (kid == NULL)
    return choose_only (self, alg, error);
  for (guint i = 0; i < self->keys->len; i++)
    {
      const DpJwk *jwk = self->keys->pdata[i];

      if (g_strcmp0 (dp_jwk_get_kid (jwk), kid) != 0)
        continue;
      named++;
      if (!dp_jwk_allows (jwk, alg))
        continue;
      allowed++;
      found = jwk;
    }
  if (allowed == 1)
    return found;
  if (named == 0)
    dp_error_set (error, DP_ERROR_KEY_UNKNOWN, "no key with the id of the token");
  else if (allowed == 0)
    dp_error_set (error, DP_ERROR_KEY_USE, "the key does not allow the token's algorithm");
  else
    dp_error_set (error, DP_ERROR_KEY_USE, "%u keys have the id of the token", allowed);
  return NULL;
}
