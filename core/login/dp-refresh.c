/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-refresh.h"

#include "dp-discovery.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-login-result-private.h"
#include "dp-prove-private.h"
#include "dp-secret.h"
#include "dp-token-request-private.h"

typedef struct
{
  DpRefreshInput   input;
  char            *pkt;
  GStrv            principals;
  DpMetadata      *metadata;
  DpTokenResponse *response;
  GBytes          *token; /* of a revocation */
  gboolean         told;
  void           (*ask) (GTask *task); /* once the provider has said where */
} Refresh;

static void
refresh_free (gpointer data)
{
  Refresh *refresh = data;

  g_clear_pointer (&refresh->input.provider, dp_provider_unref);
  g_clear_pointer (&refresh->input.refresh_token, g_bytes_unref);
  dp_secret_free_text (refresh->pkt);
  g_strfreev (refresh->principals);
  g_clear_pointer (&refresh->metadata, dp_metadata_unref);
  g_clear_pointer (&refresh->response, dp_token_response_free);
  g_clear_pointer (&refresh->token, g_bytes_unref);
  g_free (refresh);
}

static void
keys_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DpJwks) keys = dp_jwks_fetch_finish (result, &error);
  DpProof proof = {
    .provider = refresh->input.provider,
    .metadata = refresh->metadata,
    .keys = keys,
    .key = refresh->input.key,
    .response = refresh->response,
    .principals = (const char *const *) refresh->principals,
    .send_access_token = refresh->input.send_access_token,
    .now = dp_clock_now (),
  };
  DpLoginResult *renewed = NULL;

  if (keys != NULL)
    renewed = _dp_prove_refreshed (&proof, refresh->pkt, &error);
  if (renewed == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (renewed->refresh_token == NULL) /* RFC 6749 section 6: the old one stays good */
    renewed->refresh_token = g_bytes_ref (refresh->input.refresh_token);
  g_task_return_pointer (task, renewed, (GDestroyNotify) dp_login_result_unref);
}

static void
refreshed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *rotated;

  refresh->response = _dp_token_request_finish (result, &error);
  if (refresh->response == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  rotated = dp_token_response_get_refresh_token (refresh->response);
  if (rotated != NULL && refresh->input.store != NULL)
    refresh->input.store (rotated, refresh->input.store_data);
  if (dp_token_response_get_id_token (refresh->response) == NULL)
    {
      dp_error_set (&error, DP_ERROR_NO_ID_TOKEN, "the provider renews without an ID token");
      g_task_return_error (task, error);
      return;
    }
  dp_jwks_fetch_async (DP_HTTP (g_task_get_source_object (task)), refresh->metadata,
                       g_task_get_cancellable (task), keys_cb, g_object_ref (task));
}

static void
ask_for_tokens (GTask *task)
{
  Refresh *refresh = g_task_get_task_data (task);
  DpClientPost to = {
    .provider = refresh->input.provider,
    .metadata = refresh->metadata,
    .url = dp_metadata_get_token_endpoint (refresh->metadata),
  };
  const char *pairs[] = {
    "grant_type", "refresh_token",
    "refresh_token", dp_secret_get_text (refresh->input.refresh_token),
    "scope", dp_provider_get_scopes (refresh->input.provider),
    NULL,
  };

  _dp_client_post_async (DP_HTTP (g_task_get_source_object (task)), &to, pairs,
                         g_task_get_cancellable (task), refreshed_cb, g_object_ref (task));
}

static void
discovered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DpDiscovery) found = dp_discovery_finish (result, NULL, &error);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  refresh->metadata = dp_metadata_ref (found->metadata);
  refresh->ask (task);
}

/* Takes @refresh. The first thing is to ask the provider where it wants to be asked. */
static void
begin (GTask   *task,
       Refresh *refresh)
{
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, refresh, refresh_free);
  dp_discovery_async (DP_HTTP (g_task_get_source_object (task)),
                      dp_provider_get_issuer (refresh->input.provider),
                      g_task_get_cancellable (task), discovered_cb, g_object_ref (task));
}

void
dp_refresh_async (DpHttp               *http,
                  const DpRefreshInput *input,
                  GCancellable         *cancellable,
                  GAsyncReadyCallback   callback,
                  gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  GError *error = NULL;
  Refresh *refresh;

  g_task_set_source_tag (task, dp_refresh_async);
  if (input->refresh_token == NULL)
    {
      dp_error_set (&error, DP_ERROR_NO_REFRESH_TOKEN, "there is no refresh token");
      g_task_return_error (task, error);
      return;
    }
  refresh = g_new0 (Refresh, 1);
  refresh->input = *input;
  dp_provider_ref (input->provider);
  g_bytes_ref (input->refresh_token);
  refresh->pkt = g_strdup (input->pkt);
  refresh->principals = g_strdupv ((char **) input->principals);
  refresh->ask = ask_for_tokens;
  begin (task, refresh);
}

DpLoginResult *
dp_refresh_finish (GAsyncResult *result,
                   GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DpHttpReply) reply = _dp_client_post_finish (result, &error);

  if (reply != NULL && dp_http_reply_get_status (reply) != 200)
    dp_error_set (&error, DP_ERROR_HTTP, "the revocation was answered with status %u",
                  dp_http_reply_get_status (reply));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  refresh->told = TRUE;
  g_task_return_boolean (task, TRUE);
}

static void
ask_to_revoke (GTask *task)
{
  Refresh *refresh = g_task_get_task_data (task);
  const char *pairs[] = { "token", dp_secret_get_text (refresh->token), NULL };
  DpClientPost to = {
    .provider = refresh->input.provider,
    .metadata = refresh->metadata,
    .url = dp_metadata_get_revocation_endpoint (refresh->metadata),
  };

  if (to.url == NULL)
    g_task_return_boolean (task, TRUE);
  else
    _dp_client_post_async (DP_HTTP (g_task_get_source_object (task)), &to, pairs,
                           g_task_get_cancellable (task), revoked_cb, g_object_ref (task));
}

void
dp_revoke_async (DpHttp             *http,
                 DpProvider         *provider,
                 GBytes             *token,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  Refresh *refresh = g_new0 (Refresh, 1);

  g_task_set_source_tag (task, dp_revoke_async);
  refresh->input.provider = dp_provider_ref (provider);
  refresh->token = g_bytes_ref (token);
  refresh->ask = ask_to_revoke;
  begin (task, refresh);
}

gboolean
dp_revoke_finish (GAsyncResult *result,
                  gboolean     *told,
                  GError      **error)
{
  Refresh *refresh = g_task_get_task_data (G_TASK (result));

  if (told != NULL)
    *told = refresh->told;
  return g_task_propagate_boolean (G_TASK (result), error);
}
