/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-provider.h"
#include "dpt.h"

static const struct
{
  const char    *issuer;
  const char    *aliases;
  const char    *client_id;
  DpProviderKind kind;
  const char    *name;
} kinds[] = {
  { "https://accounts.google.com", "x", "c", DP_PROVIDER_GOOGLE, "google" },
  { "https://accounts.google.com.evil.example", "x", "c", DP_PROVIDER_OTHER,
    "accounts.google.com.evil.example" },
  { "https://login.microsoftonline.com/tenant/v2.0", "x", "c", DP_PROVIDER_MICROSOFT, "azure" },
  { "https://login.microsoftonline.com.evil.example/", "x", "c", DP_PROVIDER_OTHER,
    "login.microsoftonline.com.evil.example" },
  { "https://gitlab.com", "x", "c", DP_PROVIDER_GITLAB, "gitlab" },
  { "https://gitlab.com/", "x", "c", DP_PROVIDER_GITLAB, "gitlab" },
  { "https://gitlab.com/sub", "x", "c", DP_PROVIDER_OTHER, "gitlab.com" },
  { "https://gitlab.example", "x", "c", DP_PROVIDER_OTHER, "gitlab.example" },
  { "https://issuer.hello.coop", "x", "c", DP_PROVIDER_HELLO, "hello" },
  { "https://token.actions.githubusercontent.com", "github", "unused", DP_PROVIDER_GITHUB_ACTIONS,
    "github" },
  { "https://forge.example/api/actions", "forgejo", "unused", DP_PROVIDER_FORGEJO_ACTIONS,
    "forgejo" },
  { "https://forge.example/api/actions", "forgejo", "mine", DP_PROVIDER_OTHER, "forge.example" },
  { "https://gitlab.com", "gitlab-ci", "unused", DP_PROVIDER_GITLAB_CI, "gitlab-ci" },
  { "http://localhost:4593/api/oidc", "x", "c", DP_PROVIDER_OTHER, "localhost:4593" },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      DpProviderSpec spec = {
        .aliases = kinds[i].aliases,
        .issuer = kinds[i].issuer,
        .client_id = kinds[i].client_id,
      };
      g_autoptr (GError) error = NULL;
      g_autoptr (DpProvider) provider = dp_provider_new (&spec, &error);

      g_assert_no_error (error);
      g_assert_cmpint (dp_provider_get_kind (provider), ==, kinds[i].kind);
      g_assert_cmpstr (dp_provider_get_name (provider), ==, kinds[i].name);
    }
}

static void
test_builtin (void)
{
  g_autoptr (GPtrArray) providers = dp_provider_builtin ();
  DpProvider *google = g_ptr_array_index (providers, 0);
  DpProvider *microsoft = g_ptr_array_index (providers, 1);

  g_assert_cmpuint (providers->len, ==, 4);
  g_assert_true (dp_provider_has_alias (google, "google"));
  g_assert_cmpstr (dp_provider_get_secret (google), ==, "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");
  g_assert_true (dp_provider_has_alias (microsoft, "azure"));
  g_assert_true (dp_provider_has_alias (microsoft, "microsoft"));
  for (guint i = 0; i < providers->len; i++)
    {
      DpProvider *provider = g_ptr_array_index (providers, i);

      g_assert_cmpstr (dp_provider_get_access_type (provider), ==, "offline");
      g_assert_cmpstr (dp_provider_get_prompt (provider), ==, "consent");
      g_assert_cmpstr (dp_provider_get_redirect_uris (provider)[0], ==,
                       "http://localhost:3000/login-callback");
      g_assert_cmpstr (dp_provider_get_redirect_uris (provider)[2], ==,
                       "http://localhost:11110/login-callback");
    }
}

