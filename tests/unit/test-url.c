/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-secret.h"
#include "dp-limits.h"
#include "dp-url.h"
#include "dpt.h"

static const char *const accepted[] = {
  "https://op.example",
  "https://op.example/",
  "https://op.example:8443/a/b?x=%20y",
  "http://localhost:3000/login-callback",
  "http://LOCALHOST:3000/",
  "http://127.0.0.1:9/",
  "http://127.1.2.3/",
  "http://[::1]:9/",
};

static const DptRefused refused[] = {
  { "http_elsewhere", "plain http to another computer", "http://op.example/", DP_ERROR_URL },
  { "http_that_looks_like_loopback", "a name that begins with localhost",
    "http://localhost.evil.example/", DP_ERROR_URL },
  { "http_short_loopback", "127.1 in the short form", "http://127.1/", DP_ERROR_URL },
  { "http_octal_loopback", "a number that some read as octal", "http://127.0.0.01/", DP_ERROR_URL },
  { "file", "a file of this computer", "file:///etc/passwd", DP_ERROR_URL },
  { "javascript", "a script", "javascript:alert(1)", DP_ERROR_URL },
  { "ssh", "a command for another program", "ssh://op.example/", DP_ERROR_URL },
  { "user", "a host that is a user name", "https://accounts.google.com@evil.example/",
    DP_ERROR_URL },
  { "password", "a user with a password", "https://a:b@op.example/", DP_ERROR_URL },
  { "fragment", "a fragment", "https://op.example/#x", DP_ERROR_URL },
  { "space", "a space", "https://op.example/a b", DP_ERROR_URL },
  { "newline", "a second line", "https://op.example/\nHost: x", DP_ERROR_URL },
  { "backslash", "a backslash that browsers read as a slash", "https://op.example\\@evil",
    DP_ERROR_URL },
  { "non_ascii", "a look-alike letter", "https://\xd0\xb0.example/", DP_ERROR_URL },
  { "escaped_host", "loopback for one reader, a name for another", "http://loc%61lhost/",
    DP_ERROR_URL },
  { "escaped_at", "a host that shows another one's name", "https://op.example%40evil.example/",
    DP_ERROR_URL },
  { "escaped_dot", "a name that goes on", "https://op.example%2eevil.example/", DP_ERROR_URL },
  { "escaped_before_query", "an escape behind which a query begins", "https://op%2eexample?x",
    DP_ERROR_URL },
  { "zone", "an address with a zone", "http://[::1%25lo]/", DP_ERROR_URL },
  { "no_host", "no host", "https:///a", DP_ERROR_URL },
  { "port_zero", "port 0", "https://op.example:0/", DP_ERROR_URL },
  { "port_too_large", "a port above 65535", "https://op.example:70000/", DP_ERROR_URL },
  { "empty", "nothing", "", DP_ERROR_URL },
  { "relative", "no scheme", "//op.example/", DP_ERROR_URL },
};

static void
test_accepted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!dp_url_check (accepted[i], &error))
        g_error ("%s: %s", accepted[i], error->message); /* nocheck: a test fails */
    }
}

static void
check_refused (const DptRefused *row,
               GError          **error)
{
  g_assert_false (dp_url_check (row->input, error));
}

