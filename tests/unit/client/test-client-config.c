/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "dp-client-config.h"
#include "dpt.h"

static DpClientConfig *
parse (const char *text,
       GError    **error)
{
  return dp_client_config_parse ((const guint8 *) text, strlen (text), error);
}

static void
test_all_members (void)
{
  static const char text[] =
    "# a comment\n"
    "default_provider: WEBCHOOSER\n"
    "later: [1, 2]\n"
    "providers:\n"
    "- alias: \"a  b\"\n"
    "  issuer: https://op.example/x\n"
    "  client_id: 12345\n"
    "  client_secret: 's: #1'\n"
    "  scopes: openid groups\n"
    "  access_type: online\n"
    "  prompt: \"\"\n"
    "  redirect_uris:\n"
    "  - http://127.0.0.1:9999/cb\n"
    "  remote_redirect_uri: https://forward.example/cb\n"
    "  send_access_token: true\n"
    "  colour: red\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (DpClientConfig) config = parse (text, &error);
  DpProvider *provider;

  g_assert_no_error (error);
  provider = g_ptr_array_index (dp_client_config_get_providers (config), 0);
  g_assert_cmpstr (dp_client_config_get_default (config), ==, "WEBCHOOSER");
  g_assert_true (dp_provider_has_alias (provider, "a"));
  g_assert_true (dp_provider_has_alias (provider, "b"));
  g_assert_cmpstr (dp_provider_get_client_id (provider), ==, "12345");
  g_assert_cmpstr (dp_provider_get_secret (provider), ==, "s: #1");
  g_assert_cmpstr (dp_provider_get_scopes (provider), ==, "openid groups");
  g_assert_cmpstr (dp_provider_get_access_type (provider), ==, "online");
  g_assert_cmpstr (dp_provider_get_prompt (provider), ==, "");
  g_assert_cmpstr (dp_provider_get_redirect_uris (provider)[0], ==, "http://127.0.0.1:9999/cb");
  g_assert_cmpstr (dp_provider_get_remote_redirect_uri (provider), ==,
                   "https://forward.example/cb");
  g_assert_true (dp_provider_get_send_access_token (provider));
  g_assert_cmpstr (dp_client_config_get_unknown (config)[0], ==, "later");
  g_assert_cmpstr (dp_client_config_get_unknown (config)[1], ==, "colour");
}

static void
test_empty (void)
{
  static const char *const texts[] = { "", "# nothing\n", "providers:\n", "default_provider: x\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpClientConfig) config = parse (texts[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (dp_client_config_get_providers (config)->len, ==, 0);
    }
}

#define ONE "providers:\n  - issuer: https://op.example\n    client_id: c\n"

/* Each message names the place, as "line L, column C". */
static const struct
{
  const char *name;
  const char *text;
  const char *place;
} refused[] = {
  { "providers_is_a_map", "providers:\n  a: b\n", "line 2, column 3" },
  { "provider_is_text", "providers:\n  - x\n", "line 2, column 5" },
  { "f062_http_issuer", "providers:\n  - issuer: http://op.example\n    client_id: c\n",
    "line 2, column 5" },
  { "f063_no_client_id", "providers:\n  - issuer: https://op.example\n", "line 2, column 5" },
  { "redirects_are_text", ONE "    redirect_uris: http://localhost:1/\n", "line 4, column 20" },
  { "f043_redirect_elsewhere", ONE "    redirect_uris: ['http://evil.example:3000/']\n",
    "line 2, column 5" },
  { "send_access_token_is_a_word", ONE "    send_access_token: maybe\n", "line 4, column 24" },
  { "send_access_token_is_quoted", ONE "    send_access_token: 'true'\n", "line 4, column 24" },
  { "scopes_are_a_list", ONE "    scopes: [openid]\n", "line 4, column 13" },
  { "key_twice", ONE "    client_id: d\n", "line 4, column 5" },
  { "anchor", "providers: &a []\n", "line 1" },
  { "second_document", "providers:\n---\nproviders:\n", "line" },
  { "bad_indent", "providers:\n  - issuer: x\n   client_id: c\n", "line 3" },
  { "top_is_a_list", "- a\n", "line 1, column 1" },
  { "tab", "providers:\n\t- issuer: x\n", "line 2" },
};

static void
test_refused (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (refused[row].text, &error));
  dpt_assert_code (error, DP_ERROR_CONFIG);
  if (strstr (error->message, refused[row].place) == NULL)
    {
      g_test_message ("%s: expected %s", error->message, refused[row].place);
      g_test_fail ();
    }
}

static void
test_default_text (void)
{
  const char *text = dp_client_config_default_text ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DpClientConfig) config = parse (text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dp_client_config_get_default (config), ==, "webchooser");
  g_assert_cmpuint (dp_client_config_get_providers (config)->len, ==, 4);
  g_assert_null (dp_client_config_get_unknown (config)[0]);
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;
  gboolean missing;
  g_autoptr (DpClientConfig) config = dp_client_config_load ("/nonexistent/config.yml", &missing,
                                                             &error);

  g_assert_no_error (error);
  g_assert_true (missing);
  g_assert_cmpuint (dp_client_config_get_providers (config)->len, ==, 4);
}

/* Whatever the name leads to, no more of it is read than may be; a pipe is as good as a file. */
static void
test_odd_files (void)
{
  static const struct
  {
    const char *path;
    DpError     code;
  } cases[] = { { "/dev/zero", DP_ERROR_LIMIT }, { "/", DP_ERROR_FILE } };
  g_autofree char *path = NULL;
  gboolean missing;
  int ends[2];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dp_client_config_load (cases[i].path, &missing, &error));
      g_assert_false (missing);
      dpt_assert_code (error, cases[i].code);
      g_assert_true (g_str_has_prefix (error->message, cases[i].path));
    }
  g_assert_cmpint (pipe (ends), ==, 0);
  path = g_strdup_printf ("/dev/fd/%d", ends[0]);
  g_assert_cmpint (write (ends[1], "default_provider: x\n", 20), ==, 20);
  close (ends[1]);
  {
    g_autoptr (DpClientConfig) config = dp_client_config_load (path, &missing, NULL);

    g_assert_cmpstr (dp_client_config_get_default (config), ==, "x");
  }
  close (ends[0]);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/login/client-config/f061_to_f070_reads_every_member", test_all_members);
  g_test_add_func ("/login/client-config/takes_nothing", test_empty);
  g_test_add_func ("/login/client-config/f016_has_opkssh_s_text", test_default_text);
  g_test_add_func ("/login/client-config/f071_goes_without_a_file", test_missing_file);
  g_test_add_func ("/login/client-config/reads_no_more_than_may_be", test_odd_files);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/login/client-config/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refused);
    }
  return g_test_run ();
}
