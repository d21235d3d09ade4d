/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-key-cache.h"

#include <string.h>

#include "dp-digest.h"
#include "dp-limits.h"
#include "dp-text.h"

#define KEYS_MAGIC "daypass-keys 1"
#define FAILURE_MAGIC "daypass-failure 1"
#define REASON_MAX 64
#define MAX_FAILURES 1000000

char *
dp_key_cache_name (const char *issuer)
{
  guint8 digest[DP_DIGEST_LEN];
  g_autoptr (GString) name = g_string_sized_new (2 * DP_DIGEST_LEN);

  dp_digest_sha256 ((const guint8 *) issuer, strlen (issuer), digest);
  dp_text_append_hex (name, digest, sizeof digest);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

void
dp_key_cache_free (DpKeyCache *self)
{
  g_free (self->issuer);
  g_free (self->etag);
  g_clear_pointer (&self->jwks, g_bytes_unref);
  g_free (self);
}

void
dp_key_failure_free (DpKeyFailure *self)
{
  g_free (self->issuer);
  g_free (self->reason);
  g_free (self);
}

gboolean
dp_key_cache_is_etag (const char *text)
{
  gsize len = strlen (text);

  if (len < 2 || len > DP_KEY_ETAG_MAX)
    return FALSE;

  for (gsize i = 0; i < len; i++)
    if (text[i] <= ' ' || text[i] >= 0x7f)
      return FALSE;

  return g_str_has_suffix (text, "\"")
         && (g_str_has_prefix (text, "\"") || g_str_has_prefix (text, "W/\""));
}

/* Cuts one line off @rest; its value, when it is "@name value". */
static gboolean
take_line (GStrv        *rest,
           const char   *name,
           const char  **value,
           GError      **error)
{
  const char *line = **rest;

  if (line == NULL || !g_str_has_prefix (line, name) || line[strlen (name)] != ' ')
    return dp_error_set (error, DP_ERROR_FILE, "no line \"%s\" where it belongs", name);

  *value = line + strlen (name) + 1;
  (*rest)++;
  return TRUE;
}

static gboolean
take_number (GStrv       *rest,
             const char  *name,
             gint64       max,
             gint64      *out,
             GError     **error)
{
  const char *value;

  if (!take_line (rest, name, &value, error))
    return FALSE;

  if (!g_ascii_string_to_signed (value, 10, 0, max, out, NULL))
    return dp_error_set (error, DP_ERROR_FILE, "\"%s\" is not a number in range", name);

  return TRUE;
}

/* The first two lines: what it is, and whose. */
static gboolean
take_head (GStrv       *rest,
           const char  *magic,
           const char  *issuer,
           GError     **error)
{
  const char *found;

  if (**rest == NULL || strcmp (**rest, magic) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "not a file of the key cache");

  (*rest)++;
  if (!take_line (rest, "issuer", &found, error))
    return FALSE;

  if (strcmp (found, issuer) != 0)
    return dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "a file of another issuer");

  return TRUE;
}

/* The header as lines; @body: what follows the empty line. */
static GStrv
split_header (const guint8  *data,
              gsize          len,
              const guint8 **body,
              GError       **error)
{
  gsize max = MIN (len, DP_KEY_CACHE_HEADER_MAX);
  const char *end = g_strstr_len ((const char *) data, (gssize) max, "\n\n");
  g_autofree char *header = NULL;

  if (end == NULL)
    {
      dp_error_set (error, DP_ERROR_FILE, "no header, or a long one");
      return NULL;
    }

  if (!dp_text_is_valid (data, (gsize) ((const guint8 *) end - data)))
    {
      dp_error_set (error, DP_ERROR_FILE, "not text");
      return NULL;
    }

  header = g_strndup ((const char *) data, (gsize) ((const guint8 *) end - data));
  *body = (const guint8 *) end + 2;
  return g_strsplit (header, "\n", 16);
}

