/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-http.h"

#include <libsoup/soup.h>
#include <string.h>

#include "dp-base64.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-http-private.h"
#include "dp-limits.h"
#include "dp-proxy-private.h"
#include "dp-secret.h"
#include "dp-url.h"

#define IDLE_SECONDS 10
#define TOTAL_SECONDS 15
#define MAX_REDIRECTS 3
#define CHUNK (16 * 1024)

struct _DpHttp
{
  GObject      parent_instance;
  SoupSession *session;
  GError      *unusable; /* (nullable): why nobody is asked */
};

G_DEFINE_FINAL_TYPE (DpHttp, dp_http, G_TYPE_OBJECT)

typedef struct
{
  SoupMessage  *message;
  GInputStream *stream;
  GCancellable *ours;      /* the caller's and the deadline's */
  gulong        chained;
  GCancellable *theirs;
  GSource      *deadline;
  gboolean      timed_out;
  gboolean      may_redirect;
  guint         redirects;
  guint8       *chunk;
  GByteArray   *body;
} Request;

static void send_message (GTask *task);

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->deadline != NULL)
    {
      g_source_destroy (request->deadline);
      g_source_unref (request->deadline);
    }
  if (request->theirs != NULL)
    g_cancellable_disconnect (request->theirs, request->chained);
  g_clear_object (&request->theirs);
  g_clear_object (&request->ours);
  g_clear_object (&request->message);
  g_clear_object (&request->stream);
  if (request->body != NULL)
    {
      dp_secret_wipe (request->body->data, request->body->len);
      g_byte_array_unref (request->body);
    }
  dp_secret_wipe (request->chunk, CHUNK);
  g_free (request->chunk);
  g_free (request);
}

static void
fail (GTask      *task,
      DpError     code,
      const char *detail)
{
  Request *request = g_task_get_task_data (task);
  GUri *uri = soup_message_get_uri (request->message);
  g_autofree char *authority = dp_url_dup_authority (uri);
  GError *error = NULL;

  dp_error_set (&error, code, "%s: %s", authority, detail);
  g_task_return_error (task, error);
}

/* What went wrong in libsoup's or GIO's words, as one of ours. */
static void
fail_with (GTask        *task,
           const GError *problem)
{
  Request *request = g_task_get_task_data (task);

  if (request->timed_out || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    fail (task, DP_ERROR_TIMED_OUT, "no answer in time");
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (task, DP_ERROR_CANCELLED, "cancelled");
  else if (problem->domain == G_TLS_ERROR)
    {
      g_autofree char *why = _dp_http_describe_tls (
        soup_message_get_tls_peer_certificate_errors (request->message), problem->message);

      fail (task, DP_ERROR_TLS, why);
    }
  else
    fail (task, DP_ERROR_UNREACHABLE, problem->message);
}

static void
succeed (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  g_task_return_pointer (task, _dp_http_reply_new (request->message, request->body),
                         (GDestroyNotify) dp_http_reply_free);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = g_task_get_task_data (task);
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    {
      fail_with (task, error);
      return;
    }
  if (n == 0)
    {
      succeed (task);
      return;
    }
  if (request->body->len + (gsize) n > DP_JSON_MAX)
    {
      fail (task, DP_ERROR_LIMIT, "the answer is larger than 1 MiB");
      return;
    }
  g_byte_array_append (request->body, request->chunk, (guint) n);
  g_input_stream_read_async (request->stream, request->chunk, CHUNK, G_PRIORITY_DEFAULT,
                             request->ours, read_cb, g_object_ref (task));
}

/* At most three, all to the same host and scheme: a discovery document elsewhere is somebody
 * else's word (security 5 and 13). */
static void
follow_redirect (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GUri *from = soup_message_get_uri (request->message);
  const char *location = soup_message_headers_get_one (
    soup_message_get_response_headers (request->message), "Location");
  g_autoptr (GUri) to = NULL;
  g_autofree char *text = NULL;

  if (!request->may_redirect || ++request->redirects > MAX_REDIRECTS || location == NULL)
    {
      fail (task, DP_ERROR_HTTP, "answered with a redirect, which is not followed here");
      return;
    }
  to = g_uri_parse_relative (from, location, G_URI_FLAGS_ENCODED, NULL);
  text = to != NULL ? g_uri_to_string (to) : NULL;
  if (text == NULL || !dp_url_check (text, NULL) || !dp_url_same_origin (from, to))
    {
      fail (task, DP_ERROR_HTTP, "redirects to another place, which is not followed");
      return;
    }
  g_clear_object (&request->stream);
  g_clear_object (&request->message);
  request->message = _dp_http_message_new ("GET", to);
  send_message (task);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = g_task_get_task_data (task);

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream == NULL)
    {
      fail_with (task, error);
      return;
    }
  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (request->message)))
    {
      follow_redirect (task);
      return;
    }
  g_input_stream_read_async (request->stream, request->chunk, CHUNK, G_PRIORITY_DEFAULT,
                             request->ours, read_cb, g_object_ref (task));
}

