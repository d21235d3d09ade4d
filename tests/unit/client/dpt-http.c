/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-http.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  guint16     port;
  gboolean    ipv6;
  const char *request;
  GString    *answer;
  gboolean    done;
} Talk;

void
dpt_answer_free (DptAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->head);
  g_free (self->location);
  g_free (self->cookie);
  g_free (self->body);
  g_free (self);
}

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
talk_thread (gpointer user_data)
{
  Talk *talk = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  char chunk[4096];
  gssize n;

  g_socket_client_set_timeout (client, 20);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, talk->ipv6 ? "::1" : "127.0.0.1",
                                                talk->port, NULL, NULL);
  if (connection != NULL
      && g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                    talk->request, strlen (talk->request), NULL, NULL, NULL))
    while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                     chunk, sizeof chunk, NULL, NULL)) > 0)
      g_string_append_len (talk->answer, chunk, n);
  g_main_context_invoke (NULL, wake_cb, &talk->done);
  return NULL;
}

void
dpt_run_until (const gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

static char *
dup_header (const char *head,
            const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  gsize len = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, len) == 0 && lines[i][len] == ':')
      return g_strdup (g_strstrip (lines[i] + len + 1));
  return NULL;
}

static DptAnswer *
read_answer (const char *text)
{
  DptAnswer *self = g_new0 (DptAnswer, 1);
  const char *end = strstr (text, "\r\n\r\n");
  char *semicolon;

  if (end == NULL || !g_str_has_prefix (text, "HTTP/1.1 "))
    return self;
  self->status = (guint) g_ascii_strtoull (text + strlen ("HTTP/1.1 "), NULL, 10);
  self->head = g_strndup (text, (gsize) (end - text));
  self->body = g_strdup (end + 4);
  self->location = dup_header (self->head, "Location");
  self->cookie = dup_header (self->head, "Set-Cookie");
  semicolon = self->cookie != NULL ? strchr (self->cookie, ';') : NULL;
  if (semicolon != NULL)
    *semicolon = '\0';
  return self;
}

DptAnswer *
dpt_http_raw (guint16     port,
              gboolean    ipv6,
              const char *request)
{
  Talk talk = { .port = port, .ipv6 = ipv6, .request = request };
  gint64 start = g_get_monotonic_time ();
  GThread *thread;
  DptAnswer *answer;

  talk.answer = g_string_new (NULL);
  thread = g_thread_new ("talk", talk_thread, &talk);
  dpt_run_until (&talk.done);
  g_thread_join (thread);
  answer = read_answer (talk.answer->str);
  answer->usec = g_get_monotonic_time () - start;
  g_string_free (talk.answer, TRUE);
  return answer;
}

DptAnswer *
dpt_http_get (const char *url,
              const char *cookie,
              const char *host)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED,
                                     NULL);
  g_autofree char *authority = NULL;
  g_autofree char *request = NULL;

  g_assert_nonnull (uri);
  authority = g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  request = g_strdup_printf ("GET %s%s%s HTTP/1.1\r\nHost: %s\r\n%s%s%s"
                             "Connection: close\r\n\r\n",
                             g_uri_get_path (uri), g_uri_get_query (uri) != NULL ? "?" : "",
                             g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "",
                             host != NULL ? host : authority, cookie != NULL ? "Cookie: " : "",
                             cookie != NULL ? cookie : "", cookie != NULL ? "\r\n" : "");
  return dpt_http_raw ((guint16) g_uri_get_port (uri), FALSE, request);
}

void
dpt_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL
                                                                     : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      dpt_remove_tree (child);
    }
  g_remove (path);
}
