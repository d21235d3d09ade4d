/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-discovery.h"

#include "dp-error.h"

void
dp_discovery_free (DpDiscovery *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->metadata, dp_metadata_unref);
  g_free (self);
}

typedef struct
{
  char *issuer;
  char *calls_itself;
} Discovering;

static void
discovering_free (gpointer data)
{
  Discovering *discovering = data;

  g_free (discovering->issuer);
  g_free (discovering->calls_itself);
  g_free (discovering);
}

/* 200 and nothing else: 201 and its kin are refused by opkssh, too. */
static gboolean
check_status (const DpHttpReply *reply,
              GError           **error)
{
  guint status = dp_http_reply_get_status (reply);

  if (status == 404 || status == 410)
    return dp_error_set (error, DP_ERROR_NOT_A_PROVIDER,
                         "there is no OpenID configuration (status %u)", status);
  if (status != 200)
    return dp_error_set (error, DP_ERROR_HTTP, "answered with status %u", status);
  return TRUE;
}

static DpDiscovery *
read_reply (Discovering       *discovering,
            const DpHttpReply *reply,
            GError           **error)
{
  g_autoptr (DpDiscovery) self = g_new0 (DpDiscovery, 1);
  GError *problem = NULL;
  const guint8 *data;
  gsize len;

  if (!check_status (reply, error))
    return NULL;
  data = g_bytes_get_data (dp_http_reply_get_body (reply), &len);
  self->metadata = dp_metadata_parse (data, len, discovering->issuer, &problem);
  if (self->metadata == NULL)
    {
      if (dp_error_code (problem) == DP_ERROR_ISSUER_MISMATCH)
        discovering->calls_itself = dp_metadata_peek_issuer (data, len);
      g_propagate_error (error, problem);
      return NULL;
    }
  if (dp_http_reply_get_date (reply) != 0)
    self->clock_offset = dp_http_reply_get_arrived (reply) - dp_http_reply_get_date (reply);
  return g_steal_pointer (&self);
}

static void
discovered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (DpHttpReply) reply = dp_http_finish (DP_HTTP (source), result, &error);
  DpDiscovery *self = reply != NULL ? read_reply (g_task_get_task_data (task), reply, &error)
                                    : NULL;

  if (self == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, self, (GDestroyNotify) dp_discovery_free);
}

void
dp_discovery_async (DpHttp             *http,
                    const char         *issuer,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  g_autofree char *url = dp_metadata_dup_url (issuer);
  Discovering *discovering = g_new0 (Discovering, 1);

  g_task_set_source_tag (task, dp_discovery_async);
  g_task_set_check_cancellable (task, FALSE);
  discovering->issuer = g_strdup (issuer);
  g_task_set_task_data (task, discovering, discovering_free);
  dp_http_get_async (http, url, cancellable, discovered_cb, g_steal_pointer (&task));
}

DpDiscovery *
dp_discovery_finish (GAsyncResult *result,
                     char        **calls_itself,
                     GError      **error)
{
  Discovering *discovering = g_task_get_task_data (G_TASK (result));

  if (calls_itself != NULL)
    *calls_itself = g_steal_pointer (&discovering->calls_itself);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
jwks_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (DpHttpReply) reply = dp_http_finish (DP_HTTP (source), result, &error);
  DpJwks *jwks = NULL;

  if (reply != NULL && check_status (reply, &error))
    jwks = dp_jwks_parse (g_bytes_get_data (dp_http_reply_get_body (reply), NULL),
                          g_bytes_get_size (dp_http_reply_get_body (reply)), &error);
  if (jwks == NULL)
    {
      g_prefix_error (&error, "the provider's keys: ");
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, jwks, (GDestroyNotify) dp_jwks_free);
}

void
dp_jwks_fetch_async (DpHttp             *http,
                     const DpMetadata   *metadata,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);

  g_task_set_source_tag (task, dp_jwks_fetch_async);
  g_task_set_check_cancellable (task, FALSE);
  dp_http_get_async (http, dp_metadata_get_jwks_uri (metadata), cancellable, jwks_cb,
                     g_steal_pointer (&task));
}

DpJwks *
dp_jwks_fetch_finish (GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
