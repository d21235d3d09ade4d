/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <string.h>

#include "dp-error.h"
#include "dp-login-private.h"
#include "dp-secret.h"
#include "dp-text.h"

/*
 * The browser's side of a sign-in (security 14). Paths: /login/<128 bit>, once each, sets the
 * cookie and sends the browser to the provider; the redirect path takes the answer, with state and
 * cookie; /done, with the cookie, waits and says how it ended. Everything else is 404.
 */
#define LINK_BYTES 16
#define PATIENCE_SECONDS 3
#define LOGIN_PATH "/login/"
#define DONE_PATH "/done"

static char *
build_request (DpLogin *self)
{
  DpAuthRequest request = {
    .client_id = dp_provider_get_client_id (self->provider),
    .redirect_uri = _dp_login_web_redirect_uri (self),
    .scope = dp_provider_get_scopes (self->provider),
    .state = dp_secret_get_text (self->secret_state),
    .nonce = dp_cic_get_commitment (self->cic),
    .verifier = dp_secret_get_text (self->verifier),
    .prompt = self->options.prompt != NULL ? self->options.prompt
                                           : dp_provider_get_prompt (self->provider),
    .access_type = dp_provider_get_access_type (self->provider),
    .login_hint = self->options.login_hint,
  };

  return dp_auth_request_build (self->metadata, &request);
}

static void
refuse_page (DpLogin    *self,
             DpExchange *exchange,
             guint       status)
{
  g_autoptr (GBytes) page = dp_pages_used (self->options.words);

  dp_exchange_answer_page (exchange, status, page);
}

static void
serve_link (DpLogin    *self,
            const char *path,
            DpExchange *exchange)
{
  g_autofree char *cookie = NULL;
  char *url;

  if (self->state != DP_LOGIN_BROWSER || !g_hash_table_remove (self->links, path))
    {
      refuse_page (self, exchange, 410);
      return;
    }
  url = build_request (self);
  cookie = g_strdup_printf ("%s=%s", self->cookie_name, dp_secret_get_text (self->cookie));
  dp_exchange_redirect (exchange, 303, url, cookie);
  dp_secret_wipe (cookie, strlen (cookie));
  dp_secret_free_text (url);
}

/* A wrong state, or a right one without the cookie, changes nothing. */
static void
serve_callback (DpLogin          *self,
                const DpHttpHead *head,
                DpExchange       *exchange)
{
  const char *query = dp_http_head_get_query (head);
  g_autoptr (DpCallback) callback = NULL;

  if (query != NULL)
    callback = dp_callback_parse (query, strlen (query), NULL);
  if (callback == NULL)
    dp_exchange_refuse (exchange, 400);
  else if (self->state != DP_LOGIN_BROWSER)
    refuse_page (self, exchange, 410);
  else if (!dp_callback_has_state (callback, dp_secret_get_text (self->secret_state)))
    dp_exchange_refuse (exchange, 403);
  else if (!dp_http_head_has_cookie (head, self->cookie_name, self->cookie))
    dp_exchange_refuse (exchange, 403);
  else
    {
      self->done.expected = TRUE;
      dp_exchange_redirect (exchange, 303, DONE_PATH, NULL);
      _dp_login_answered (self, callback);
    }
}

static void
serve_done (DpLogin          *self,
            const DpHttpHead *head,
            DpExchange       *exchange)
{
  if (!self->done.expected)
    dp_exchange_refuse (exchange, 404);
  else if (!dp_http_head_has_cookie (head, self->cookie_name, self->cookie))
    dp_exchange_refuse (exchange, 403);
  else if (self->done.page != NULL)
    {
      self->done.told = TRUE;
      dp_exchange_answer_page (exchange, self->done.status, self->done.page);
    }
  else
    g_ptr_array_add (self->done.waiting, exchange);
}

static void
serve_cb (DpListener       *listener,
          const DpHttpHead *head,
          DpExchange       *exchange,
          gpointer          user_data)
{
  DpLogin *self = user_data;
  const char *path = dp_http_head_get_path (head);

  if (g_str_equal (path, dp_listener_get_path (listener)))
    serve_callback (self, head, exchange);
  else if (g_str_has_prefix (path, LOGIN_PATH))
    serve_link (self, path, exchange);
  else if (g_str_equal (path, DONE_PATH))
    serve_done (self, head, exchange);
  else
    dp_exchange_refuse (exchange, 404);
}

gboolean
_dp_login_web_open (DpLogin *self,
                    GError **error)
{
  static const char *const any_port[] = { "http://localhost:0/login-callback", NULL };
  const char *const *uris = self->options.free_port
                              ? any_port : dp_provider_get_redirect_uris (self->provider);

  self->listener = dp_listener_new (uris, error);
  if (self->listener == NULL)
    return FALSE;
  /* cookies are shared by all ports of a host: the name keeps two sign-ins apart */
  self->cookie_name = g_strdup_printf ("daypass-%u", dp_listener_get_port (self->listener));
  dp_listener_start (self->listener, serve_cb, self);
  return TRUE;
}

