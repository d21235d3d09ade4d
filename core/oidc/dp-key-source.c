/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-key-source.h"

#include <string.h>

#include "dp-error.h"
#include "dp-json.h"
#include "dp-url.h"

void
dp_key_source_free (DpKeySource *self)
{
  g_free (self->jwks_uri);
  g_free (self->userinfo_endpoint);
  g_free (self);
}

static gboolean
read_url (const DpJson  *object,
          const char    *name,
          DpJsonNeed     need,
          char         **out,
          GError       **error)
{
  const char *url;

  if (!dp_json_read_string (object, name, need, &url, error))
    return FALSE;

  if (url != NULL && !dp_url_check (url, error))
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  *out = g_strdup (url);
  return TRUE;
}

DpKeySource *
dp_key_source_parse (const guint8  *data,
                     gsize          len,
                     const char    *issuer,
                     GError       **error)
{
  g_autoptr (DpJson) object = dp_json_parse (data, len, error);
  g_autoptr (DpKeySource) self = g_new0 (DpKeySource, 1);
  const char *named;

  if (object == NULL || !dp_json_read_string (object, "issuer", DP_JSON_REQUIRED, &named, error))
    return NULL;

  if (strcmp (named, issuer) != 0)
    {
      dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "the document is of another issuer");
      return NULL;
    }

  if (!read_url (object, "jwks_uri", DP_JSON_REQUIRED, &self->jwks_uri, error)
      || !read_url (object, "userinfo_endpoint", DP_JSON_OPTIONAL, &self->userinfo_endpoint,
                    error))
    return NULL;

  return g_steal_pointer (&self);
}
