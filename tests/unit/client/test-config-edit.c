/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-client-config.h"
#include "dp-config-edit.h"
#include "dpt.h"

#define HEAD "# mine\ndefault_provider: a # the usual\n\nproviders:\n"
#define A "  - alias: a\n    issuer: https://a.example\n    client_id: c  # keep this\n"
#define B \
  "  # the second\n  - alias: b\n    issuer: https://b.example\n    client_id: d\n" \
  "    redirect_uris:\n      - http://localhost:1/cb\n      - http://localhost:2/cb\n"
#define TAIL "\nlater: {x: y} # ours\n"

static void
test_add (void)
{
  static const struct
  {
    const char *before;
    const char *after;
  } cases[] = {
    { HEAD A TAIL, HEAD A "  - alias: n\n    issuer: https://n.example\n    client_id: e\n" TAIL },
    { HEAD A, HEAD A "  - alias: n\n    issuer: https://n.example\n    client_id: e\n" },
    { "providers:\n- alias: a\n  issuer: https://a.example\n  client_id: c\nz: 1\n",
      "providers:\n- alias: a\n  issuer: https://a.example\n  client_id: c\n"
      "- alias: n\n  issuer: https://n.example\n  client_id: e\nz: 1\n" },
    { "", "providers:\n  - alias: n\n    issuer: https://n.example\n    client_id: e\n" },
    { "default_provider: n\nproviders: []\n",
      "default_provider: n\nproviders:\n  - alias: n\n    issuer: https://n.example\n"
      "    client_id: e\n" },
  };
  const DpProviderSpec spec = { .aliases = "n", .issuer = "https://n.example", .client_id = "e" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = dp_config_add_provider (cases[i].before, &spec, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, cases[i].after);
    }
}

/* Whatever a value is, it comes back as it was. */
static void
test_quotes (void)
{
  static const char *const values[] = { "plain", "12345", "true", "a: b", "a #b", "\"'\\", "~",
                                        "- x", "[a]", "a\tb", "ü", "*x", "&x", "!t", "%x", "@x",
                                        "yes", "end:", " lead", "trail " };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      const DpProviderSpec spec = { .aliases = "n", .issuer = "https://n.example",
                                    .client_id = "e", .client_secret = values[i] };
      g_autoptr (GError) error = NULL;
      g_autofree char *text = dp_config_add_provider ("", &spec, &error);
      g_autoptr (DpClientConfig) config = NULL;

      g_assert_no_error (error);
      config = dp_client_config_parse ((const guint8 *) text, strlen (text), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (
        dp_provider_get_secret (g_ptr_array_index (dp_client_config_get_providers (config), 0)),
        ==, values[i]);
    }
}

static void
test_remove (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = dp_config_remove_provider (HEAD A B TAIL, "a", &error);
  g_autofree char *second = dp_config_remove_provider (HEAD A B TAIL, "b", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, HEAD B TAIL);
  g_assert_nonnull (strstr (second, A));
  g_assert_null (strstr (second, "b.example"));
  g_assert_nonnull (strstr (second, "later: {x: y} # ours"));
}

static void
test_edit (void)
{
  const char *const uris[] = { "http://localhost:9/cb", NULL };
  const DpProviderSpec changes = { .client_id = "new", .scopes = "openid", .redirect_uris = uris };
  const DpProviderSpec rename = { .aliases = "z" };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dp_config_edit_provider (HEAD A B TAIL, "b", &changes, &error);
  g_autofree char *renamed = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, HEAD A));
  g_assert_nonnull (strstr (text, "    client_id: new\n"));
  g_assert_nonnull (strstr (text, "    scopes: openid\n"));
  g_assert_nonnull (strstr (text, "    redirect_uris: [http://localhost:9/cb]\n"));
  g_assert_null (strstr (text, "localhost:1"));
  g_assert_nonnull (strstr (text, "later: {x: y} # ours"));
  renamed = dp_config_edit_provider (HEAD A TAIL, "a", &rename, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (renamed, "  - alias: z\n    issuer: https://a.example\n"));
}

