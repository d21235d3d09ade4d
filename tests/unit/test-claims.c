/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-claims.h"
#include "dp-limits.h"
#include "dpt.h"

static DpClaims *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  DpClaims *claims = dp_claims_parse ((const guint8 *) text, strlen (text), &error);

  g_assert_no_error (error);
  return claims;
}

static void
test_all (void)
{
  static const char text[]
    = "{\"iss\":\"i\",\"sub\":\"s\",\"email\":\"e\",\"nonce\":\"n\",\"aud\":[\"a\",\"b\"],"
      "\"iat\":5,\"exp\":-7,\"groups\":[],\"scopes\":[\"x\"],\"cnf\":{\"jwk\":{}},\"extra\":[1]}";
  g_autoptr (DpClaims) claims = parse (text);
  g_autoptr (DpClaims) second = dp_claims_ref (claims);

  g_assert_cmpstr (dp_claims_get_issuer (claims), ==, "i");
  g_assert_cmpstr (dp_claims_get_subject (claims), ==, "s");
  g_assert_cmpstr (dp_claims_get_email (claims), ==, "e");
  g_assert_cmpstr (dp_claims_get_nonce (claims), ==, "n");
  g_assert_cmpint (dp_claims_get_issued_at (claims), ==, 5);
  g_assert_cmpint (dp_claims_get_expires_at (claims), ==, -7);
  g_assert_true (dp_claims_has_audience (claims, "a"));
  g_assert_true (dp_claims_has_audience (claims, "b"));
  g_assert_false (dp_claims_has_audience (claims, "A"));
  g_assert_false (dp_claims_audience_is_string (claims));
  g_assert_true (dp_json_has (dp_claims_get_json (claims), "extra"));
  dpt_assert_bytes (dp_claims_get_bytes (second), text);
}

/* null is absent, and so is what has another name (S18). */
static void
test_absent (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"iss\":null,\"sub\":null,\"email\":null,\"nonce\":null,\"aud\":null,\"iat\":null,"
    "\"exp\":null,\"groups\":null,\"cnf\":null}",
    "{\"Iss\":\"i\",\"SUB\":\"s\",\"Email\":\"e\",\"NONCE\":\"n\",\"Aud\":\"a\",\"IAT\":5}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (DpClaims) claims = parse (texts[i]);

      g_assert_null (dp_claims_get_issuer (claims));
      g_assert_null (dp_claims_get_subject (claims));
      g_assert_null (dp_claims_get_email (claims));
      g_assert_null (dp_claims_get_nonce (claims));
      g_assert_nonnull (dp_claims_get_audience (claims));
      g_assert_null (dp_claims_get_audience (claims)[0]);
      g_assert_false (dp_claims_audience_is_string (claims));
      g_assert_cmpint (dp_claims_get_issued_at (claims), ==, 0);
      g_assert_cmpint (dp_claims_get_expires_at (claims), ==, 0);
    }
}

static void
test_audience_string (void)
{
  g_autoptr (DpClaims) claims = parse ("{\"aud\":\"a\"}");

  g_assert_true (dp_claims_audience_is_string (claims));
  g_assert_cmpstr (dp_claims_get_audience (claims)[0], ==, "a");
  g_assert_null (dp_claims_get_audience (claims)[1]);
}

static const struct
{
  const char *text;
  DpEmailState state;
} states[] = {
  { "{}", DP_EMAIL_UNSTATED },
  { "{\"Email_verified\":true}", DP_EMAIL_UNSTATED },
  { "{\"email_verified\":true}", DP_EMAIL_VERIFIED },
  { "{\"email_verified\":\"true\"}", DP_EMAIL_VERIFIED },
  { "{\"email_verified\":\"True\"}", DP_EMAIL_VERIFIED },
  { "{\"email_verified\":\"TRUE\"}", DP_EMAIL_VERIFIED },
  { "{\"email_verified\":false}", DP_EMAIL_UNVERIFIED },
  { "{\"email_verified\":\"false\"}", DP_EMAIL_UNVERIFIED },
  { "{\"email_verified\":\"true \"}", DP_EMAIL_UNVERIFIED },
  { "{\"email_verified\":\"yes\"}", DP_EMAIL_UNVERIFIED },
  { "{\"email_verified\":1}", DP_EMAIL_UNVERIFIED },
  { "{\"email_verified\":null}", DP_EMAIL_UNVERIFIED },
  { "{\"email_verified\":[true]}", DP_EMAIL_UNVERIFIED },
};

static void
test_email_state (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (DpClaims) claims = parse (states[i].text);

      g_assert_cmpint (dp_claims_get_email_state (claims), ==, states[i].state);
    }
}

static void
test_ceilings (void)
{
  static const char *const forms[] = { "{\"sub\":\"%s\"}", "{\"aud\":\"%s\"}",
                                       "{\"groups\":[\"a\",\"%s\"]}", "{\"scopes\":[\"%s\"]}" };
  g_autofree char *fits = g_strnfill (DP_CLAIM_STRING_MAX, 'x');
  g_autofree char *large = g_strnfill (DP_CLAIM_STRING_MAX + 1, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_auto (GStrv) halves = g_strsplit (forms[i], "%s", 2);
      g_autofree char *good = g_strconcat (halves[0], fits, halves[1], NULL);
      g_autofree char *bad = g_strconcat (halves[0], large, halves[1], NULL);
      g_autoptr (DpClaims) claims = parse (good);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (claims);
      g_assert_null (dp_claims_parse ((const guint8 *) bad, strlen (bad), &error));
      dpt_assert_code (error, DP_ERROR_LIMIT);
    }
}

static void
test_long_list (void)
{
  g_autoptr (GString) text = g_string_new ("{\"groups\":[\"a\"");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < DP_CLAIM_LIST_MAX; i++)
    g_string_append (text, ",\"a\"");
  g_string_append (text, "]}");
  g_assert_null (dp_claims_parse ((const guint8 *) text->str, text->len, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/pkt/claims/gives_what_is_there", test_all);
  g_test_add_func ("/pkt/claims/null_and_other_names_are_absent", test_absent);
  g_test_add_func ("/pkt/claims/tells_a_string_audience_from_a_list", test_audience_string);
  g_test_add_func ("/pkt/claims/only_true_is_verified", test_email_state);
  g_test_add_func ("/pkt/claims/refuses_long_texts", test_ceilings);
  g_test_add_func ("/pkt/claims/refuses_long_lists", test_long_list);
  return g_test_run ();
}
