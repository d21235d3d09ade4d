/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-proxy-private.h"
#include "dpt.h"

static const struct
{
  const char *list;
  const char *host;
  guint16     port;
  gboolean    excluded;
} cases[] = {
  { "*", "op.example", 443, TRUE },
  { "", "op.example", 443, FALSE },
  { "op.example", "op.example", 443, TRUE },
  { "op.example", "OP.example", 443, TRUE },
  { "op.example", "a.op.example", 443, TRUE },
  { "op.example", "xop.example", 443, FALSE },
  { ".op.example", "a.op.example", 443, TRUE },
  { ".op.example", "op.example", 443, FALSE },
  { "*.op.example", "a.op.example", 443, TRUE },
  { "x, op.example", "op.example", 443, TRUE },
  { "op.example:8443", "op.example", 443, FALSE },
  { "op.example:8443", "op.example", 8443, TRUE },
  { "10.0.0.0/8", "10.1.2.3", 443, TRUE },
  { "10.0.0.0/8", "11.1.2.3", 443, FALSE },
  { "10.1.2.3", "10.1.2.3", 443, TRUE },
  { "fd00::/8", "fd00::1", 443, TRUE },
};

static void
test_no_proxy (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (_dp_proxy_is_excluded (cases[i].list, cases[i].host, cases[i].port) != cases[i].excluded)
      {
        g_test_message ("%s, %s", cases[i].list, cases[i].host);
        g_test_fail ();
      }
}

static const char *
get_variables (const char *name)
{
  if (g_str_equal (name, "HTTPS_PROXY"))
    return "proxy.example:3128";
  if (g_str_equal (name, "http_proxy"))
    return "http://plain.example:8080";
  return g_str_equal (name, "NO_PROXY") ? "inside.example" : NULL;
}

static void
test_lookup (void)
{
  static const struct
  {
    const char *url;
    const char *proxy;
  } lookups[] = {
    { "https://op.example/", "http://proxy.example:3128" },
    { "http://op.example/", "http://plain.example:8080" },
    { "https://inside.example/", "direct://" },
    { "https://localhost:8443/", "direct://" },
    { "http://127.0.0.1:80/", "direct://" },
    { "https://[::1]/", "direct://" },
  };
  g_autoptr (GProxyResolver) resolver = _dp_proxy_resolver_new (get_variables);

  for (gsize i = 0; i < G_N_ELEMENTS (lookups); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) found = g_proxy_resolver_lookup (resolver, lookups[i].url, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (found[0], ==, lookups[i].proxy);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/net/proxy/f046_honours_no_proxy_as_go_does", test_no_proxy);
  g_test_add_func ("/net/proxy/f046_honours_the_variables", test_lookup);
  return g_test_run ();
}