static void
test_defaults (void)
{
  DpProviderSpec spec = { .issuer = "https://op.example", .client_id = "c" };
  DpProviderSpec empty = { .issuer = "https://gitlab.com", .client_id = "c", .scopes = "",
                           .client_secret = "s", .prompt = "", .access_type = "" };
  g_autoptr (DpProvider) absent = dp_provider_new (&spec, NULL);
  g_autoptr (DpProvider) blank = dp_provider_new (&empty, NULL);

  g_assert_cmpstr (dp_provider_get_scopes (absent), ==, "openid profile email");
  g_assert_cmpstr (dp_provider_get_prompt (absent), ==, "consent");
  g_assert_cmpstr (dp_provider_get_scopes (blank), ==, "openid email");
  g_assert_cmpstr (dp_provider_get_prompt (blank), ==, "");
  g_assert_cmpstr (dp_provider_get_access_type (blank), ==, "");
  g_assert_null (dp_provider_get_secret (blank)); /* never sent to gitlab.com */
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpProvider) two = dp_provider_parse ("https://op.example,c", FALSE, &error);
  g_autoptr (DpProvider) all = dp_provider_parse ("a,https://op.example,c,s,openid groups,more",
                                                  TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dp_provider_get_scopes (two), ==, "openid email");
  g_assert_true (dp_provider_has_alias (all, "a"));
  g_assert_cmpstr (dp_provider_get_secret (all), ==, "s");
  g_assert_cmpstr (dp_provider_get_scopes (all), ==, "openid groups");
}

static const DptRefused refused[] = {
  { "one_field", "has no client id", "https://op.example", DP_ERROR_USAGE },
  { "empty_client_id", "has an empty client id", "https://op.example,", DP_ERROR_USAGE },
  { "empty", "is empty", "", DP_ERROR_USAGE },
  { "f013_google_without_secret", "would not work at Google", "https://accounts.google.com,c",
    DP_ERROR_USAGE },
  { "f013_google_with_an_empty_secret", "would not work at Google",
    "https://accounts.google.com,c,", DP_ERROR_USAGE },
  { "f062_http_issuer", "is not https", "http://op.example,c", DP_ERROR_URL },
  { "file_issuer", "is a file", "file:///etc/passwd,c", DP_ERROR_URL },
};

static void
check_refused (const DptRefused *row,
               GError          **error)
{
  g_assert_null (dp_provider_parse (row->input, FALSE, error));
}

static const DptRefused refused_redirects[] = {
  { "f043_elsewhere", "has the code sent to another computer", "http://evil.example:3000/cb",
    DP_ERROR_REDIRECT_URI },
  { "f043_looks_like_loopback", "begins like localhost", "http://localhost.evil.example:3000/cb",
    DP_ERROR_REDIRECT_URI },
  { "f043_https", "cannot be listened to", "https://localhost:3000/cb", DP_ERROR_REDIRECT_URI },
  { "f043_no_port", "has no port", "http://localhost/cb", DP_ERROR_REDIRECT_URI },
  { "f043_no_address", "is no address", "localhost:3000", DP_ERROR_REDIRECT_URI },
  { "f043_any_port", "is registered nowhere", "http://localhost:0/cb", DP_ERROR_REDIRECT_URI },
  { "f043_query", "has a query, which the answer replaces", "http://localhost:3000/cb?x=1",
    DP_ERROR_REDIRECT_URI },
  { "f043_fragment", "has a fragment", "http://localhost:3000/cb#x", DP_ERROR_REDIRECT_URI },
  { "f043_user", "has a user", "http://me@localhost:3000/cb", DP_ERROR_REDIRECT_URI },
  { "f043_no_path", "has no path", "http://localhost:3000", DP_ERROR_REDIRECT_URI },
  { "f043_line_end", "would end a header line", "http://localhost:3000/cb\r\nX: y",
    DP_ERROR_REDIRECT_URI },
};

static void
check_refused_redirect (const DptRefused *row,
                        GError          **error)
{
  const char *const uris[] = { "http://localhost:3000/cb", row->input, NULL };
  DpProviderSpec spec = { .issuer = "https://op.example", .client_id = "c",
                          .redirect_uris = uris };

  g_assert_null (dp_provider_new (&spec, error));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/login/provider/knows_kinds_by_whole_hosts", test_kinds);
  g_test_add_func ("/login/provider/f071_has_opkssh_s_four", test_builtin);
  g_test_add_func ("/login/provider/f065_f066_f067_has_opkssh_s_defaults", test_defaults);
  g_test_add_func ("/login/provider/f012_reads_the_short_form", test_parse);
  dpt_add_refused ("/login/provider/refuses", refused, check_refused);
  dpt_add_refused ("/login/provider/refuses_redirect", refused_redirects, check_refused_redirect);
  return g_test_run ();
}
