/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpb-origin.h"

static const char callback[] = "http://localhost:3000/login-callback";

static void
test_hosts (void)
{
  static const struct { const char *url, *host; } cases[] = {
    { "https://sso.corp.example/login?x=1", "sso.corp.example" },
    { "https://user:secret@evil.example/", "evil.example" },
    { "https://google.com@evil.example/", "evil.example" },
    { "https://bücher.example/", "xn--bcher-kva.example" },
    { "https://[::1]:3000/", "::1" },
    { "about:blank", "" },
    { "not an address", "" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = dpb_origin_host (cases[i].url);

      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

static void
test_callback (void)
{
  static const struct { const char *url; gboolean is; } cases[] = {
    { "http://localhost:3000/login-callback", TRUE },
    { "http://localhost:3000/login-callback?code=a&state=b", TRUE },
    { "http://localhost:3000/login-callback2", FALSE },
    { "http://localhost:30000/login-callback", FALSE },
    { "http://localhost.evil.example:3000/login-callback", FALSE },
    { "http://x@localhost:3000/login-callback", FALSE },
    { "https://localhost:3000/login-callback", FALSE },
    { "https://evil.example/?http://localhost:3000/login-callback", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (dpb_origin_is_callback (cases[i].url, callback), ==, cases[i].is);
}

static void
test_may_load (void)
{
  static const struct { const char *url; gboolean may; } cases[] = {
    { "https://sso.corp.example/", TRUE },
    { "http://localhost:3000/", TRUE },
    { "http://127.0.0.1:4593/api/oidc", TRUE },
    { "http://[::1]:3000/", TRUE },
    { "about:blank", TRUE },
    { "http://sso.corp.example/", FALSE },
    { "http://localhost.evil.example/", FALSE },
    { "file:///etc/passwd", FALSE },
    { "data:text/html,hello", FALSE },
    { "javascript:alert(1)", FALSE },
    { "about:config", FALSE },
    { "mailto:a@b.example", FALSE },
    { "ftp://a.example/", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (dpb_origin_may_load (cases[i].url), ==, cases[i].may);
}

static void
test_refusal (void)
{
  g_assert_cmpstr (dpb_origin_refusal ("https://accounts.google.com/o/oauth2/auth"), ==,
                   "embedded-refused");
  g_assert_cmpstr (dpb_origin_refusal ("https://ACCOUNTS.google.com/"), ==, "embedded-refused");
  g_assert_null (dpb_origin_refusal ("https://accounts.google.com.evil.example/"));
  g_assert_null (dpb_origin_refusal ("https://gitlab.com/"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/browser/origin/shows_the_real_host", test_hosts);
  g_test_add_func ("/browser/origin/knows_the_callback_only", test_callback);
  g_test_add_func ("/browser/origin/refuses_other_schemes_and_plain_http", test_may_load);
  g_test_add_func ("/browser/origin/google_goes_to_the_system_browser", test_refusal);
  return g_test_run ();
}