const char *
_dp_login_web_redirect_uri (DpLogin *self)
{
  const char *remote = self->options.remote_redirect_uri;

  if (remote == NULL)
    remote = dp_provider_get_remote_redirect_uri (self->provider);
  return remote != NULL ? remote : dp_listener_get_redirect_uri (self->listener);
}

static void
answer_waiting (DpLogin *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->done.waiting);

  self->done.waiting = g_ptr_array_new ();
  self->done.told |= waiting->len > 0;
  for (guint i = 0; i < waiting->len; i++)
    if (self->done.page != NULL)
      dp_exchange_answer_page (g_ptr_array_index (waiting, i), self->done.status,
                               self->done.page);
    else
      dp_exchange_refuse (g_ptr_array_index (waiting, i), 503);
}

static void
finish_telling (DpLogin *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->done.task);

  if (self->done.patience != NULL)
    g_source_destroy (self->done.patience);
  g_clear_pointer (&self->done.patience, g_source_unref);
  _dp_login_web_close (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

void
_dp_login_web_close (DpLogin *self)
{
  if (self->listener == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->listener, self);
  dp_listener_stop (self->listener);
  answer_waiting (self);
}

char *
dp_login_dup_url (DpLogin *self)
{
  guint8 random[LINK_BYTES];
  GString *path;

  if (self->state != DP_LOGIN_BROWSER || self->n_links == DP_LOGIN_MAX_LINKS
      || !dp_secret_fill_random (random, sizeof random, NULL))
    return NULL;
  path = g_string_sized_new (64);
  g_string_append (path, LOGIN_PATH);
  dp_text_append_hex (path, random, sizeof random);
  self->n_links++;
  g_hash_table_add (self->links, g_strdup (path->str));
  g_string_prepend (path, dp_listener_get_origin (self->listener));
  return g_string_free (path, FALSE);
}

char *
dp_login_dup_direct_url (DpLogin *self)
{
  return self->state == DP_LOGIN_BROWSER ? build_request (self) : NULL;
}

const char *
dp_login_get_redirect_uri (DpLogin *self)
{
  return self->listener != NULL ? _dp_login_web_redirect_uri (self) : NULL;
}

guint16
dp_login_get_port (DpLogin *self)
{
  return self->listener != NULL ? dp_listener_get_port (self->listener) : 0;
}

gboolean
dp_login_accept_pasted (DpLogin    *self,
                        const char *url,
                        GError    **error)
{
  g_autoptr (DpCallback) callback = NULL;

  if (self->state != DP_LOGIN_BROWSER)
    return dp_error_set (error, DP_ERROR_STATE, "no sign-in waits for an address");
  callback = dp_callback_parse_pasted (url, _dp_login_web_redirect_uri (self), error);
  if (callback == NULL)
    return FALSE;
  if (!dp_callback_has_state (callback, dp_secret_get_text (self->secret_state)))
    return dp_error_set (error, DP_ERROR_STATE, "the address belongs to another sign-in");
  _dp_login_answered (self, callback);
  return TRUE;
}

static void
busy_cb (DpLogin *self)
{
  if (self->done.task != NULL && self->done.told && !dp_listener_get_busy (self->listener))
    finish_telling (self);
}

static gboolean
patience_cb (gpointer user_data)
{
  finish_telling (user_data);
  return G_SOURCE_REMOVE;
}

void
dp_login_tell_browser_async (DpLogin            *self,
                             const char         *sentence,
                             const char         *said,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dp_login_tell_browser_async);
  if (!self->done.expected || self->done.page != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->done.status = sentence != NULL ? 400 : 200;
  if (sentence != NULL)
    self->done.page = dp_pages_failed (self->options.words, sentence,
                                       dp_provider_get_title (self->provider), said);
  else
    self->done.page = dp_pages_done (self->options.words, self->identity);
  self->done.task = g_steal_pointer (&task);
  g_signal_connect_object (self->listener, "notify::busy", G_CALLBACK (busy_cb), self,
                           G_CONNECT_SWAPPED);
  self->done.patience = g_timeout_source_new_seconds (PATIENCE_SECONDS);
  g_source_set_callback (self->done.patience, patience_cb, self, NULL);
  g_source_attach (self->done.patience, g_main_context_get_thread_default ());
  answer_waiting (self);
}

void
dp_login_tell_browser_finish (DpLogin      *self,
                              GAsyncResult *result)
{
  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}