static void
send_message (GTask *task)
{
  DpHttp *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  soup_session_send_async (self->session, request->message, G_PRIORITY_DEFAULT, request->ours,
                           sent_cb, g_object_ref (task));
}

static gboolean
deadline_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timed_out = TRUE;
  g_cancellable_cancel (request->ours);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* The task of one request, its message not sent yet; %NULL when it has failed already. */
static GTask *
prepare (DpHttp              *self,
         const char          *method,
         const char          *url,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GUri) uri = NULL;
  GError *error = NULL;
  Request *request;

  g_task_set_source_tag (task, prepare);
  g_task_set_check_cancellable (task, FALSE);
  if (self->unusable != NULL)
    error = g_error_copy (self->unusable);
  else
    uri = dp_url_parse (url, &error);
  if (uri == NULL)
    {
      g_task_return_error (task, error);
      return NULL;
    }
  request = g_new0 (Request, 1);
  request->message = _dp_http_message_new (method, uri);
  request->ours = g_cancellable_new ();
  request->chunk = g_malloc0 (CHUNK);
  request->body = g_byte_array_new ();
  g_task_set_task_data (task, request, request_free);
  request->deadline = g_timeout_source_new_seconds (TOTAL_SECONDS);
  g_source_set_callback (request->deadline, deadline_cb, request, NULL);
  g_source_attach (request->deadline, g_main_context_get_thread_default ());
  if (cancellable != NULL)
    {
      request->theirs = g_object_ref (cancellable);
      request->chained = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                g_object_ref (request->ours), g_object_unref);
    }
  return g_steal_pointer (&task);
}

void
dp_http_get_async (DpHttp              *self,
                   const char          *url,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = prepare (self, "GET", url, cancellable, callback, user_data);
  Request *request = task != NULL ? g_task_get_task_data (task) : NULL;

  if (request == NULL)
    return;
  request->may_redirect = TRUE;
  send_message (task);
}

static void
set_header (GTask      *task,
            const char *scheme,
            const char *value)
{
  Request *request = g_task_get_task_data (task);
  char *header = g_strdup_printf ("%s %s", scheme, value);

  soup_message_headers_replace (soup_message_get_request_headers (request->message),
                                "Authorization", header);
  dp_secret_free_text (header);
}

void
dp_http_get_bearer_async (DpHttp              *self,
                          const char          *url,
                          GBytes              *bearer,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = prepare (self, "GET", url, cancellable, callback, user_data);

  if (task == NULL)
    return;
  set_header (task, "Bearer", dp_secret_get_text (bearer));
  send_message (task);
}

void
dp_http_post_async (DpHttp              *self,
                    const char          *url,
                    GBytes              *form,
                    GBytes              *basic,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = prepare (self, "POST", url, cancellable, callback, user_data);
  Request *request = task != NULL ? g_task_get_task_data (task) : NULL;

  if (request == NULL)
    return;
  if (basic != NULL)
    {
      char *encoded = dp_base64_encode (g_bytes_get_data (basic, NULL), g_bytes_get_size (basic));

      set_header (task, "Basic", encoded);
      dp_secret_free_text (encoded);
    }
  soup_message_set_request_body_from_bytes (request->message,
                                            "application/x-www-form-urlencoded", form);
  send_message (task);
}

DpHttpReply *
dp_http_finish (DpHttp       *self,
                GAsyncResult *result,
                GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
dp_http_dispose (GObject *object)
{
  DpHttp *self = DP_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (dp_http_parent_class)->dispose (object);
}

static void
dp_http_finalize (GObject *object)
{
  g_clear_error (&DP_HTTP (object)->unusable);
  G_OBJECT_CLASS (dp_http_parent_class)->finalize (object);
}

static void
dp_http_class_init (DpHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dp_http_dispose;
  G_OBJECT_CLASS (klass)->finalize = dp_http_finalize;
}

static void
dp_http_init (DpHttp *self)
{
  g_autoptr (GProxyResolver) proxy = _dp_proxy_resolver_new (dp_env_get);
  g_autoptr (GTlsDatabase) authorities = _dp_http_authorities (dp_env_get ("SSL_CERT_FILE"),
                                                              &self->unusable);

  self->session = soup_session_new_with_options ("timeout", IDLE_SECONDS, "idle-timeout",
                                                 IDLE_SECONDS, "proxy-resolver", proxy,
                                                 "user-agent", "Daypass/" PACKAGE_VERSION, NULL);
  if (authorities != NULL)
    soup_session_set_tls_database (self->session, authorities);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
}

DpHttp *
dp_http_new (void)
{
  return g_object_new (DP_TYPE_HTTP, NULL);
}
