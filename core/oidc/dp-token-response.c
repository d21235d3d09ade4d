/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-token-response.h"

#include "dp-error.h"
#include "dp-json.h"
#include "dp-oauth-error-private.h"
#include "dp-secret.h"

#define EXPIRES_IN_MAX (10 * 365 * 24 * 60 * 60)

struct _DpTokenResponse
{
  GBytes *id_token;
  GBytes *access_token;
  GBytes *refresh_token;
  gint64  expires_in;
};

static gboolean
read_token (const DpJson *json,
            const char   *name,
            GBytes      **out,
            GError      **error)
{
  const char *text = NULL;

  if (!dp_json_read_string (json, name, DP_JSON_OPTIONAL, &text, error))
    return FALSE;
  if (text != NULL && text[0] != '\0')
    *out = dp_secret_new_text (text);
  return TRUE;
}

/* RFC 6749 says a number; some providers send it as text, which is then not used. */
static void
read_expires_in (DpTokenResponse *self,
                 const DpJson    *json)
{
  gint64 seconds = 0;

  if (dp_json_read_int (json, "expires_in", DP_JSON_OPTIONAL, &seconds, NULL, NULL) && seconds > 0)
    self->expires_in = MIN (seconds, EXPIRES_IN_MAX);
}

static void
set_error (guint         status,
           const DpJson *json,
           GError      **error)
{
  const char *code = NULL;
  const char *description = NULL;

  if (json == NULL || !dp_json_read_string (json, "error", DP_JSON_REQUIRED, &code, NULL))
    {
      dp_error_set (error, DP_ERROR_HTTP, "the token endpoint answered with status %u", status);
      return;
    }
  if (!dp_json_read_string (json, "error_description", DP_JSON_OPTIONAL, &description, NULL))
    description = NULL;
  _dp_oauth_error_set (error, code, description);
}

DpTokenResponse *
dp_token_response_parse (guint         status,
                         const guint8 *data,
                         gsize         len,
                         GError      **error)
{
  g_autoptr (DpTokenResponse) self = g_new0 (DpTokenResponse, 1);
  g_autoptr (DpJson) json = NULL;
  g_autoptr (GError) problem = NULL;

  json = dp_json_parse (data, len, &problem);
  if (status < 200 || status > 299)
    {
      set_error (status, json, error);
      return NULL;
    }
  if (json == NULL)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem), "token response: ");
      return NULL;
    }
  if (dp_json_has (json, "error"))
    {
      set_error (status, json, error);
      return NULL;
    }
  if (!read_token (json, "id_token", &self->id_token, error)
      || !read_token (json, "access_token", &self->access_token, error)
      || !read_token (json, "refresh_token", &self->refresh_token, error))
    {
      g_prefix_error (error, "token response: ");
      return NULL;
    }
  read_expires_in (self, json);
  return g_steal_pointer (&self);
}

void
dp_token_response_free (DpTokenResponse *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->id_token, g_bytes_unref);
  g_clear_pointer (&self->access_token, g_bytes_unref);
  g_clear_pointer (&self->refresh_token, g_bytes_unref);
  g_free (self);
}

GBytes *
dp_token_response_get_id_token (const DpTokenResponse *self)
{
  return self->id_token;
}

GBytes *
dp_token_response_get_access_token (const DpTokenResponse *self)
{
  return self->access_token;
}

GBytes *
dp_token_response_get_refresh_token (const DpTokenResponse *self)
{
  return self->refresh_token;
}

gint64
dp_token_response_get_expires_in (const DpTokenResponse *self)
{
  return self->expires_in;
}
