/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-metadata.h"
#include "dpt.h"

#define ISSUER "https://op.example"
#define ENDPOINTS \
  "\"authorization_endpoint\":\"https://op.example/auth\"," \
  "\"token_endpoint\":\"https://op.example/token\",\"jwks_uri\":\"https://op.example/jwks\""
#define DOCUMENT(more) "{\"issuer\":\"" ISSUER "\"," ENDPOINTS more "}"

static DpMetadata *
parse (const char *text,
       const char *issuer,
       GError    **error)
{
  return dp_metadata_parse ((const guint8 *) text, strlen (text), issuer, error);
}

static DpMetadata *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  DpMetadata *metadata = parse (text, ISSUER, &error);

  g_assert_no_error (error);
  return metadata;
}

static void
test_defaults (void)
{
  g_autoptr (DpMetadata) metadata = parse_good (DOCUMENT (""));

  g_assert_cmpstr (dp_metadata_get_issuer (metadata), ==, ISSUER);
  g_assert_cmpstr (dp_metadata_get_token_endpoint (metadata), ==, "https://op.example/token");
  g_assert_null (dp_metadata_get_userinfo_endpoint (metadata));
  g_assert_null (dp_metadata_get_revocation_endpoint (metadata));
  g_assert_true (dp_metadata_allows_alg (metadata, DP_SIGN_RS256));
  g_assert_true (dp_metadata_allows_alg (metadata, DP_SIGN_ES256));
  g_assert_true (dp_metadata_allows_alg (metadata, DP_SIGN_PS256));
  g_assert_false (dp_metadata_allows_alg (metadata, DP_SIGN_EDDSA));
  g_assert_false (dp_metadata_sends_iss (metadata));
  g_assert_true (dp_metadata_may_pkce (metadata));
  g_assert_true (dp_metadata_has_auth_method (metadata, "client_secret_basic"));
  g_assert_false (dp_metadata_has_auth_method (metadata, "client_secret_post"));
  g_assert_null (dp_metadata_get_other_hosts (metadata)[0]);
}

static void
test_options (void)
{
  g_autoptr (DpMetadata) metadata = parse_good (DOCUMENT (
    ",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\",\"EdDSA\"],"
    "\"authorization_response_iss_parameter_supported\":true,"
    "\"code_challenge_methods_supported\":[\"plain\"],"
    "\"scopes_supported\":[\"openid\",\"offline_access\"],"
    "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"));

  g_assert_true (dp_metadata_allows_alg (metadata, DP_SIGN_EDDSA));
  g_assert_false (dp_metadata_allows_alg (metadata, DP_SIGN_RS256));
  g_assert_true (dp_metadata_sends_iss (metadata));
  g_assert_false (dp_metadata_may_pkce (metadata));
  g_assert_true (dp_metadata_has_scope (metadata, "offline_access"));
  g_assert_false (dp_metadata_has_scope (metadata, "groups"));
  g_assert_true (dp_metadata_has_auth_method (metadata, "client_secret_post"));
  g_assert_false (dp_metadata_has_auth_method (metadata, "client_secret_basic"));
}

static void
test_other_hosts (void)
{
  static const char text[] =
    "{\"issuer\":\"https://accounts.google.com\","
    "\"authorization_endpoint\":\"https://accounts.google.com/o/oauth2/v2/auth\","
    "\"token_endpoint\":\"https://oauth2.googleapis.com/token\","
    "\"userinfo_endpoint\":\"https://evil.example/userinfo\","
    "\"revocation_endpoint\":\"https://EVIL.example/revoke\","
    "\"jwks_uri\":\"https://www.googleapis.com/oauth2/v3/certs\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (DpMetadata) metadata = parse (text, "https://accounts.google.com", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dp_metadata_get_other_hosts (metadata)[0], ==, "evil.example");
  g_assert_null (dp_metadata_get_other_hosts (metadata)[1]);
}

/* On loopback http will do, and localhost is 127.0.0.1: no other host is asked about. */
static void
test_loopback (void)
{
  static const char text[] =
    "{\"issuer\":\"http://localhost:9000\","
    "\"authorization_endpoint\":\"http://localhost:9000/a\","
    "\"token_endpoint\":\"http://127.0.0.1:9000/t\",\"jwks_uri\":\"http://[::1]:9000/j\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (DpMetadata) metadata = parse (text, "http://localhost:9000", &error);
  g_autoptr (DpMetadata) same = NULL;

  g_assert_no_error (error);
  same = dp_metadata_ref (metadata);
  g_assert_cmpstr (dp_metadata_get_authorization_endpoint (same), ==, "http://localhost:9000/a");
  g_assert_cmpstr (dp_metadata_get_jwks_uri (same), ==, "http://[::1]:9000/j");
  g_assert_null (dp_metadata_get_other_hosts (same)[0]);
}

/* An issuer that was configured, and that no address can be made of. */
static void
test_issuer_is_no_address (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse ("{\"issuer\":\"op\"," ENDPOINTS "}", "op", &error));
  dpt_assert_code (error, DP_ERROR_URL);
  dp_metadata_unref (NULL);
}

static void
test_names_itself (void)
{
  static const char text[] = "{\"issuer\":\"https://op.example/\"," ENDPOINTS "}";
  g_autoptr (GError) error = NULL;
  g_autofree char *named = dp_metadata_peek_issuer ((const guint8 *) text, strlen (text));

  g_assert_null (parse (text, ISSUER, &error));
  dpt_assert_code (error, DP_ERROR_ISSUER_MISMATCH);
  g_assert_nonnull (strstr (error->message, "https://op.example/"));
  g_assert_cmpstr (named, ==, "https://op.example/");
  g_assert_null (dp_metadata_peek_issuer ((const guint8 *) "{}", 2));
  g_assert_null (dp_metadata_peek_issuer ((const guint8 *) "<html>", 6));
  g_assert_null (dp_metadata_peek_issuer ((const guint8 *) "{\"issuer\":\"file:///\"}", 21));
}

