/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-login-private.h"

#include "dp-discovery.h"
#include "dp-error.h"
#include "dp-prove-private.h"
#include "dp-secret.h"
#include "dp-url.h"

G_DEFINE_FINAL_TYPE (DpLogin, dp_login, G_TYPE_OBJECT)

enum
{
  STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

DpLogin *
dp_login_new (DpHttp               *http,
              DpProvider           *provider,
              const DpLoginOptions *options)
{
  DpLogin *self = g_object_new (DP_TYPE_LOGIN, NULL);

  self->http = g_object_ref (http);
  self->provider = dp_provider_ref (provider);
  self->options = *options;
  self->options.principals = (const char *const *) g_strdupv ((char **) options->principals);
  self->options.prompt = g_strdup (options->prompt);
  self->options.login_hint = g_strdup (options->login_hint);
  self->options.remote_redirect_uri = g_strdup (options->remote_redirect_uri);
  if (options->words == NULL)
    self->options.words = dp_pages_default_words ();
  return self;
}

void
_dp_login_enter (DpLogin      *self,
                 DpLoginState  state)
{
  g_return_if_fail (dp_login_state_may (self->state, state));
  self->state = state;
  g_signal_emit (self, signals[STATE_CHANGED], 0, (guint) state);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The one place where the task ends. */
void
_dp_login_end (DpLogin       *self,
               DpLoginResult *result,
               GError        *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  g_clear_pointer (&self->response, dp_token_response_free);
  g_clear_pointer (&self->verifier, g_bytes_unref);
  g_clear_pointer (&self->key, dp_private_key_free);
  g_clear_object (&self->http);
  if (!self->done.expected)
    _dp_login_web_close (self);
  if (result != NULL)
    self->identity = g_strdup (dp_login_result_get_identity (result));
  _dp_login_enter (self, result != NULL ? DP_LOGIN_DONE : DP_LOGIN_FAILED);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) dp_login_result_unref);
  else
    g_task_return_error (task, error);
}

void
_dp_login_fail (DpLogin *self,
                GError  *error)
{
  g_autoptr (DpLogin) keep = g_object_ref (self); /* who is told may let go of it */

  if (self->task == NULL)
    {
      g_error_free (error); /* it has ended already */
      return;
    }
  _dp_login_end (self, NULL, error);
  g_cancellable_cancel (self->cancel);
}

static gboolean
deadline_cb (gpointer user_data)
{
  GError *error = NULL;

  dp_error_set (&error, DP_ERROR_TIMED_OUT, "no answer within %d minutes", DP_LOGIN_SECONDS / 60);
  _dp_login_fail (user_data, error);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  dp_error_set (&error, DP_ERROR_CANCELLED, "cancelled");
  _dp_login_fail (user_data, error);
  return G_SOURCE_REMOVE;
}

static gboolean
make_flow_secret (GBytes **out,
                  GError **error)
{
  guint8 random[DP_FLOW_RANDOM_LEN];

  if (!dp_secret_fill_random (random, sizeof random, error))
    return FALSE;
  *out = dp_flow_secret_new (random);
  dp_secret_wipe (random, sizeof random);
  return TRUE;
}

static gboolean
make_secrets (DpLogin *self,
              GError **error)
{
  return _dp_prove_new_key (self->options.key_kind, &self->key, &self->cic, error)
         && make_flow_secret (&self->secret_state, error)
         && make_flow_secret (&self->verifier, error) && make_flow_secret (&self->cookie, error);
}

static void
discovered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (DpLogin) self = user_data;
  GError *error = NULL;
  g_autoptr (DpDiscovery) found = dp_discovery_finish (result, NULL, &error);

  if (self->state != DP_LOGIN_DISCOVERING)
    {
      g_clear_error (&error);
      return;
    }
  if (found == NULL)
    {
      _dp_login_fail (self, error);
      return;
    }
  self->metadata = dp_metadata_ref (found->metadata);
  self->clock_offset = found->clock_offset;
  if (!_dp_login_web_open (self, &error))
    {
      _dp_login_fail (self, error);
      return;
    }
  _dp_login_fetch_keys (self); /* while the person is busy: nothing to wait for afterwards */
  _dp_login_enter (self, DP_LOGIN_BROWSER);
}

