/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-ci.h"
#include "dpt.h"

static const char *request_url;
static gboolean with_token;

static const char *
get (const char *name)
{
  if (g_str_equal (name, "ACTIONS_ID_TOKEN_REQUEST_URL"))
    return request_url;
  return g_str_equal (name, "ACTIONS_ID_TOKEN_REQUEST_TOKEN") && with_token ? "t" : NULL;
}

static const struct
{
  const char *url;
  const char *issuer; /* NULL: nothing is found */
} cases[] = {
  { "https://x.actions.githubusercontent.com/a?b=c",
    "https://token.actions.githubusercontent.com" },
  { "https://actions.githubusercontent.com/a", "https://token.actions.githubusercontent.com" },
  { "https://evilactions.githubusercontent.com/a", NULL },
  { "https://actions.githubusercontent.com.evil.example/a", NULL },
  { "https://forge.example:8443/sub/api/actions/x?y",
    "https://forge.example:8443/sub/api/actions" },
  { "https://forge.example/api/actionsx/", NULL },
  { "http://forge.example/api/actions/x", NULL },
  { "nonsense", NULL },
};

static void
test_detect (void)
{
  with_token = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = NULL;

      request_url = cases[i].url;
      found = dp_ci_detect (get);
      g_assert_cmpuint (found->len, ==, cases[i].issuer != NULL);
      if (found->len > 0)
        g_assert_cmpstr (dp_provider_get_issuer (g_ptr_array_index (found, 0)), ==,
                         cases[i].issuer);
    }
}

static void
test_needs_both (void)
{
  g_autoptr (GPtrArray) found = NULL;

  with_token = FALSE;
  request_url = cases[0].url;
  found = dp_ci_detect (get);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_explain (void)
{
  g_assert_nonnull (dp_ci_explain ("github"));
  g_assert_nonnull (dp_ci_explain ("codeberg"));
  g_assert_nonnull (dp_ci_explain ("gitlab-ci"));
  g_assert_null (dp_ci_explain ("google"));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/login/ci/f052_finds_actions_by_the_whole_host", test_detect);
  g_test_add_func ("/login/ci/f052_needs_address_and_token", test_needs_both);
  g_test_add_func ("/login/ci/f054_explains_itself", test_explain);
  return g_test_run ();
}