static void
test_refused (void)
{
  const DpProviderSpec bad = { .issuer = "http://n.example", .client_id = "e" };
  const DpProviderSpec evil = { .issuer = "http://evil.example" };
  const DpProviderSpec fine = { .aliases = "n", .issuer = "https://n.example", .client_id = "e" };
  const char *flow = "providers: [{alias: a, issuer: 'https://a.example', client_id: c}]\n";
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_config_add_provider ("", &bad, &error));
  dpt_assert_code (error, DP_ERROR_URL);
  g_clear_error (&error);
  g_assert_null (dp_config_edit_provider (HEAD A, "a", &evil, &error));
  dpt_assert_code (error, DP_ERROR_USAGE);
  g_assert_cmpstr (error->message, ==, "this change is not possible: issuer: http is for this "
                   "computer only; use https");
  g_clear_error (&error);
  g_assert_null (dp_config_remove_provider (HEAD A, "nope", &error));
  dpt_assert_code (error, DP_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_null (dp_config_remove_provider (flow, "a", &error));
  dpt_assert_code (error, DP_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_null (dp_config_add_provider (flow, &fine, &error));
  dpt_assert_code (error, DP_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_null (dp_config_add_provider ("providers: {\n", &fine, &error));
  dpt_assert_code (error, DP_ERROR_CONFIG);
}

/* Two with one name: neither can be chosen. A file in which they are can be mended. */
static void
test_names (void)
{
  const DpProviderSpec again = { .aliases = "n a", .issuer = "https://n.example",
                                 .client_id = "e" };
  const DpProviderSpec rename = { .aliases = "b" };
  const DpProviderSpec apart = { .aliases = "c" };
  g_autoptr (GError) error = NULL;
  g_autofree char *mended = NULL;

  g_assert_null (dp_config_add_provider (HEAD A, &again, &error));
  dpt_assert_code (error, DP_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_null (dp_config_edit_provider (HEAD A B, "a", &rename, &error));
  dpt_assert_code (error, DP_ERROR_USAGE);
  g_clear_error (&error);
  mended = dp_config_edit_provider (HEAD A A, "a", &apart, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (mended, "alias: c"));
}

/* To the parser each is a line more: one too far was read, or the wrong provider changed. */
static void
test_line_ends (void)
{
  static const char *const odd[] = { "\r", "\r\r\r\r\r\r\r\r\r", "\xc2\x85", "\xe2\x80\xa8",
                                     "\xe2\x80\xa9" };
  const DpProviderSpec fine = { .aliases = "n", .issuer = "https://n.example", .client_id = "e" };
  g_autoptr (GError) error = NULL;
  g_autofree char *crlf = NULL;
  g_autofree char *removed = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *text = g_strconcat ("default_provider:", odd[i], " a\n", "providers:\n" A B,
                                           NULL);

      g_assert_null (dp_config_add_provider (text, &fine, &error));
      dpt_assert_code (error, DP_ERROR_CONFIG);
      g_clear_error (&error);
      g_assert_null (dp_config_remove_provider (text, "a", &error));
      dpt_assert_code (error, DP_ERROR_CONFIG);
      g_clear_error (&error);
    }
  /* Windows' are whole newlines */
  crlf = dp_config_add_provider ("providers:\r\n  - alias: a\r\n    client_id: c\r\n"
                                 "    issuer: https://a.example\r\n", &fine, &error);
  g_assert_no_error (error);
  removed = dp_config_remove_provider (crlf, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (removed, ==, "providers:\r\n  - alias: n\n    issuer: https://n.example\n"
                   "    client_id: e\n");
}

/* A dash that is not the list's: what would go is not one provider. */
static void
test_counts (void)
{
  g_autoptr (GError) error = NULL;
  const char *text = "providers:\n  -\n    - x\n";
  const DpProviderSpec fine = { .aliases = "n", .issuer = "https://n.example", .client_id = "e" };

  g_assert_null (dp_config_add_provider (text, &fine, &error));
  dpt_assert_code (error, DP_ERROR_CONFIG);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/login/config-edit/adds_behind_the_last", test_add);
  g_test_add_func ("/login/config-edit/quotes_what_needs_it", test_quotes);
  g_test_add_func ("/login/config-edit/removes_one_block", test_remove);
  g_test_add_func ("/login/config-edit/changes_one_block", test_edit);
  g_test_add_func ("/login/config-edit/refuses_what_it_cannot_do", test_refused);
  g_test_add_func ("/login/config-edit/refuses_a_name_that_is_taken", test_names);
  g_test_add_func ("/login/config-edit/refuses_odd_line_ends", test_line_ends);
  g_test_add_func ("/login/config-edit/counts_what_is_left", test_counts);
  return g_test_run ();
}