static void
test_too_long (void)
{
  g_autofree char *path = g_strnfill (4096, 'a');
  g_autofree char *url = g_strconcat ("https://op.example/", path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (dp_url_check (url, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

static void
test_query (void)
{
  const char *pairs[] = { "a", "b c&d", "e", "", NULL };
  const struct
  {
    const char *url;
    const char *expected;
  } cases[] = {
    { "https://x/y", "https://x/y?a=b%20c%26d&e=" },
    { "https://x/y?k=v", "https://x/y?k=v&a=b%20c%26d&e=" },
    { "https://x/y?", "https://x/y?a=b%20c%26d&e=" },
    { "https://x/y?k=v&", "https://x/y?k=v&a=b%20c%26d&e=" },
  };
  g_autoptr (GBytes) form = dp_form_encode (pairs);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *built = dp_url_append_query (cases[i].url, pairs);

      g_assert_cmpstr (built, ==, cases[i].expected);
    }
  g_assert_cmpstr (dp_secret_get_text (form), ==, "a=b%20c%26d&e=");
}

static void
test_decode (void)
{
  static const char query[] = "a=1+2&b=%26%3D&c&d=";
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) pairs = dp_form_decode (query, strlen (query), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (pairs), ==, 4);
  g_assert_cmpstr (g_hash_table_lookup (pairs, "a"), ==, "1 2");
  g_assert_cmpstr (g_hash_table_lookup (pairs, "b"), ==, "&=");
  g_assert_cmpstr (g_hash_table_lookup (pairs, "c"), ==, "");
}

static const DptRefused refused_forms[] = {
  { "twice", "the second of two codes", "code=a&code=b", DP_ERROR_URL },
  { "twice_escaped", "the same name in another spelling", "code=a&c%6fde=b", DP_ERROR_URL },
  { "nul", "an end inside", "code=a%00b", DP_ERROR_URL },
  { "bad_utf8", "bytes that are no text", "code=%ff", DP_ERROR_URL },
  { "half_escape", "an escape without its end", "code=%4", DP_ERROR_URL },
  { "bare_percent", "a percent sign at the end", "code=%", DP_ERROR_URL },
  { "no_name", "a value without a name", "=a", DP_ERROR_URL },
  { "many", "thirty-three pairs",
    "a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u&v&w&x&y&z&aa&bb&cc&dd&ee&ff&gg", DP_ERROR_LIMIT },
};

static void
check_refused_form (const DptRefused *row,
                    GError          **error)
{
  g_assert_null (dp_form_decode (row->input, strlen (row->input), error));
}

static void
test_origins (void)
{
  const struct
  {
    const char *a;
    const char *b;
    gboolean    same;
  } cases[] = {
    { "https://x/a", "https://X:443/b", TRUE },
    { "https://x/a", "https://x:444/a", FALSE },
    { "https://x/a", "https://y/a", FALSE },
    { "https://localhost/", "http://localhost/", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUri) a = dp_url_parse (cases[i].a, NULL);
      g_autoptr (GUri) b = dp_url_parse (cases[i].b, NULL);

      g_assert_true (dp_url_same_origin (a, b) == cases[i].same);
    }
}

static void
test_authorities (void)
{
  static const char *const cases[][2] = {
    { "https://X.example/a", "x.example" },
    { "https://x.example:443/", "x.example" },
    { "https://x.example:8443/", "x.example:8443" },
    { "http://localhost:80/", "localhost" },
    { "http://127.0.0.1:3000/", "127.0.0.1:3000" },
    { "http://[::1]:3000/", "[::1]:3000" },
    { "http://[::1]/", "[::1]" },
    { "https://[2001:db8::A]/", "[2001:db8::a]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUri) uri = dp_url_parse (cases[i][0], NULL);
      g_autofree char *authority = NULL;

      g_test_message ("%s", cases[i][0]);
      g_assert_nonnull (uri);
      authority = dp_url_dup_authority (uri);
      g_assert_cmpstr (authority, ==, cases[i][1]);
    }
}

static void
test_escape (void)
{
  g_autofree char *escaped = dp_form_escape ("aZ09-._~ &=+%/\xc3\xb6\n");
  g_autofree char *nothing = dp_form_escape ("");

  g_assert_cmpstr (escaped, ==, "aZ09-._~%20%26%3D%2B%25%2F%C3%B6%0A");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_long_form (void)
{
  const gsize len = 1024 * 1024;
  g_autofree char *large = g_strnfill (len, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_form_decode (large, len, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

/* RFC 8252 section 7.3 */
static void
test_redirects (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
  } cases[] = {
    { "http://localhost:3000/login-callback", TRUE },
    { "http://127.0.0.1:1/", TRUE },
    { "http://[::1]:65535/cb", TRUE },
    { "http://localhost:0/cb", TRUE }, /* any port: the listener's to choose */
    { "https://localhost:3000/cb", FALSE },
    { "http://localhost/cb", FALSE },
    { "http://localhost:3000", FALSE },
    { "http://localhost:3000/cb?a=b", FALSE },
    { "http://localhost:3000/cb#a", FALSE },
    { "http://me@localhost:3000/cb", FALSE },
    { "http://localhost.evil.example:3000/cb", FALSE },
    { "http://10.0.0.1:3000/cb", FALSE },
    { "http://localhost:3000/c\"b", FALSE },
    { "http://localhost:3000/c b", FALSE },
    { "http://localhost:3000/cb\r\n", FALSE },
    { "http:///cb", FALSE },
    { "localhost:3000/cb", FALSE },
    { "", FALSE },
  };
  g_autofree char *path = g_strnfill (DP_URL_MAX, 'x');
  g_autofree char *large = g_strconcat ("http://localhost:3000/", path, NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUri) uri = dp_url_parse_redirect (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_true ((uri != NULL) == cases[i].good);
      if (uri == NULL)
        dpt_assert_code (error, DP_ERROR_REDIRECT_URI);
      g_clear_error (&error);
    }
  g_assert_null (dp_url_parse_redirect (large, &error));
  dpt_assert_code (error, DP_ERROR_REDIRECT_URI);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/oidc/url/takes_https_and_loopback", test_accepted);
  g_test_add_func ("/oidc/url/holds_its_ceiling", test_too_long);
  g_test_add_func ("/oidc/url/appends_escaped_pairs", test_query);
  g_test_add_func ("/oidc/url/compares_origins", test_origins);
  g_test_add_func ("/oidc/url/writes_authorities", test_authorities);
  g_test_add_func ("/oidc/form/escapes", test_escape);
  g_test_add_func ("/oidc/form/holds_its_ceiling", test_long_form);
  g_test_add_func ("/oidc/form/decodes", test_decode);
  dpt_add_refused ("/oidc/url/refuses", refused, check_refused);
  dpt_add_refused ("/oidc/form/refuses", refused_forms, check_refused_form);
  g_test_add_func ("/oidc/url/takes_redirects_to_this_computer", test_redirects);
  return g_test_run ();
}
