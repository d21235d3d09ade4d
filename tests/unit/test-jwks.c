/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-jwks.h"
#include "dp-limits.h"
#include "dpt.h"

#define EC1 \
  "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
  "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define EC2 \
  "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"ukpv3fU6tqQKaUwcdBAQoK3IHvJIW__9yNd1oR7qvZc\"," \
  "\"y\":\"nBBxXrx0Nziwg_evfUMUUgnGKKUf2ATpWG9EojnUoU4\""
#define ED \
  "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""

static DpJwks *
parse (const char *text,
       GError    **error)
{
  return dp_jwks_parse ((const guint8 *) text, strlen (text), error);
}

/* What is chosen: the kind of the key, or why none is. */
static const struct
{
  const char *name;
  const char *set;
  const char *kid;
  DpSignAlg alg;
  DpError code; /* DP_ERROR_N: chosen */
} cases[] = {
  { "the_only_key_without_id", "{\"keys\":[{" EC1 "}]}", NULL, DP_SIGN_ES256, DP_ERROR_N },
  { "the_only_key_has_an_id", "{\"keys\":[{" EC1 ",\"kid\":\"a\"}]}", NULL, DP_SIGN_ES256,
    DP_ERROR_N },
  { "the_only_usable_key", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"},{" EC1 "}]}", NULL,
    DP_SIGN_ES256, DP_ERROR_N },
  { "the_only_key_does_not_fit", "{\"keys\":[{" EC1 "}]}", NULL, DP_SIGN_EDDSA,
    DP_ERROR_KEY_USE },
  { "no_id_and_two_keys", "{\"keys\":[{" EC1 "},{" ED "}]}", NULL, DP_SIGN_ES256,
    DP_ERROR_KEY_UNKNOWN },
  { "no_id_and_two_keys_one_empty", "{\"keys\":[{" EC1 ",\"kid\":\"\"},{" EC2 ",\"kid\":\"b\"}]}",
    NULL, DP_SIGN_ES256, DP_ERROR_KEY_UNKNOWN },
  { "by_id", "{\"keys\":[{" EC2 ",\"kid\":\"b\"},{" EC1 ",\"kid\":\"a\"}]}", "a", DP_SIGN_ES256,
    DP_ERROR_N },
  { "an_id_of_a_key_without", "{\"keys\":[{" EC1 "}]}", "a", DP_SIGN_ES256, DP_ERROR_KEY_UNKNOWN },
  { "id_in_other_case", "{\"keys\":[{" EC1 ",\"kid\":\"a\"}]}", "A", DP_SIGN_ES256,
    DP_ERROR_KEY_UNKNOWN },
  { "start_of_an_id", "{\"keys\":[{" EC1 ",\"kid\":\"ab\"}]}", "a", DP_SIGN_ES256,
    DP_ERROR_KEY_UNKNOWN },
  { "id_of_a_skipped_key", "{\"keys\":[{" EC1 ",\"kid\":\"a\",\"use\":\"enc\"},{" EC2 "}]}", "a",
    DP_SIGN_ES256, DP_ERROR_KEY_UNKNOWN },
  { "id_but_not_the_alg", "{\"keys\":[{" EC1 ",\"kid\":\"a\"}]}", "a", DP_SIGN_RS256,
    DP_ERROR_KEY_USE },
  { "one_id_two_kinds", "{\"keys\":[{" ED ",\"kid\":\"a\"},{" EC1 ",\"kid\":\"a\"}]}", "a",
    DP_SIGN_ES256, DP_ERROR_N },
  { "one_id_two_keys", "{\"keys\":[{" EC2 ",\"kid\":\"a\"},{" EC1 ",\"kid\":\"a\"}]}", "a",
    DP_SIGN_ES256, DP_ERROR_KEY_USE },
};

static void
test_choose (void)
{
  g_autoptr (GError) wanted_error = NULL;
  g_autoptr (DpJwks) wanted = parse ("{\"keys\":[{" EC1 "}]}", &wanted_error);
  DpPublicKey *key = dp_jwk_get_key (dp_jwks_choose (wanted, NULL, DP_SIGN_ES256, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwks) jwks = parse (cases[i].set, &error);
      const DpJwk *jwk;

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      jwk = dp_jwks_choose (jwks, cases[i].kid, cases[i].alg, &error);
      g_assert_true ((jwk != NULL) == (cases[i].code == DP_ERROR_N));
      if (jwk != NULL)
        g_assert_true (dp_public_key_equal (dp_jwk_get_key (jwk), key));
      else
        dpt_assert_code (error, cases[i].code);
    }
}

static void
test_counts (void)
{
  g_autoptr (DpJwks) jwks = parse ("{\"keys\":[{" EC1 "},7,{},null,{" ED ",\"d\":\"AA\"},"
                                   "{\"kty\":\"AKP\"},{" ED "}],\"more\":1}", NULL);

  g_assert_cmpuint (dp_jwks_get_n_keys (jwks), ==, 2);
  g_assert_cmpuint (dp_jwks_get_skipped (jwks), ==, 5);
  dp_jwks_free (NULL);
}

static void
test_ceiling (void)
{
  for (gsize extra = 0; extra <= 1; extra++)
    {
      g_autoptr (GString) text = g_string_new ("{\"keys\":[{" EC1 "}");
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwks) jwks = NULL;

      for (gsize i = 1; i < DP_JWKS_MAX_KEYS + extra; i++)
        g_string_append (text, ",{" EC1 "}");
      g_string_append (text, "]}");
      jwks = parse (text->str, &error);
      g_assert_true ((jwks == NULL) == (extra == 1));
      if (jwks == NULL)
        dpt_assert_code (error, DP_ERROR_LIMIT);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/jose/jwks/chooses_one_key_or_none", test_choose);
  g_test_add_func ("/jose/jwks/skips_what_it_cannot_use", test_counts);
  g_test_add_func ("/jose/jwks/holds_its_ceiling", test_ceiling);
  return g_test_run ();
}
