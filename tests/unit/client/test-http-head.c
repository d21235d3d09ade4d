/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-http-head.h"
#include "dp-secret.h"
#include "dpt.h"

#define HOST "Host: localhost:3000\r\n"

static DpHttpHead *
parse (const char *text,
       GError    **error)
{
  return dp_http_head_parse ((const guint8 *) text, strlen (text), error);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpHttpHead) head = parse ("GET /cb?a=b&c HTTP/1.1\r\nhOsT:  localhost:3000 \r\n"
                                       "Cookie: a=1; b=2\r\nCookie: c=3\r\n\r\n", &error);
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (dp_http_head_get_method (head), ==, "GET");
  g_assert_cmpstr (dp_http_head_get_path (head), ==, "/cb");
  g_assert_cmpstr (dp_http_head_get_query (head), ==, "a=b&c");
  g_assert_cmpstr (dp_http_head_get_host (head), ==, "localhost:3000");
  b = dp_http_head_dup_cookie (head, "b");
  c = dp_http_head_dup_cookie (head, "c");
  g_assert_cmpstr (b, ==, "2");
  g_assert_cmpstr (c, ==, "3");
  g_assert_null (dp_http_head_dup_cookie (head, "d"));
  {
    g_autoptr (GBytes) right = dp_secret_new_text (b);
    g_autoptr (GBytes) wrong = dp_secret_new_text ("other");

    g_assert_true (dp_http_head_has_cookie (head, "b", right));
    g_assert_false (dp_http_head_has_cookie (head, "b", wrong));
    g_assert_false (dp_http_head_has_cookie (head, "d", right));
  }
}

static void
test_doubled_cookie (void)
{
  g_autoptr (DpHttpHead) head = parse ("GET / HTTP/1.1\r\n" HOST "Cookie: a=1; a=2\r\n\r\n", NULL);

  g_assert_null (dp_http_head_dup_cookie (head, "a"));
}

static const DptRefused refused[] = {
  { "no_end", "ends inside", "GET / HTTP/1.1\r\n" HOST, DP_ERROR_HTTP },
  { "bare_newlines", "lines that end otherwise", "GET / HTTP/1.1\nHost: x\n\n", DP_ERROR_HTTP },
  { "absolute_target", "a proxy's request", "GET http://localhost:3000/ HTTP/1.1\r\n" HOST "\r\n",
    DP_ERROR_HTTP },
  { "relative_target", "no path", "GET cb HTTP/1.1\r\n" HOST "\r\n", DP_ERROR_HTTP },
  { "fragment", "a fragment", "GET /a#b HTTP/1.1\r\n" HOST "\r\n", DP_ERROR_HTTP },
  { "three_spaces", "a target with a space", "GET /a b HTTP/1.1\r\n" HOST "\r\n", DP_ERROR_HTTP },
  { "http2", "another version", "GET / HTTP/2\r\n" HOST "\r\n", DP_ERROR_HTTP },
  { "two_hosts", "two hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", DP_ERROR_HTTP },
  { "folded_line", "a line that goes on", "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n",
    DP_ERROR_HTTP },
  { "space_before_colon", "a name with a space", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    DP_ERROR_HTTP },
  { "no_colon", "a line without a colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", DP_ERROR_HTTP },
  { "control_character", "an escape sequence", "GET / HTTP/1.1\r\n" HOST "X: a\033b\r\n\r\n",
    DP_ERROR_HTTP },
  { "chunked_body", "a body", "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
    DP_ERROR_HTTP },
  { "body", "a body", "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n", DP_ERROR_HTTP },
  { "second_request", "another request behind", "GET / HTTP/1.1\r\n" HOST "\r\nGET /b\r\n\r\n",
    DP_ERROR_HTTP },
  { "empty", "nothing", "", DP_ERROR_HTTP },
};

static void
check_refused (const DptRefused *row,
               GError          **error)
{
  g_assert_null (parse (row->input, error));
}

static void
test_ceilings (void)
{
  g_autofree char *long_value = g_strnfill (DP_HTTP_HEAD_MAX, 'a');
  g_autofree char *large = g_strdup_printf ("GET / HTTP/1.1\r\nX: %s\r\n\r\n", long_value);
  g_autoptr (GString) many = g_string_new ("GET / HTTP/1.1\r\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (large, &error));
  dpt_assert_code (error, DP_ERROR_HTTP);
  g_clear_error (&error);
  for (guint i = 0; i < 101; i++)
    g_string_append (many, "X: a\r\n");
  g_string_append (many, "\r\n");
  g_assert_null (parse (many->str, &error));
  dpt_assert_code (error, DP_ERROR_HTTP);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/net/http-head/reads_a_request", test_good);
  g_test_add_func ("/net/http-head/gives_no_cookie_that_is_there_twice", test_doubled_cookie);
  g_test_add_func ("/net/http-head/holds_its_ceilings", test_ceilings);
  dpt_add_refused ("/net/http-head/refuses", refused, check_refused);
  return g_test_run ();
}
