/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-auth-request.h"
#include "dp-callback.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dpt.h"

#define ISSUER "https://op.example"
#define STATE "the-state"
#define REDIRECT "http://localhost:3000/login-callback"

static DpMetadata *
metadata_new (gboolean sends_iss)
{
  g_autofree char *text = g_strdup_printf (
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/a?x=1\","
    "\"token_endpoint\":\"https://op.example/t\",\"jwks_uri\":\"https://op.example/j\","
    "\"authorization_response_iss_parameter_supported\":%s}", sends_iss ? "true" : "false");
  g_autoptr (GError) error = NULL;
  DpMetadata *metadata = dp_metadata_parse ((const guint8 *) text, strlen (text), ISSUER, &error);

  g_assert_no_error (error);
  return metadata;
}

static GBytes *
take (const char *query,
      gboolean    sends_iss,
      GError    **error)
{
  g_autoptr (DpMetadata) metadata = metadata_new (sends_iss);
  g_autoptr (DpCallback) callback = dp_callback_parse (query, strlen (query), error);

  return callback != NULL ? dp_callback_take_code (callback, STATE, metadata, error) : NULL;
}

static void
test_good (void)
{
  static const struct
  {
    const char *query;
    gboolean    sends_iss;
  } cases[] = {
    { "code=abc&state=" STATE, FALSE },
    { "state=" STATE "&code=abc&session_state=x&scope=openid+email", FALSE },
    { "code=abc&state=" STATE "&iss=https%3A%2F%2Fop.example", FALSE },
    { "code=abc&state=" STATE "&iss=https%3A%2F%2Fop.example", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) code = take (cases[i].query, cases[i].sends_iss, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (dp_secret_get_text (code), ==, "abc");
    }
}

static const DptRefused refused[] = {
  { "wrong_state", "is the answer of another sign-in", "code=abc&state=other", DP_ERROR_STATE },
  { "start_of_the_state", "guesses a part", "code=abc&state=the-stat", DP_ERROR_STATE },
  { "no_state", "has no state", "code=abc", DP_ERROR_STATE },
  { "two_states", "has the right state and another", "code=a&state=x&state=" STATE, DP_ERROR_URL },
  { "two_codes", "has two codes", "code=a&code=b&state=" STATE, DP_ERROR_URL },
  { "mix_up", "comes from another provider (RFC 9207)",
    "code=abc&state=" STATE "&iss=https%3A%2F%2Fevil.example", DP_ERROR_ISSUER_MISMATCH },
  { "mix_up_slash", "comes from almost the same provider",
    "code=abc&state=" STATE "&iss=https%3A%2F%2Fop.example%2F", DP_ERROR_ISSUER_MISMATCH },
  { "mix_up_before_the_error", "reports the error of another provider",
    "error=access_denied&state=" STATE "&iss=https%3A%2F%2Fevil.example",
    DP_ERROR_ISSUER_MISMATCH },
  { "error_with_a_wrong_state", "ends the sign-in of somebody else",
    "error=access_denied&state=other", DP_ERROR_STATE },
  { "denied", "is the person's no", "error=access_denied&error_description=No&state=" STATE,
    DP_ERROR_ACCESS_DENIED },
  { "server_error", "is the provider's no", "error=server_error&state=" STATE, DP_ERROR_PROVIDER },
  { "code_and_error", "has a code beside the error", "error=server_error&code=a&state=" STATE,
    DP_ERROR_PROVIDER },
  { "empty_code", "has an empty code", "code=&state=" STATE, DP_ERROR_PROVIDER },
  { "neither", "has neither code nor error", "state=" STATE, DP_ERROR_PROVIDER },
  { "empty", "is empty", "", DP_ERROR_STATE },
};

static void
check_refused (const DptRefused *row,
               GError          **error)
{
  g_assert_null (take (row->input, FALSE, error));
}

static void
test_missing_issuer (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (take ("code=abc&state=" STATE, TRUE, &error));
  dpt_assert_code (error, DP_ERROR_ISSUER_MISMATCH);
}

static void
test_words_are_printable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (take ("error=server_error&error_description=%1b%5b2Jx%E2%80%AE&state=" STATE,
                       FALSE, &error));
  g_assert_null (strchr (error->message, '\033'));
  g_assert_null (strstr (error->message, "\xe2\x80\xae"));
  g_assert_nonnull (strstr (error->message, "\\x1b"));
}

