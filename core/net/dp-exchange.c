/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <string.h>

#include "dp-listener-private.h"
#include "dp-pages.h"
#include "dp-secret.h"

/* One connection: a head is read, one answer is written, closed. */

#define READ_SECONDS 5
#define WRITE_SECONDS 5

struct _DpExchange
{
  DpListener        *listener;
  GSocketConnection *connection;
  GCancellable      *limit; /* of the step that runs */
  GCancellable      *stop;
  gulong             stop_id;
  GSource           *deadline;
  guint8             head[DP_HTTP_HEAD_MAX];
  gsize              got;
  GBytes            *answer;
};

static const struct
{
  guint       status;
  const char *reason;
} reasons[] = {
  { 200, "OK" },
  { 303, "See Other" },
  { 400, "Bad Request" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 405, "Method Not Allowed" },
  { 408, "Request Timeout" },
  { 410, "Gone" },
  { 421, "Misdirected Request" },
  { 431, "Request Header Fields Too Large" },
  { 503, "Service Unavailable" },
};

static void read_more (DpExchange *self);

static void
clear_deadline (DpExchange *self)
{
  if (self->deadline == NULL)
    return;
  g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

static void
unfollow_stop (DpExchange *self)
{
  if (self->stop == NULL)
    return;
  g_cancellable_disconnect (self->stop, self->stop_id);
  g_clear_object (&self->stop);
}

static void
exchange_free (DpExchange *self)
{
  clear_deadline (self);
  unfollow_stop (self);
  (void) g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  _dp_listener_closed (self->listener);
  g_clear_object (&self->connection);
  g_clear_object (&self->listener);
  g_clear_object (&self->limit);
  g_clear_pointer (&self->answer, g_bytes_unref);
  dp_secret_wipe (self->head, sizeof self->head);
  g_free (self);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (DpExchange *self,
              guint       seconds)
{
  clear_deadline (self);
  g_clear_object (&self->limit);
  self->limit = g_cancellable_new ();
  self->deadline = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->deadline, deadline_cb, g_object_ref (self->limit), g_object_unref);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

static const char *
reason_of (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].status == status)
      return reasons[i].reason;
  return "Error";
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  DpExchange *self = user_data;

  /* The browser may have gone away: nothing to tell anybody. */
  (void) g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  (void) g_socket_shutdown (g_socket_connection_get_socket (self->connection), FALSE, TRUE, NULL);
  exchange_free (self);
}

/* @headers: whole lines, each with its end; @body may be %NULL. */
static void
answer (DpExchange *self,
        guint       status,
        const char *headers,
        GBytes     *body)
{
  gsize body_len = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &body_len) : "";
  GString *out = g_string_new (NULL);
  gsize len;

  g_string_append_printf (out, "HTTP/1.1 %u %s\r\n", status, reason_of (status));
  g_string_append_printf (out, "Content-Length: %" G_GSIZE_FORMAT "\r\n", body_len);
  g_string_append_printf (out, "Content-Security-Policy: %s\r\n", dp_pages_get_policy ());
  g_string_append (out, "Connection: close\r\n"
                        "Cache-Control: no-store\r\n"
                        "Referrer-Policy: no-referrer\r\n"
                        "X-Content-Type-Options: nosniff\r\n"
                        "X-Frame-Options: DENY\r\n"
                        "Cross-Origin-Opener-Policy: same-origin\r\n"
                        "Cross-Origin-Resource-Policy: same-origin\r\n");
  g_string_append (out, headers);
  g_string_append (out, "\r\n");
  g_string_append_len (out, text, (gssize) body_len);
  len = out->len;
  self->answer = dp_secret_new_take ((guint8 *) g_string_free (out, FALSE), len);
  unfollow_stop (self);
  set_deadline (self, WRITE_SECONDS);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   g_bytes_get_data (self->answer, NULL), len, G_PRIORITY_DEFAULT,
                                   self->limit, written_cb, self);
}

void
dp_exchange_answer_page (DpExchange *self,
                         guint       status,
                         GBytes     *page)
{
  answer (self, status, "Content-Type: text/html; charset=utf-8\r\n", page);
}

void
dp_exchange_redirect (DpExchange *self,
                      guint       status,
                      const char *location,
                      const char *cookie)
{
  g_autofree char *set = NULL;
  g_autofree char *headers = NULL;

  if (cookie != NULL)
    set = g_strdup_printf ("Set-Cookie: %s; HttpOnly; SameSite=Lax; Path=/\r\n", cookie);
  headers = g_strdup_printf ("Location: %s\r\n%s", location, set != NULL ? set : "");
  answer (self, status, headers, NULL);
}

void
dp_exchange_refuse (DpExchange *self,
                    guint       status)
{
  g_autofree char *text = g_strdup_printf ("%u %s\n", status, reason_of (status));
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  answer (self, status, status == 405 ? "Content-Type: text/plain\r\nAllow: GET\r\n"
                                      : "Content-Type: text/plain\r\n", body);
}

static void
dispatch (DpExchange *self,
          gsize       head_len)
{
  g_autoptr (DpHttpHead) head = dp_http_head_parse (self->head, head_len, NULL);

  clear_deadline (self);
  if (head == NULL)
    dp_exchange_refuse (self, 400);
  else
    _dp_listener_dispatch (self->listener, head, self);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DpExchange *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  const char *end;

  if (n <= 0)
    {
      exchange_free (self); /* closed, too slow, or the listener stopped */
      return;
    }
  self->got += (gsize) n;
  end = g_strstr_len ((const char *) self->head, (gssize) self->got, "\r\n\r\n");
  if (end != NULL)
    dispatch (self, (gsize) (end - (const char *) self->head) + 4);
  else if (self->got == sizeof self->head)
    dp_exchange_refuse (self, 431);
  else
    read_more (self);
}

static void
read_more (DpExchange *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->head + self->got, sizeof self->head - self->got,
                             G_PRIORITY_DEFAULT, self->limit, read_cb, self);
}

static void
stopped_cb (GCancellable *cancellable,
            gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

void
_dp_exchange_start (DpListener        *listener,
                    GSocketConnection *connection,
                    GCancellable      *stop)
{
  DpExchange *self = g_new0 (DpExchange, 1);

  self->listener = g_object_ref (listener);
  self->connection = g_object_ref (connection);
  _dp_listener_opened (listener);
  set_deadline (self, READ_SECONDS);
  self->stop = g_object_ref (stop);
  self->stop_id = g_cancellable_connect (stop, G_CALLBACK (stopped_cb),
                                         g_object_ref (self->limit), g_object_unref);
  read_more (self);
}
