/* SPDX-License-Identifier: Apache-2.0 */
/* dp_jwks_parse, dp_jwk_parse: a key that is taken is written and read again as the same key. */
#include "fuzz.h"

#include "dp-jwks.h"

static void
check_key (const DpJwk *jwk)
{
  g_autoptr (DpJson) object = dp_jwk_build (dp_jwk_get_key (jwk), dp_jwk_get_alg (jwk));
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJwk) again = dp_jwk_parse (object, &error);
  g_autofree char *thumbprint = dp_jwk_thumbprint (dp_jwk_get_key (jwk), NULL);

  g_assert_no_error (error);
  g_assert_true (dp_public_key_equal (dp_jwk_get_key (jwk), dp_jwk_get_key (again)));
  g_assert_nonnull (thumbprint);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJwks) jwks = dp_jwks_parse (data, size, &error);
  g_autoptr (DpJson) bare = dp_json_parse (data, size, NULL);
  g_autoptr (DpJwk) jwk = bare != NULL ? dp_jwk_parse (bare, NULL) : NULL;

  g_assert_true ((jwks == NULL) == (error != NULL));
  if (jwk != NULL)
    check_key (jwk);
  if (jwks == NULL)
    return 0;
  g_assert_cmpuint (dp_jwks_get_n_keys (jwks), >, 0);
  for (guint alg = 0; alg < DP_SIGN_N; alg++)
    {
      const DpJwk *only = dp_jwks_choose (jwks, NULL, alg, NULL);

      if (only == NULL)
        continue;
      g_assert_true (dp_jwk_allows (only, alg));
      check_key (only);
    }
  return 0;
}
