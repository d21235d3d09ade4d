/* SPDX-License-Identifier: Apache-2.0 */
#include <libsoup/soup.h>
#include <string.h>

#include "dp-http.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dpt-http.h"
#include "dpt.h"

static SoupServer *server;
static char *base;
static guint n_posts;

static void
serve_cb (SoupServer        *self,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  static char large[DP_JSON_MAX + 1];
  static const char *const redirects[][2] = {
    { "/once", "/good" },         { "/twice", "/once" },
    { "/thrice", "/twice" },      { "/four-times", "/thrice" },
    { "/loop", "/loop" },         { "/away", "https://evil.example/" },
    { "/file", "file:///etc/passwd" }, { "/nowhere", "http://[" },
  };

  if (soup_server_message_get_method (message) == SOUP_METHOD_POST)
    n_posts++;
  for (gsize i = 0; i < G_N_ELEMENTS (redirects); i++)
    if (g_str_equal (path, redirects[i][0]))
      {
        soup_server_message_set_status (message, 302, NULL);
        soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                      "Location", redirects[i][1]);
        return;
      }
  soup_server_message_set_status (message, g_str_equal (path, "/missing") ? 404 : 200, NULL);
  if (g_str_equal (path, "/large"))
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, large,
                                      sizeof large);
  else if (g_str_equal (path, "/headers"))
    {
      SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
      const char *authorization = soup_message_headers_get_one (headers, "Authorization");
      const char *said = authorization != NULL ? authorization : "none";

      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, said,
                                        strlen (said));
    }
  else if (!g_str_equal (path, "/silent"))
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
  else
    soup_server_message_pause (message);
}

typedef struct
{
  gboolean     done;
  DpHttpReply *reply;
  GError      *error;
} Waiting;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Waiting *waiting = user_data;

  waiting->reply = dp_http_finish (DP_HTTP (source), result, &waiting->error);
  waiting->done = TRUE;
}

static DpHttpReply *
get (const char *path,
     GError    **error)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autofree char *url = g_strconcat (base, path, NULL);
  Waiting waiting = { FALSE, NULL, NULL };

  dp_http_get_async (http, url, NULL, done_cb, &waiting);
  dpt_run_until (&waiting.done);
  if (waiting.reply == NULL)
    g_propagate_error (error, waiting.error);
  return waiting.reply;
}

static void
test_get (void)
{
  static const struct
  {
    const char *path;
    guint       status;
  } cases[] = { { "/good", 200 }, { "/missing", 404 }, { "/once", 200 }, { "/thrice", 200 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpHttpReply) reply = get (cases[i].path, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (dp_http_reply_get_status (reply), ==, cases[i].status);
      dpt_assert_bytes (dp_http_reply_get_body (reply), "{}");
      g_assert_cmpint (ABS (dp_http_reply_get_arrived (reply) - dp_http_reply_get_date (reply)),
                       <=, 2);
    }
}

static const DptRefused refused[] = {
  { "four_redirects", "sends us around", "/four-times", DP_ERROR_HTTP },
  { "redirect_loop", "sends us around for ever", "/loop", DP_ERROR_HTTP },
  { "redirect_to_another_host", "sends us to somebody else", "/away", DP_ERROR_HTTP },
  { "redirect_to_a_file", "has us read a file", "/file", DP_ERROR_HTTP },
  { "redirect_to_nonsense", "has us parse nonsense", "/nowhere", DP_ERROR_HTTP },
  { "large_body", "fills our memory", "/large", DP_ERROR_LIMIT },
};

static void
check_refused (const DptRefused *row,
               GError          **error)
{
  g_assert_null (get (row->input, error));
}

static void
test_unreachable (void)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  static const struct
  {
    const char *url;
    DpError     code;
  } cases[] = {
    { "http://127.0.0.1:1/", DP_ERROR_UNREACHABLE },
    { "http://evil.example/", DP_ERROR_URL },
    { "file:///etc/passwd", DP_ERROR_URL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Waiting waiting = { FALSE, NULL, NULL };

      dp_http_get_async (http, cases[i].url, NULL, done_cb, &waiting);
      dpt_run_until (&waiting.done);
      g_assert_null (waiting.reply);
      dpt_assert_code (waiting.error, cases[i].code);
      g_error_free (waiting.error);
    }
}

/* A POST carries codes and tokens: it goes where it was sent, or nowhere. */
static void
test_post_redirect (void)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autofree char *url = g_strconcat (base, "/once", NULL);
  g_autoptr (GBytes) form = dp_secret_new_text ("code=abc");
  Waiting waiting = { FALSE, NULL, NULL };

  n_posts = 0;
  dp_http_post_async (http, url, form, NULL, NULL, done_cb, &waiting);
  dpt_run_until (&waiting.done);
  g_assert_null (waiting.reply);
  dpt_assert_code (waiting.error, DP_ERROR_HTTP);
  g_error_free (waiting.error);
  g_assert_cmpuint (n_posts, ==, 1);
}

static void
test_authorization (void)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autofree char *url = g_strconcat (base, "/headers", NULL);
  g_autoptr (GBytes) form = dp_secret_new_text ("a=b");
  g_autoptr (GBytes) basic = dp_secret_new_text ("id:secret");
  g_autoptr (GBytes) bearer = dp_secret_new_text ("token");
  Waiting posted = { FALSE, NULL, NULL };
  Waiting got = { FALSE, NULL, NULL };

  dp_http_post_async (http, url, form, basic, NULL, done_cb, &posted);
  dpt_run_until (&posted.done);
  dpt_assert_bytes (dp_http_reply_get_body (posted.reply), "Basic aWQ6c2VjcmV0");
  dp_http_reply_free (posted.reply);
  dp_http_get_bearer_async (http, url, bearer, NULL, done_cb, &got);
  dpt_run_until (&got.done);
  dpt_assert_bytes (dp_http_reply_get_body (got.reply), "Bearer token");
  dp_http_reply_free (got.reply);
}

static void
test_cancel (void)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autofree char *url = g_strconcat (base, "/silent", NULL);
  g_autoptr (GCancellable) cancel = g_cancellable_new ();
  Waiting waiting = { FALSE, NULL, NULL };

  dp_http_get_async (http, url, cancel, done_cb, &waiting);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancel);
  dpt_run_until (&waiting.done);
  dpt_assert_code (waiting.error, DP_ERROR_CANCELLED);
  g_error_free (waiting.error);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  int code;

  dpt_init (&argc, &argv);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, serve_cb, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_test_add_func ("/net/http/gets_within_one_host", test_get);
  g_test_add_func ("/net/http/tells_what_it_cannot_reach", test_unreachable);
  g_test_add_func ("/net/http/s13_does_not_follow_with_a_code", test_post_redirect);
  g_test_add_func ("/net/http/sends_basic_and_bearer", test_authorization);
  g_test_add_func ("/net/http/can_be_cancelled", test_cancel);
  dpt_add_refused ("/net/http/refuses", refused, check_refused);
  code = g_test_run ();
  soup_server_disconnect (server);
  g_object_unref (server);
  g_free (base);
  return code;
}
