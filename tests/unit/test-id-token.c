/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-id-token.h"
#include "dp-jwk.h"
#include "dpt-jose.h"
#include "dpt.h"

#define NOW G_GINT64_CONSTANT (1800000000)
#define ISSUER "https://op.example"
#define CLIENT "client"
#define NONCE "the-commitment"
#define WHO "\"iss\":\"" ISSUER "\",\"sub\":\"u1\",\"aud\":\"" CLIENT "\""
#define TIMES "\"iat\":1799999990,\"exp\":1800003600"
#define GOOD WHO "," TIMES ",\"nonce\":\"" NONCE "\""

typedef struct
{
  const char *name;
  const char *claims;
  const char *header; /* NULL: {"alg":"ES256","kid":"k"} */
  const char *access_token;
  DpError     code;   /* DP_ERROR_N: proven */
} Row;

static const Row rows[] = {
  { "good", "{" GOOD "}", NULL, NULL, DP_ERROR_N },
  { "audience_list_of_one", "{\"iss\":\"" ISSUER "\",\"sub\":\"u1\",\"aud\":[\"" CLIENT "\"],"
    TIMES ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_N },
  { "two_audiences_and_azp", "{\"iss\":\"" ISSUER "\",\"sub\":\"u1\",\"aud\":[\"x\",\"" CLIENT
    "\"],\"azp\":\"" CLIENT "\"," TIMES ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_N },
  { "issued_a_little_ahead", "{" WHO ",\"iat\":1800000060,\"exp\":1800003600,\"nonce\":\"" NONCE
    "\"}", NULL, NULL, DP_ERROR_N },
  { "at_hash_without_access_token", "{" GOOD ",\"at_hash\":\"x\"}", NULL, NULL, DP_ERROR_N },
  { "refuses_another_nonce", "{" WHO "," TIMES ",\"nonce\":\"other\"}", NULL, NULL,
    DP_ERROR_NONCE },
  { "refuses_no_nonce", "{" WHO "," TIMES "}", NULL, NULL, DP_ERROR_NONCE },
  { "refuses_no_sub", "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\"," TIMES ",\"nonce\":\""
    NONCE "\"}", NULL, NULL, DP_ERROR_SUBJECT },
  { "refuses_an_empty_sub", "{\"iss\":\"" ISSUER "\",\"sub\":\"\",\"aud\":\"" CLIENT "\"," TIMES
    ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_SUBJECT },
  { "refuses_another_issuer", "{\"iss\":\"https://evil.example\",\"sub\":\"u1\",\"aud\":\"" CLIENT
    "\"," TIMES ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_ISSUER_MISMATCH },
  { "refuses_another_audience", "{\"iss\":\"" ISSUER "\",\"sub\":\"u1\",\"aud\":\"other\"," TIMES
    ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_AUDIENCE },
  { "refuses_two_audiences_without_azp", "{\"iss\":\"" ISSUER "\",\"sub\":\"u1\",\"aud\":[\"x\",\""
    CLIENT "\"]," TIMES ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_AUDIENCE },
  { "refuses_another_azp", "{" GOOD ",\"azp\":\"other\"}", NULL, NULL, DP_ERROR_AUDIENCE },
  { "refuses_an_azp_of_another_type", "{" GOOD ",\"azp\":[\"" CLIENT "\"]}", NULL, NULL,
    DP_ERROR_JSON_TYPE },
  { "refuses_what_ends_within_the_skew", "{" WHO ",\"iat\":1799999990,\"exp\":1800000060,"
    "\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_EXPIRED },
  { "refuses_the_future", "{" WHO ",\"iat\":1800000061,\"exp\":1800003600,\"nonce\":\"" NONCE
    "\"}", NULL, NULL, DP_ERROR_CLOCK_BEHIND },
  { "refuses_no_exp", "{" WHO ",\"iat\":1799999990,\"nonce\":\"" NONCE "\"}", NULL, NULL,
    DP_ERROR_CLAIM },
  { "refuses_a_wrong_at_hash", "{" GOOD ",\"at_hash\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", NULL, "access",
    DP_ERROR_CLAIM },
  { "refuses_an_at_hash_of_another_type", "{" GOOD ",\"at_hash\":5}", NULL, "access",
    DP_ERROR_JSON_TYPE },
  { "refuses_claims_that_are_no_object", "[]", NULL, NULL, DP_ERROR_JSON_TYPE },
  { "refuses_a_sub_of_another_type", "{\"iss\":\"" ISSUER "\",\"sub\":1,\"aud\":\"" CLIENT "\","
    TIMES ",\"nonce\":\"" NONCE "\"}", NULL, NULL, DP_ERROR_JSON_TYPE },
  { "refuses_alg_none", "{" GOOD "}", "{\"alg\":\"none\",\"kid\":\"k\"}", NULL,
    DP_ERROR_ALGORITHM },
  { "refuses_hs256", "{" GOOD "}", "{\"alg\":\"HS256\",\"kid\":\"k\"}", NULL,
    DP_ERROR_ALGORITHM },
  { "refuses_what_the_provider_does_not_offer", "{" GOOD "}",
    "{\"alg\":\"EdDSA\",\"kid\":\"k\"}", NULL, DP_ERROR_ALGORITHM },
  { "refuses_an_unknown_key", "{" GOOD "}", "{\"alg\":\"ES256\",\"kid\":\"other\"}", NULL,
    DP_ERROR_KEY_UNKNOWN },
};

static DptSigner *signer;
static DpJwks *keys;
static DpMetadata *metadata;

static void
set_up (void)
{
  static const char text[] =
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/a\","
    "\"token_endpoint\":\"https://op.example/t\",\"jwks_uri\":\"https://op.example/j\","
    "\"id_token_signing_alg_values_supported\":[\"ES256\"]}";
  g_autoptr (DpJson) jwk = NULL;
  g_autofree char *one = NULL;
  g_autofree char *set = NULL;

  signer = dpt_signer_new (DP_KEY_P256);
  jwk = dp_jwk_build (dpt_signer_get_public (signer), "ES256");
  dp_json_set_string (jwk, "kid", "k");
  one = dp_json_to_canonical (jwk, NULL);
  set = g_strdup_printf ("{\"keys\":[%s]}", one);
  keys = dp_jwks_parse ((const guint8 *) set, strlen (set), NULL);
  metadata = dp_metadata_parse ((const guint8 *) text, strlen (text), ISSUER, NULL);
  g_assert_nonnull (keys);
  g_assert_nonnull (metadata);
}

static DpIdTokenRules
rules_now (void)
{
  DpIdTokenRules rules = {
    .metadata = metadata,
    .keys = keys,
    .client_id = CLIENT,
    .now = NOW,
  };

  return rules;
}

static char *
sign (const char *header,
      const char *claims)
{
  return dpt_signer_token (signer, DP_SIGN_ES256,
                           header != NULL ? header : "{\"alg\":\"ES256\",\"kid\":\"k\"}", claims);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  DpIdTokenRules rules = rules_now ();
  g_autofree char *token = sign (row->header, row->claims);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpIdToken) proven = dp_id_token_verify (token, strlen (token), &rules, NONCE,
                                                     row->access_token, &error);

  g_assert_true ((proven != NULL) == (row->code == DP_ERROR_N));
  if (proven == NULL)
    dpt_assert_code (error, row->code);
  else
    g_assert_cmpstr (dp_claims_get_subject (dp_id_token_get_claims (proven)), ==, "u1");
}

