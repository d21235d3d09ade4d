/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dp-listener.h"
#include "dp-pages.h"
#include "dpt-http.h"
#include "dpt.h"

static const char *const any_port[] = { "http://localhost:0/cb", NULL };

typedef struct
{
  DpListener *listener;
  guint       asked;
} Fixture;

static void
serve_cb (DpListener       *listener,
          const DpHttpHead *head,
          DpExchange       *exchange,
          gpointer          user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) page = dp_pages_used (dp_pages_default_words ());

  fixture->asked++;
  if (g_str_equal (dp_http_head_get_path (head), "/cb"))
    dp_exchange_redirect (exchange, 303, "/done", "a=b");
  else
    dp_exchange_answer_page (exchange, 200, page);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->listener = dp_listener_new (any_port, &error);
  g_assert_no_error (error);
  dp_listener_start (fixture->listener, serve_cb, fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  dp_listener_stop (fixture->listener);
  while (dp_listener_get_busy (fixture->listener))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->listener);
}

/* %s in @format is the bound authority. */
static DptAnswer *
ask (Fixture    *fixture,
     gboolean    ipv6,
     const char *format)
{
  g_autofree char *authority = g_strdup_printf ("localhost:%u",
                                                dp_listener_get_port (fixture->listener));
  g_auto (GStrv) parts = g_strsplit (format, "%s", -1);
  g_autofree char *request = g_strjoinv (authority, parts);

  return dpt_http_raw (dp_listener_get_port (fixture->listener), ipv6, request);
}

static void
test_both_families (Fixture      *fixture,
                    gconstpointer data)
{
  for (guint ipv6 = 0; ipv6 < 2; ipv6++)
    {
      g_autoptr (DptAnswer) answer = ask (fixture, ipv6 != 0,
                                          "GET /cb HTTP/1.1\r\nHost: %s\r\n\r\n");

      g_assert_cmpuint (answer->status, ==, 303);
      g_assert_cmpstr (answer->location, ==, "/done");
      g_assert_nonnull (strstr (answer->head, "Set-Cookie: a=b; HttpOnly; SameSite=Lax; Path=/"));
    }
  g_assert_cmpuint (fixture->asked, ==, 2);
}

static void
test_headers (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const lines[] = {
    "Cache-Control: no-store", "Referrer-Policy: no-referrer",
    "Content-Security-Policy: default-src 'none'; ", "frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff", "Connection: close",
  };
  static const char *const requests[] = {
    "GET /cb HTTP/1.1\r\nHost: %s\r\n\r\n",
    "GET /page HTTP/1.1\r\nHost: %s\r\n\r\n",
    "GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "nonsense\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (DptAnswer) answer = ask (fixture, FALSE, requests[i]);

      for (gsize j = 0; j < G_N_ELEMENTS (lines); j++)
        g_assert_nonnull (strstr (answer->head, lines[j]));
    }
}