static void
test_pasted (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
  } cases[] = {
    { REDIRECT "?code=abc&state=" STATE, TRUE },
    { "  " REDIRECT "?code=abc&state=" STATE "#top \n", TRUE },
    { "\t\n" REDIRECT "?code=abc&state=" STATE " \r\n ", TRUE },
    { REDIRECT "/?code=abc&state=" STATE, FALSE },
    { "http://localhost:3001/login-callback?code=abc&state=" STATE, FALSE },
    { "https://evil.example/?code=abc&state=" STATE, FALSE },
    { "code=abc&state=" STATE, FALSE },
    { REDIRECT, FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpCallback) callback = dp_callback_parse_pasted (cases[i].text, REDIRECT, &error);

      g_assert_true ((callback != NULL) == cases[i].good);
      if (callback != NULL)
        g_assert_true (dp_callback_has_state (callback, STATE));
      else
        dpt_assert_code (error, DP_ERROR_URL);
    }
}

/* RFC 7636 appendix B */
static void
test_pkce (void)
{
  g_autofree char *challenge = dp_pkce_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_request (void)
{
  g_autoptr (DpMetadata) metadata = metadata_new (FALSE);
  DpAuthRequest request = {
    .client_id = "me & you",
    .redirect_uri = REDIRECT,
    .scope = "openid email",
    .state = STATE,
    .nonce = "the-commitment",
    .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    .prompt = "",
    .access_type = "offline",
  };
  g_autofree char *url = dp_auth_request_build (metadata, &request);

  g_assert_cmpstr (url, ==,
                   "https://op.example/a?x=1&response_type=code&client_id=me%20%26%20you"
                   "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Flogin-callback"
                   "&scope=openid%20email&state=the-state&nonce=the-commitment&prompt="
                   "&access_type=offline"
                   "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
                   "&code_challenge_method=S256");
}

static void
test_flow_secret (void)
{
  static const guint8 random[DP_FLOW_RANDOM_LEN] = { 0xff, 0xff, 0xff };
  g_autoptr (GBytes) secret = dp_flow_secret_new (random);

  g_assert_cmpstr (g_bytes_get_data (secret, NULL), ==,
                   "____AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  g_assert_cmpuint (g_bytes_get_size (secret), ==, 43);
}

/* What a person pastes may be a whole page. */
static void
test_pasted_too_much (void)
{
  static const char address[] = REDIRECT "?code=c&state=" STATE;
  g_autofree char *spaces = g_strnfill (DP_PASTED_MAX - strlen (address), ' ');
  g_autofree char *most = g_strconcat (spaces, address, NULL);
  g_autofree char *text = g_strconcat (" ", most, NULL);
  g_autoptr (DpCallback) good = NULL;
  g_autoptr (GError) error = NULL;

  good = dp_callback_parse_pasted (most, REDIRECT, &error);
  g_assert_no_error (error);
  g_assert_nonnull (good);
  g_assert_null (dp_callback_parse_pasted (text, REDIRECT, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
  dp_callback_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/oidc/callback/gives_the_code", test_good);
  g_test_add_func ("/oidc/callback/refuses_a_missing_issuer", test_missing_issuer);
  g_test_add_func ("/oidc/callback/makes_the_provider_s_words_printable",
                   test_words_are_printable);
  g_test_add_func ("/oidc/callback/takes_a_pasted_address", test_pasted);
  g_test_add_func ("/oidc/callback/refuses_a_pasted_page", test_pasted_too_much);
  g_test_add_func ("/oidc/auth-request/makes_a_text_of_random_bytes", test_flow_secret);
  g_test_add_func ("/oidc/auth-request/has_the_challenge_of_the_rfc", test_pkce);
  g_test_add_func ("/oidc/auth-request/has_opkssh_s_parameters", test_request);
  dpt_add_refused ("/oidc/callback/refuses", refused, check_refused);
  return g_test_run ();
}