static void
test_at_hash (void)
{
  DpIdTokenRules rules = rules_now ();
  /* printf access | openssl dgst -sha256 -binary | head -c 16 | base64 */
  g_autofree char *token = sign (NULL, "{" GOOD ",\"at_hash\":\"oFYf1knNtrqnhAVfBRuteQ\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpIdToken) proven = dp_id_token_verify (token, strlen (token), &rules, NONCE,
                                                     "access", &error);

  g_assert_no_error (error);
  g_assert_nonnull (proven);
}

static void
test_foreign_signature (void)
{
  DpIdTokenRules rules = rules_now ();
  g_autoptr (DptSigner) other = dpt_signer_new (DP_KEY_P256);
  g_autofree char *token = dpt_signer_token (other, DP_SIGN_ES256,
                                             "{\"alg\":\"ES256\",\"kid\":\"k\"}", "{" GOOD "}");
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_id_token_verify (token, strlen (token), &rules, NONCE, NULL, &error));
  dpt_assert_code (error, DP_ERROR_SIGNATURE);
}

/* The issuer of @rules is the fresh token's; only the original has another. */
static void
test_refreshed_of_another_issuer (void)
{
  static const char other[] = "{\"iss\":\"https://old.example\",\"sub\":\"u1\",\"aud\":\"" CLIENT
                              "\"," TIMES "}";
  DpIdTokenRules rules = rules_now ();
  g_autofree char *token = sign (NULL, "{" GOOD "}");
  g_autoptr (DpClaims) original = dp_claims_parse ((const guint8 *) other, strlen (other), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_id_token_verify_refreshed (token, strlen (token), &rules, original, NULL,
                                               &error));
  dpt_assert_code (error, DP_ERROR_REFRESHED);
  dp_id_token_free (NULL);
}

