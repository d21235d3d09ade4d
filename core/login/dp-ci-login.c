/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ci-login.h"

#include <string.h>

#include "dp-discovery.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-prove-private.h"
#include "dp-secret.h"
#include "dp-url.h"

typedef struct
{
  DpProvider   *provider;
  GStrv         principals;
  DpPrivateKey *key;
  DpCic        *cic;
  GBytes       *token;
  DpMetadata   *metadata;
} CiLogin;

static void
ci_login_free (gpointer data)
{
  CiLogin *login = data;

  g_clear_pointer (&login->provider, dp_provider_unref);
  g_strfreev (login->principals);
  g_clear_pointer (&login->key, dp_private_key_free);
  g_clear_pointer (&login->cic, dp_cic_free);
  g_clear_pointer (&login->token, g_bytes_unref);
  g_clear_pointer (&login->metadata, dp_metadata_unref);
  g_free (login);
}

static void
keys_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CiLogin *login = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DpJwks) keys = dp_jwks_fetch_finish (result, &error);
  DpProof proof = {
    .provider = login->provider,
    .metadata = login->metadata,
    .keys = keys,
    .key = login->key,
    .principals = (const char *const *) login->principals,
    .now = dp_clock_now (),
  };
  DpLoginResult *proven = NULL;

  if (keys != NULL)
    proven = _dp_prove_ci (&proof, login->cic, login->token, &error);
  if (proven == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, proven, (GDestroyNotify) dp_login_result_unref);
}

static void
discovered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CiLogin *login = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DpDiscovery) found = dp_discovery_finish (result, NULL, &error);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  login->metadata = dp_metadata_ref (found->metadata);
  dp_jwks_fetch_async (DP_HTTP (source), login->metadata, g_task_get_cancellable (task), keys_cb,
                       g_object_ref (task));
}

static void
discover (GTask *task)
{
  CiLogin *login = g_task_get_task_data (task);

  dp_discovery_async (g_task_get_source_object (task), dp_provider_get_issuer (login->provider),
                      g_task_get_cancellable (task), discovered_cb, g_object_ref (task));
}

static GBytes *
read_value (const DpHttpReply *reply,
            GError           **error)
{
  GBytes *body = dp_http_reply_get_body (reply);
  g_autoptr (DpJson) json = NULL;
  const char *value = NULL;

  if (dp_http_reply_get_status (reply) != 200)
    {
      dp_error_set (error, DP_ERROR_HTTP, "the CI system answered with status %u",
                    dp_http_reply_get_status (reply));
      return NULL;
    }
  json = dp_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), error);
  if (json == NULL || !dp_json_read_string (json, "value", DP_JSON_REQUIRED, &value, error))
    {
      g_prefix_error (error, "the CI system's answer: ");
      return NULL;
    }
  return dp_secret_new_text (value);
}

static void
token_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CiLogin *login = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DpHttpReply) reply = dp_http_finish (DP_HTTP (source), result, &error);

  login->token = reply != NULL ? read_value (reply, &error) : NULL;
  if (login->token == NULL)
    g_task_return_error (task, error);
  else
    discover (task);
}

/* The address with its audience replaced; other parameters stay. */
static char *
with_audience (const char *url,
               const char *audience)
{
  const char *mark = strchr (url, '?');
  g_autofree char *base = mark != NULL ? g_strndup (url, (gsize) (mark - url)) : g_strdup (url);
  g_auto (GStrv) pairs = g_strsplit (mark != NULL ? mark + 1 : "", "&", -1);
  g_autoptr (GString) kept = g_string_new (base);
  const char *added[] = { "audience", audience, NULL };

  g_string_append_c (kept, '?');
  for (guint i = 0; pairs[i] != NULL; i++)
    if (pairs[i][0] != '\0' && !g_str_has_prefix (pairs[i], "audience="))
      g_string_append_printf (kept, "%s&", pairs[i]);
  return dp_url_append_query (kept->str, added);
}

/* Asks the job's own service for a token; @get is looked at before anything else. */
static gboolean
request_token (GTask    *task,
               DpEnvFunc get,
               GError  **error)
{
  CiLogin *login = g_task_get_task_data (task);
  const char *url = get ("ACTIONS_ID_TOKEN_REQUEST_URL");
  g_autoptr (GBytes) bearer = dp_secret_new_text (get ("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
  const char *given = get ("OPENPUBKEY_JWT");
  g_autofree char *address = NULL;

  if (dp_provider_get_kind (login->provider) == DP_PROVIDER_GITLAB_CI)
    {
      if (given == NULL)
        return dp_error_set (error, DP_ERROR_USAGE, "OPENPUBKEY_JWT is not set; ask for it with "
                             "id_tokens: in .gitlab-ci.yml");
      login->token = dp_secret_new_text (given);
      discover (task);
      return TRUE;
    }
  if (url == NULL || bearer == NULL)
    return dp_error_set (error, DP_ERROR_USAGE, "ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN are not "
                         "set: the job needs \"permissions: id-token: write\"");
  address = with_audience (url, dp_cic_get_commitment (login->cic));
  dp_http_get_bearer_async (g_task_get_source_object (task), address, bearer,
                            g_task_get_cancellable (task), token_cb, g_object_ref (task));
  return TRUE;
}

void
dp_ci_login_async (DpHttp               *http,
                   DpProvider           *provider,
                   const DpLoginOptions *options,
                   DpEnvFunc             get,
                   GCancellable         *cancellable,
                   GAsyncReadyCallback   callback,
                   gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (http, cancellable, callback, user_data);
  CiLogin *login = g_new0 (CiLogin, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, dp_ci_login_async);
  g_task_set_check_cancellable (task, FALSE);
  login->provider = dp_provider_ref (provider);
  login->principals = g_strdupv ((char **) options->principals);
  g_task_set_task_data (task, login, ci_login_free);
  if (!_dp_prove_new_key (options->key_kind, &login->key, &login->cic, &error)
      || !request_token (task, get, &error))
    g_task_return_error (task, error);
}

DpLoginResult *
dp_ci_login_finish (GAsyncResult *result,
                    GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
