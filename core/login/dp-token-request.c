/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-token-request-private.h"

#include <string.h>

#include "dp-secret.h"
#include "dp-url.h"

#define MAX_PAIRS 8

typedef enum
{
  AUTH_NONE,  /* client_id in the body */
  AUTH_BODY,  /* client_secret_post */
  AUTH_BASIC, /* client_secret_basic */
} ClientAuth;

static ClientAuth
choose_auth (DpProvider       *provider,
             const DpMetadata *metadata)
{
  if (dp_provider_get_secret (provider) == NULL)
    return AUTH_NONE;
  if (dp_provider_get_kind (provider) == DP_PROVIDER_GOOGLE)
    return AUTH_BODY;
  if (dp_metadata_has_auth_method (metadata, "client_secret_basic"))
    return AUTH_BASIC;
  return dp_metadata_has_auth_method (metadata, "client_secret_post") ? AUTH_BODY : AUTH_BASIC;
}

static GBytes *
build_form (DpProvider        *provider,
            ClientAuth         auth,
            const char *const *pairs)
{
  const char *all[2 * (MAX_PAIRS + 2) + 1] = { NULL };
  guint n = 0;

  for (; pairs[0] != NULL && n < 2 * MAX_PAIRS; pairs += 2)
    {
      all[n++] = pairs[0];
      all[n++] = pairs[1];
    }
  if (auth != AUTH_BASIC)
    {
      all[n++] = "client_id";
      all[n++] = dp_provider_get_client_id (provider);
    }
  if (auth == AUTH_BODY)
    {
      all[n++] = "client_secret";
      all[n++] = dp_provider_get_secret (provider);
    }
  return dp_form_encode (all);
}

static GBytes *
build_basic (DpProvider *provider)
{
  g_autofree char *id = dp_form_escape (dp_provider_get_client_id (provider));
  char *secret = dp_form_escape (dp_provider_get_secret (provider));
  char *both = g_strdup_printf ("%s:%s", id, secret);

  dp_secret_free_text (secret);
  return dp_secret_new_take ((guint8 *) both, strlen (both));
}

static void
posted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  DpHttpReply *reply = dp_http_finish (DP_HTTP (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) dp_http_reply_free);
}

void
_dp_client_post_async (DpHttp             *http,
                       const DpClientPost *to,
                       const char *const  *pairs,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  ClientAuth auth = choose_auth (to->provider, to->metadata);
  g_autoptr (GBytes) form = build_form (to->provider, auth, pairs);
  g_autoptr (GBytes) basic = auth == AUTH_BASIC ? build_basic (to->provider) : NULL;

  g_task_set_source_tag (task, _dp_client_post_async);
  g_task_set_check_cancellable (task, FALSE);
  dp_http_post_async (http, to->url, form, basic, cancellable, posted_cb, g_steal_pointer (&task));
}

DpHttpReply *
_dp_client_post_finish (GAsyncResult *result,
                        GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

DpTokenResponse *
_dp_token_request_finish (GAsyncResult *result,
                          GError      **error)
{
  g_autoptr (DpHttpReply) reply = _dp_client_post_finish (result, error);
  GBytes *body;

  if (reply == NULL)
    return NULL; /* nocheck: set by the request */
  body = dp_http_reply_get_body (reply);
  return dp_token_response_parse (dp_http_reply_get_status (reply), g_bytes_get_data (body, NULL),
                                  g_bytes_get_size (body), error);
}
