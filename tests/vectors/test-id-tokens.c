/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens of real providers, and test keys: what is published must be readable. */
#include <string.h>

#include "dp-claims.h"
#include "dp-jwk.h"
#include "dpt.h"

#define FOLDER "vectors/data/spec/"

static const struct
{
  const char *name;
  const char *issuer;
  const char *email; /* NULL: none */
  DpEmailState state;
} id_tokens[] = {
  { "aws_cognito_id_token_with_token_revocation_enabled",
    "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FqOCYEQAc", "", DP_EMAIL_VERIFIED },
  { "aws_cognito_id_token_without_token_revocation_enabled",
    "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FqOCYEQAc", "", DP_EMAIL_VERIFIED },
  { "authentik_key_bound_id_token", "http://localhost:9000/application/o/openpubkey-test/", "",
    DP_EMAIL_UNVERIFIED },
  { "authentik_key_bound_id_token_refreshed",
    "http://localhost:9000/application/o/openpubkey-test/", "", DP_EMAIL_UNVERIFIED },
  { "azure_id_token",
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "",
    DP_EMAIL_UNSTATED },
  { "azure_id_token_device_flow",
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "",
    DP_EMAIL_UNSTATED },
  { "azure_refreshed_id_token",
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "",
    DP_EMAIL_UNSTATED },
  { "forgejo_actions_id_token", "https://codeberg.org/api/actions", NULL, DP_EMAIL_UNSTATED },
  { "google_id_token", "https://accounts.google.com", "", DP_EMAIL_VERIFIED },
  { "google_id_token_device_flow", "https://accounts.google.com", "", DP_EMAIL_VERIFIED },
  { "google_id_token_device_flow_youtube", "https://accounts.google.com", "", DP_EMAIL_VERIFIED },
  { "google_refreshed_id_token", "https://accounts.google.com", "", DP_EMAIL_VERIFIED },
  { "hello_dev_id_token_device_flow", "https://issuer.hello.coop", "", DP_EMAIL_VERIFIED },
  { "hello_dev_key_bound_id_token", "https://issuer.hello.coop", "", DP_EMAIL_VERIFIED },
};

static void
test_id_tokens (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (id_tokens); i++)
    {
      g_autofree char *path = g_strconcat (FOLDER "idtoken_zoo/", id_tokens[i].name, ".json", NULL);
      json_t *file = dpt_load_json (path);
      json_t *payload = json_object_get (file, "payload");
      char *text = json_dumps (payload, 0);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpClaims) claims = dp_claims_parse ((const guint8 *) text, strlen (text), &error);

      g_test_message ("%s", id_tokens[i].name);
      g_assert_no_error (error);
      g_assert_cmpstr (dp_claims_get_issuer (claims), ==, id_tokens[i].issuer);
      g_assert_cmpint (dp_claims_get_email (claims) != NULL, ==, id_tokens[i].email != NULL);
      g_assert_cmpint (dp_claims_get_email_state (claims), ==, id_tokens[i].state);
      g_assert_true (dp_claims_has_audience (claims, dpt_json_text (payload, "aud")));
      g_assert_true (dp_claims_audience_is_string (claims));
      g_assert_cmpint (dp_claims_get_expires_at (claims), >, dp_claims_get_issued_at (claims));
      free (text);
      json_decref (file);
    }
}

static void
test_test_keys (void)
{
  static const char *const names[] = { "es256", "ed25519", "rsa_public" };
  json_t *file = dpt_load_json (FOLDER "test_keys.json");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      json_t *object = json_deep_copy (json_object_get (file, names[i]));
      char *text = json_dumps (object, 0);
      g_autoptr (DpJson) whole = dp_json_parse ((const guint8 *) text, strlen (text), NULL);
      g_autoptr (DpJson) public = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwk) jwk = NULL;

      if (json_object_get (object, "d") != NULL)
        {
          g_assert_null (dp_jwk_parse (whole, &error));
          dpt_assert_code (error, DP_ERROR_KEY_PRIVATE);
          g_clear_error (&error);
        }
      json_object_del (object, "d");
      free (text);
      text = json_dumps (object, 0);
      public = dp_json_parse ((const guint8 *) text, strlen (text), NULL);
      jwk = dp_jwk_parse (public, &error);
      g_assert_no_error (error);
      free (text);
      json_decref (object);
    }
  json_decref (file);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/id-tokens/id_tokens_of_providers", test_id_tokens);
  g_test_add_func ("/vectors/id-tokens/test_keys_without_their_private_part", test_test_keys);
  return g_test_run ();
}