static void
test_address (void)
{
  g_autofree char *plain = dp_metadata_dup_url ("https://op.example/a");
  g_autofree char *slash = dp_metadata_dup_url ("https://op.example/a/");

  g_assert_cmpstr (plain, ==, "https://op.example/a/.well-known/openid-configuration");
  g_assert_cmpstr (slash, ==, plain);
}

#define WITH(name, value) \
  "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/auth\"," \
  "\"token_endpoint\":\"https://op.example/token\",\"" name "\":" value "}"

static const DptRefused refused[] = {
  { "file_authorization_endpoint", "has the browser open a file",
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"file:///etc/passwd\","
    "\"token_endpoint\":\"https://op.example/t\",\"jwks_uri\":\"https://op.example/j\"}",
    DP_ERROR_URL },
  { "javascript_authorization_endpoint", "has the browser run a script",
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"javascript:alert(1)\","
    "\"token_endpoint\":\"https://op.example/t\",\"jwks_uri\":\"https://op.example/j\"}",
    DP_ERROR_URL },
  { "http_token_endpoint", "gets the code over plain http",
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/a\","
    "\"token_endpoint\":\"http://op.example/t\",\"jwks_uri\":\"https://op.example/j\"}",
    DP_ERROR_URL },
  { "loopback_token_endpoint", "has us talk to a service of this computer",
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/a\","
    "\"token_endpoint\":\"http://localhost:631/\",\"jwks_uri\":\"https://op.example/j\"}",
    DP_ERROR_URL },
  { "user_in_endpoint", "hides its host behind a user name",
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example@evil/a\","
    "\"token_endpoint\":\"https://op.example/t\",\"jwks_uri\":\"https://op.example/j\"}",
    DP_ERROR_URL },
  { "bad_revocation_endpoint", "has tokens sent to a script",
    DOCUMENT (",\"revocation_endpoint\":\"data:,x\""), DP_ERROR_URL },
  { "other_issuer", "is the document of somebody else",
    "{\"issuer\":\"https://evil.example\"," ENDPOINTS "}", DP_ERROR_ISSUER_MISMATCH },
  { "issuer_twice", "names two issuers",
    "{\"issuer\":\"https://evil.example\",\"issuer\":\"" ISSUER "\"," ENDPOINTS "}",
    DP_ERROR_NOT_A_PROVIDER },
  { "jwks_uri_twice", "names two addresses for keys", DOCUMENT (",\"jwks_uri\":\"https://e/j\""),
    DP_ERROR_NOT_A_PROVIDER },
  { "no_issuer", "does not say who it is", "{" ENDPOINTS "}", DP_ERROR_NOT_A_PROVIDER },
  { "no_token_endpoint", "has no token endpoint",
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/a\","
    "\"jwks_uri\":\"https://op.example/j\"}", DP_ERROR_NOT_A_PROVIDER },
  { "jwks_uri_is_a_list", "has another type", WITH ("jwks_uri", "[\"https://op.example/j\"]"),
    DP_ERROR_NOT_A_PROVIDER },
  { "html", "is a web page", "<!DOCTYPE html><html></html>", DP_ERROR_NOT_A_PROVIDER },
  { "empty", "is empty", "", DP_ERROR_NOT_A_PROVIDER },
  { "array", "is a list", "[]", DP_ERROR_NOT_A_PROVIDER },
  { "algorithms_are_a_text", "offers a text instead of a list",
    DOCUMENT (",\"id_token_signing_alg_values_supported\":\"RS256\""), DP_ERROR_NOT_A_PROVIDER },
  { "auth_methods_are_a_text", "authenticates with a text",
    DOCUMENT (",\"token_endpoint_auth_methods_supported\":\"none\""), DP_ERROR_NOT_A_PROVIDER },
  { "scopes_are_numbers", "has scopes that are no text", DOCUMENT (",\"scopes_supported\":[1]"),
    DP_ERROR_NOT_A_PROVIDER },
  { "challenge_methods_are_an_object", "has challenge methods of another type",
    DOCUMENT (",\"code_challenge_methods_supported\":{}"), DP_ERROR_NOT_A_PROVIDER },
  { "iss_parameter_is_a_text", "promises iss in a text",
    DOCUMENT (",\"authorization_response_iss_parameter_supported\":\"true\""),
    DP_ERROR_NOT_A_PROVIDER },
  { "no_algorithm", "signs with nothing that we know",
    DOCUMENT (",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\",\"RS384\"]"),
    DP_ERROR_ALGORITHM },
};

static void
check_refused (const DptRefused *row,
               GError          **error)
{
  g_assert_null (parse (row->input, ISSUER, error));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/oidc/metadata/has_the_standard_s_defaults", test_defaults);
  g_test_add_func ("/oidc/metadata/reads_what_a_provider_offers", test_options);
  g_test_add_func ("/oidc/metadata/lists_hosts_that_are_not_the_issuer_s", test_other_hosts);
  g_test_add_func ("/oidc/metadata/says_what_a_provider_calls_itself", test_names_itself);
  g_test_add_func ("/oidc/metadata/knows_where_the_document_is", test_address);
  g_test_add_func ("/oidc/metadata/takes_http_on_loopback", test_loopback);
  g_test_add_func ("/oidc/metadata/refuses_an_issuer_without_host", test_issuer_is_no_address);
  dpt_add_refused ("/oidc/metadata/refuses", refused, check_refused);
  return g_test_run ();
}
