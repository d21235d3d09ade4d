/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-secret.h"
#include "dp-token-response.h"
#include "dpt.h"

static DpTokenResponse *
parse (guint       status,
       const char *text,
       GError    **error)
{
  return dp_token_response_parse (status, (const guint8 *) text, strlen (text), error);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpTokenResponse) answer = parse (
    200, "{\"access_token\":\"a\",\"id_token\":\"i\",\"refresh_token\":\"r\",\"expires_in\":3600,"
         "\"token_type\":\"Bearer\",\"scope\":\"openid\"}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dp_secret_get_text (dp_token_response_get_access_token (answer)), ==, "a");
  g_assert_cmpstr (dp_secret_get_text (dp_token_response_get_id_token (answer)), ==, "i");
  g_assert_cmpstr (dp_secret_get_text (dp_token_response_get_refresh_token (answer)), ==, "r");
  g_assert_cmpint (dp_token_response_get_expires_in (answer), ==, 3600);
}

/* What some providers do: no refresh, "expires_in" as text or negative. */
static void
test_lenient (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"id_token\":null,\"expires_in\":\"3600\"}",
    "{\"id_token\":\"\",\"expires_in\":-5}",
    "{\"expires_in\":1.5}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpTokenResponse) answer = parse (200, texts[i], &error);

      g_assert_no_error (error);
      g_assert_null (dp_token_response_get_id_token (answer));
      g_assert_cmpint (dp_token_response_get_expires_in (answer), ==, 0);
    }
}

static const struct
{
  const char *name;
  guint       status;
  const char *body;
  DpError     code;
} refused[] = {
  { "invalid_grant", 400, "{\"error\":\"invalid_grant\"}", DP_ERROR_GRANT },
  { "invalid_client", 401, "{\"error\":\"invalid_client\",\"error_description\":\"no\"}",
    DP_ERROR_PROVIDER },
  { "redirect_uri_mismatch", 400, "{\"error\":\"redirect_uri_mismatch\"}",
    DP_ERROR_REDIRECT_URI },
  { "error_with_200", 200, "{\"error\":\"invalid_grant\",\"id_token\":\"i\"}", DP_ERROR_GRANT },
  { "html_with_500", 500, "<html>", DP_ERROR_HTTP },
  { "empty_with_400", 400, "", DP_ERROR_HTTP },
  { "error_of_another_type", 400, "{\"error\":[\"invalid_grant\"]}", DP_ERROR_HTTP },
  { "html_with_200", 200, "<html>", DP_ERROR_JSON_SYNTAX },
  { "id_token_twice", 200, "{\"id_token\":\"a\",\"id_token\":\"b\"}", DP_ERROR_JSON_SYNTAX },
  { "id_token_is_a_number", 200, "{\"id_token\":5}", DP_ERROR_JSON_TYPE },
  { "refresh_token_is_a_list", 200, "{\"refresh_token\":[]}", DP_ERROR_JSON_TYPE },
};

static void
test_refused (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (refused[row].status, refused[row].body, &error));
  dpt_assert_code (error, refused[row].code);
}

/* A description that is not text is left out, the error stays. */
static void
test_odd_description (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (400, "{\"error\":\"invalid_grant\",\"error_description\":5}", &error));
  dpt_assert_code (error, DP_ERROR_GRANT);
  dp_token_response_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/oidc/token-response/reads_tokens", test_good);
  g_test_add_func ("/oidc/token-response/takes_less_than_everything", test_lenient);
  g_test_add_func ("/oidc/token-response/goes_without_an_odd_description", test_odd_description);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/oidc/token-response/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refused);
    }
  return g_test_run ();
}
