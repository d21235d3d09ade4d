/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-jose-alg.h"
#include "dpt.h"

static const struct
{
  const char *name;
  DpSignAlg alg;
  DpKeyKind kind;
} good[] = {
  { "RS256", DP_SIGN_RS256, DP_KEY_RSA },
  { "PS256", DP_SIGN_PS256, DP_KEY_RSA },
  { "ES256", DP_SIGN_ES256, DP_KEY_P256 },
  { "EdDSA", DP_SIGN_EDDSA, DP_KEY_ED25519 },
};

static const char *const bad[] = {
  "",      "none",  "None",  "HS256", "HS384",   "HS512", "RS384",  "RS512", "PS384", "PS512",
  "ES384", "ES512", "ES256K", "Ed25519", "Ed448", "GQ256", "rs256", "RS256 ", " RS256", "RS25",
  "EDDSA", "RSA-OAEP", "ssh-rsa",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      DpSignAlg alg;

      g_assert_true (dp_jose_alg_from_name (good[i].name, &alg, NULL));
      g_assert_cmpint (alg, ==, good[i].alg);
      g_assert_cmpstr (dp_jose_alg_get_name (alg), ==, good[i].name);
      g_assert_cmpint (dp_jose_alg_get_kind (alg), ==, good[i].kind);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      DpSignAlg alg;

      g_assert_false (dp_jose_alg_from_name (bad[i], &alg, &error));
      dpt_assert_code (error, DP_ERROR_ALGORITHM);
      g_assert_cmpint (alg, ==, DP_SIGN_N);
    }
}

/* RS512 is for SSH certificates only. */
static void
test_ssh_only (void)
{
  g_assert_null (dp_jose_alg_get_name (DP_SIGN_RS512));
  g_assert_null (dp_jose_alg_get_name (DP_SIGN_N));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/jose/alg/knows_four", test_good);
  g_test_add_func ("/jose/alg/refuses_all_others", test_bad);
  g_test_add_func ("/jose/alg/has_no_name_for_ssh_algorithms", test_ssh_only);
  return g_test_run ();
}