#define ORIGINAL "{" GOOD "}"

static const struct
{
  const char *name;
  const char *claims;
  DpError     code;
} refreshed[] = {
  { "without_nonce", "{" WHO "," TIMES "}", DP_ERROR_N },
  { "with_the_nonce", "{" GOOD "}", DP_ERROR_N },
  { "refuses_another_nonce", "{" WHO "," TIMES ",\"nonce\":\"other\"}", DP_ERROR_NONCE },
  { "refuses_another_person", "{\"iss\":\"" ISSUER "\",\"sub\":\"u2\",\"aud\":\"" CLIENT "\","
    TIMES "}", DP_ERROR_SUBJECT },
  { "refuses_an_older_one", "{" WHO ",\"iat\":1799999989,\"exp\":1800003600}",
    DP_ERROR_REFRESHED },
  { "refuses_another_client", "{\"iss\":\"" ISSUER "\",\"sub\":\"u1\",\"aud\":\"other\"," TIMES
    "}", DP_ERROR_AUDIENCE },
  { "refuses_an_ended_one", "{" WHO ",\"iat\":1799999990,\"exp\":1800000000}", DP_ERROR_EXPIRED },
};

static void
test_refreshed (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  DpIdTokenRules rules = rules_now ();
  g_autofree char *token = sign (NULL, refreshed[row].claims);
  g_autoptr (DpClaims) original = dp_claims_parse ((const guint8 *) ORIGINAL, strlen (ORIGINAL),
                                                   NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpIdToken) proven = dp_id_token_verify_refreshed (token, strlen (token), &rules,
                                                               original, NULL, &error);

  g_assert_true ((proven != NULL) == (refreshed[row].code == DP_ERROR_N));
  if (proven == NULL)
    dpt_assert_code (error, refreshed[row].code);
}

int
main (int   argc,
      char *argv[])
{
  int code;

  dpt_init (&argc, &argv);
  set_up ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/oidc/id-token/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refreshed); i++)
    {
      g_autofree char *path = g_strconcat ("/oidc/refreshed-id-token/", refreshed[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refreshed);
    }
  g_test_add_func ("/oidc/refreshed-id-token/refuses_another_issuer",
                   test_refreshed_of_another_issuer);
  g_test_add_func ("/oidc/id-token/compares_at_hash", test_at_hash);
  g_test_add_func ("/oidc/id-token/refuses_a_foreign_signature", test_foreign_signature);
  code = g_test_run ();
  dpt_signer_free (signer);
  dp_jwks_free (keys);
  dp_metadata_unref (metadata);
  return code;
}