static gboolean
read_cache (DpKeyCache    *self,
            GStrv          rest,
            const guint8  *body,
            gsize          body_len,
            GError       **error)
{
  const char *etag;
  gint64 length;

  if (!take_head (&rest, KEYS_MAGIC, self->issuer, error)
      || !take_number (&rest, "fetched-at", DP_TIME_MAX, &self->fetched_at, error)
      || !take_number (&rest, "fresh-until", DP_TIME_MAX, &self->fresh_until, error)
      || !take_number (&rest, "refresh-at", DP_TIME_MAX, &self->refresh_at, error)
      || !take_line (&rest, "etag", &etag, error)
      || !take_number (&rest, "length", DP_JSON_MAX, &length, error))
    return FALSE;

  if (*rest != NULL || (gsize) length != body_len)
    return dp_error_set (error, DP_ERROR_FILE, "cut short, or something left over");

  if (etag[0] != '\0' && !dp_key_cache_is_etag (etag))
    return dp_error_set (error, DP_ERROR_FILE, "not an entity tag");

  self->etag = etag[0] != '\0' ? g_strdup (etag) : NULL;
  self->jwks = g_bytes_new (body, body_len);
  return TRUE;
}

DpKeyCache *
dp_key_cache_parse (const guint8  *data,
                    gsize          len,
                    const char    *issuer,
                    GError       **error)
{
  g_autoptr (DpKeyCache) self = g_new0 (DpKeyCache, 1);
  g_auto (GStrv) lines = NULL;
  const guint8 *body = NULL;

  if (len > DP_KEY_CACHE_HEADER_MAX + DP_JSON_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "a key file of %" G_GSIZE_FORMAT " bytes", len);
      return NULL;
    }

  self->issuer = g_strdup (issuer);
  lines = split_header (data, len, &body, error);
  if (lines == NULL || !read_cache (self, lines, body, len - (gsize) (body - data), error))
    return NULL;

  return g_steal_pointer (&self);
}

GBytes *
dp_key_cache_build (const DpKeyCache *self)
{
  GString *out = g_string_new (KEYS_MAGIC "\n");
  gsize len;
  const char *jwks = g_bytes_get_data (self->jwks, &len);

  g_string_append_printf (out, "issuer %s\n", self->issuer);
  g_string_append_printf (out, "fetched-at %" G_GINT64_FORMAT "\n", self->fetched_at);
  g_string_append_printf (out, "fresh-until %" G_GINT64_FORMAT "\n", self->fresh_until);
  g_string_append_printf (out, "refresh-at %" G_GINT64_FORMAT "\n", self->refresh_at);
  g_string_append_printf (out, "etag %s\n", self->etag != NULL ? self->etag : "");
  g_string_append_printf (out, "length %" G_GSIZE_FORMAT "\n\n", len);
  g_string_append_len (out, jwks, (gssize) len);
  return g_string_free_to_bytes (out);
}

static gboolean
read_failure (DpKeyFailure  *self,
              GStrv          rest,
              GError       **error)
{
  const char *reason;
  gint64 failures;

  if (!take_head (&rest, FAILURE_MAGIC, self->issuer, error)
      || !take_number (&rest, "attempted-at", DP_TIME_MAX, &self->attempted_at, error)
      || !take_number (&rest, "retry-at", DP_TIME_MAX, &self->retry_at, error)
      || !take_number (&rest, "failures", MAX_FAILURES, &failures, error)
      || !take_line (&rest, "reason", &reason, error))
    return FALSE;

  if (*rest != NULL || strlen (reason) > REASON_MAX || !dp_text_is_ascii (reason))
    return dp_error_set (error, DP_ERROR_FILE, "something left over");

  self->failures = (guint) failures;
  self->reason = g_strdup (reason);
  return TRUE;
}

DpKeyFailure *
dp_key_failure_parse (const guint8  *data,
                      gsize          len,
                      const char    *issuer,
                      GError       **error)
{
  g_autoptr (DpKeyFailure) self = g_new0 (DpKeyFailure, 1);
  g_auto (GStrv) lines = NULL;
  const guint8 *body = NULL;

  self->issuer = g_strdup (issuer);
  lines = split_header (data, len, &body, error);
  if (lines == NULL || !read_failure (self, lines, error))
    return NULL;

  if (body != data + len)
    {
      dp_error_set (error, DP_ERROR_FILE, "something left over");
      return NULL;
    }

  return g_steal_pointer (&self);
}

GBytes *
dp_key_failure_build (const DpKeyFailure *self)
{
  char *text = g_strdup_printf (FAILURE_MAGIC "\nissuer %s\nattempted-at %" G_GINT64_FORMAT
                                "\nretry-at %" G_GINT64_FORMAT "\nfailures %u\nreason %s\n\n",
                                self->issuer, self->attempted_at, self->retry_at, self->failures,
                                self->reason);

  return g_bytes_new_take (text, strlen (text));
}