static gboolean
check_start (DpLogin *self,
             GError **error)
{
  const char *remote = self->options.remote_redirect_uri;

  if (self->state != DP_LOGIN_IDLE)
    return dp_error_set (error, DP_ERROR_USAGE, "this sign-in was started before");
  if (remote != NULL && !dp_url_check (remote, error))
    {
      g_prefix_error (error, "remote redirect address: ");
      return FALSE;
    }
  return make_secrets (self, error);
}

void
dp_login_run_async (DpLogin            *self,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GMainContext *context = g_main_context_get_thread_default ();
  GError *error = NULL;

  g_task_set_source_tag (task, dp_login_run_async);
  if (!check_start (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->task = g_steal_pointer (&task);
  self->deadline = g_timeout_source_new_seconds (DP_LOGIN_SECONDS);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, context);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, context);
    }
  _dp_login_enter (self, DP_LOGIN_DISCOVERING);
  dp_discovery_async (self->http, dp_provider_get_issuer (self->provider), self->cancel,
                      discovered_cb, g_object_ref (self));
}

DpLoginResult *
dp_login_run_finish (DpLogin      *self,
                     GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

DpLoginState
dp_login_get_state (DpLogin *self)
{
  return self->state;
}

DpProvider *
dp_login_get_provider (DpLogin *self)
{
  return self->provider;
}

gint64
dp_login_get_clock_offset (DpLogin *self)
{
  return self->clock_offset;
}

static void
dp_login_dispose (GObject *object)
{
  DpLogin *self = DP_LOGIN (object);

  g_cancellable_cancel (self->cancel);
  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  _dp_login_web_close (self);
  G_OBJECT_CLASS (dp_login_parent_class)->dispose (object);
}

static void
dp_login_finalize (GObject *object)
{
  DpLogin *self = DP_LOGIN (object);

  g_clear_object (&self->http);
  g_clear_object (&self->cancel);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->provider, dp_provider_unref);
  g_strfreev ((char **) self->options.principals);
  g_free ((char *) self->options.prompt);
  g_free ((char *) self->options.login_hint);
  g_free ((char *) self->options.remote_redirect_uri);
  g_clear_pointer (&self->metadata, dp_metadata_unref);
  g_clear_pointer (&self->keys, dp_jwks_free);
  g_clear_pointer (&self->response, dp_token_response_free);
  g_clear_pointer (&self->key, dp_private_key_free);
  g_clear_pointer (&self->cic, dp_cic_free);
  g_clear_pointer (&self->secret_state, g_bytes_unref);
  g_clear_pointer (&self->verifier, g_bytes_unref);
  g_clear_pointer (&self->cookie, g_bytes_unref);
  g_clear_pointer (&self->links, g_hash_table_unref);
  g_clear_pointer (&self->done.waiting, g_ptr_array_unref);
  g_clear_pointer (&self->done.page, g_bytes_unref);
  g_free (self->cookie_name);
  g_free (self->identity);
  G_OBJECT_CLASS (dp_login_parent_class)->finalize (object);
}

static void
dp_login_class_init (DpLoginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dp_login_dispose;
  object_class->finalize = dp_login_finalize;

  /**
   * DpLogin::state-changed:
   * @state: a #DpLoginState
   */
  signals[STATE_CHANGED] = g_signal_new ("state-changed", DP_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
dp_login_init (DpLogin *self)
{
  self->cancel = g_cancellable_new ();
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal,
                                       (GDestroyNotify) dp_secret_free_text, NULL);
  self->done.waiting = g_ptr_array_new ();
}