/* What is refused before any handler sees it. */
static const struct
{
  const char *name;
  const char *request;
  guint       status;
} refused[] = {
  { "s14_another_host", "GET /cb HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
  { "s14_rebound_host", "GET /cb HTTP/1.1\r\nHost: evil.example:3000\r\n\r\n", 421 },
  { "s14_address_as_host", "GET /cb HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421 },
  { "s14_host_without_port", "GET /cb HTTP/1.1\r\nHost: localhost\r\n\r\n", 421 },
  { "s14_host_with_more", "GET /cb HTTP/1.1\r\nHost: %s.evil.example\r\n\r\n", 421 },
  { "s14_no_host", "GET /cb HTTP/1.1\r\n\r\n", 421 },
  { "s14_post", "POST /cb HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n", 405 },
  { "s14_head", "HEAD /cb HTTP/1.1\r\nHost: %s\r\n\r\n", 405 },
  { "s14_options", "OPTIONS /cb HTTP/1.1\r\nHost: %s\r\nOrigin: https://evil.example\r\n\r\n",
    405 },
  { "body", "POST /cb HTTP/1.1\r\nHost: %s\r\nContent-Length: 5\r\n\r\n", 400 },
  { "two_hosts", "GET /cb HTTP/1.1\r\nHost: %s\r\nHost: %s\r\n\r\n", 400 },
  { "absolute_form", "GET http://%s/cb HTTP/1.1\r\nHost: %s\r\n\r\n", 400 },
  { "not_http", "\x16\x03\x01\r\n\r\n", 400 },
};

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (DptAnswer) answer = ask (fixture, FALSE, refused[row].request);

  g_assert_cmpuint (answer->status, ==, refused[row].status);
  g_assert_cmpuint (fixture->asked, ==, 0);
}

static void
test_endless_head (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *rest = g_strnfill (DP_HTTP_HEAD_MAX, 'a');
  g_autofree char *request = g_strconcat ("GET /cb HTTP/1.1\r\nX: ", rest, NULL);
  g_autoptr (DptAnswer) answer = ask (fixture, FALSE, request);

  g_assert_cmpuint (answer->status, ==, 431);
}

static void
test_slow (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (DptAnswer) answer = ask (fixture, FALSE, "GET /cb HTTP/1.1\r\n");

  g_assert_cmpuint (answer->status, ==, 0);
  g_assert_cmpint (answer->usec, >, 4 * G_USEC_PER_SEC);
  g_assert_cmpint (answer->usec, <, 8 * G_USEC_PER_SEC);
}

static void
test_crowd (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (DptAnswer) ninth = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  for (guint i = 0; i < 8; i++)
    {
      GSocketConnection *connection = g_socket_client_connect_to_host (
        client, "127.0.0.1", dp_listener_get_port (fixture->listener), NULL, NULL);

      g_assert_nonnull (connection);
      g_ptr_array_add (idle, connection);
    }
  ninth = ask (fixture, FALSE, "GET /cb HTTP/1.1\r\nHost: %s\r\n\r\n");
  g_assert_cmpuint (ninth->status, ==, 0);
  g_ptr_array_set_size (idle, 0);
}

/* Takes every descriptor that the process may have; the last is -1. */
static GArray *
take_descriptors (struct rlimit *before)
{
  struct rlimit few = { 0 };
  GArray *taken = g_array_new (FALSE, FALSE, sizeof (int));
  int fd;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, before), ==, 0);
  few.rlim_cur = 64;
  few.rlim_max = before->rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
  while ((fd = open ("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
    g_array_append_val (taken, fd);
  return taken;
}

static void
give_back (GArray              *taken,
           const struct rlimit *before)
{
  for (guint i = 0; i < taken->len; i++)
    close (g_array_index (taken, int, i));
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, before), ==, 0);
  g_array_unref (taken);
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* It neither spins nor forgets who waits. */
static void
test_no_descriptor (Fixture      *fixture,
                    gconstpointer data)
{
  static const char request[] = "GET /cb HTTP/1.1\r\nHost: localhost:%u\r\n\r\n";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) waits = NULL;
  g_autofree char *text = g_strdup_printf (request, dp_listener_get_port (fixture->listener));
  struct rlimit before;
  GArray *taken;
  gboolean over = FALSE;
  guint turns = 0;

  g_socket_client_set_enable_proxy (client, FALSE);
  waits = g_socket_client_connect_to_host (client, "127.0.0.1",
                                           dp_listener_get_port (fixture->listener), NULL, NULL);
  g_assert_nonnull (waits);
  taken = take_descriptors (&before);
  g_timeout_add (350, over_cb, &over);
  for (; !over; turns++)
    g_main_context_iteration (NULL, TRUE);
  give_back (taken, &before);
  g_assert_cmpuint (turns, <, 50);
  g_assert_cmpuint (fixture->asked, ==, 0);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (waits)),
                                            text, strlen (text), NULL, NULL, NULL));
  /* valgrind counts descriptors itself, and closes a connection that was one too many */
  if (g_getenv ("DPT_LIMITS_ARE_EMULATED") != NULL)
    dpt_answer_free (ask (fixture, FALSE, "GET /cb HTTP/1.1\r\nHost: %s\r\n\r\n"));
  while (fixture->asked == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_ports (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpListener) first = dp_listener_new (any_port, &error);
  g_autofree char *taken = g_strdup (dp_listener_get_redirect_uri (first));
  g_autoptr (GSocket) v6 = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM,
                                         G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GSocketAddress) anywhere = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autofree char *half = NULL;
  g_autoptr (DpListener) second = NULL;

  g_assert_true (g_socket_bind (v6, anywhere, FALSE, NULL) && g_socket_listen (v6, NULL));
  bound = g_socket_get_local_address (v6, NULL);
  half = g_strdup_printf ("http://localhost:%u/cb",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  {
    const char *const uris[] = { taken, half, any_port[0], NULL };
    const char *const busy[] = { taken, half, NULL };

    second = dp_listener_new (uris, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (dp_listener_get_redirect_uri (second), !=, taken);
    g_assert_cmpstr (dp_listener_get_redirect_uri (second), !=, half);
    g_assert_null (dp_listener_new (busy, &error));
    dpt_assert_code (error, DP_ERROR_PORTS_TAKEN);
  }
}

static const DptRefused refused_uris[] = {
  { "f043_elsewhere", "listens for others", "http://0.0.0.0:3000/cb", DP_ERROR_REDIRECT_URI },
  { "f043_a_host", "has a name of the network", "http://host.example:3000/cb",
    DP_ERROR_REDIRECT_URI },
  { "https", "has a scheme that we do not speak", "https://localhost:3000/cb",
    DP_ERROR_REDIRECT_URI },
  { "no_port", "has no port", "http://localhost/cb", DP_ERROR_REDIRECT_URI },
  { "query", "has a query of its own", "http://localhost:3000/cb?a=b", DP_ERROR_REDIRECT_URI },
  { "no_path", "has no path", "http://localhost:3000", DP_ERROR_REDIRECT_URI },
};

static void
check_refused_uri (const DptRefused *row,
                   GError          **error)
{
  const char *const uris[] = { row->input, NULL };

  g_assert_null (dp_listener_new (uris, error));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/net/listener/s14_binds_both_loopback_addresses", test_both_families);
  ADD ("/net/listener/s14_sends_strict_headers_always", test_headers);
  ADD ("/net/listener/s14_ends_an_endless_head", test_endless_head);
  ADD ("/net/listener/s14_ends_a_slow_head", test_slow);
  ADD ("/net/listener/s14_serves_eight_at_once", test_crowd);
  ADD ("/net/listener/waits_for_a_descriptor_without_spinning", test_no_descriptor);
#undef ADD
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/net/listener/refuses/", refused[i].name, NULL);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_refused, tear_down);
    }
  g_test_add_func ("/net/listener/f042_takes_the_next_port", test_ports);
  dpt_add_refused ("/net/listener/refuses_uri", refused_uris, check_refused_uri);
  return g_test_run ();
}
