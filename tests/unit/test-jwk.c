/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-jwk.h"
#include "dpt-jose.h"
#include "dpt.h"

/* RFC 7515 appendix A.3, RFC 8037 appendix A.2 */
#define EC \
  "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
  "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define OKP \
  "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""

static DpJwk *
parse (const char *text)
{
  g_autoptr (DpJson) object = dpt_parse_json (text);
  g_autoptr (GError) error = NULL;
  DpJwk *jwk = dp_jwk_parse (object, &error);

  g_assert_no_error (error);
  return jwk;
}

static void
test_members (void)
{
  g_autoptr (DpJwk) full = parse ("{" EC ",\"kid\":\"k/1=\",\"alg\":\"ES256\",\"use\":\"sig\","
                                  "\"key_ops\":[\"sign\",\"verify\"],\"x5c\":[\"junk\"],\"n\":7}");
  g_autoptr (DpJwk) bare = parse ("{" EC ",\"kid\":null,\"alg\":null,\"use\":null}");
  g_autoptr (DpJwk) again = dp_jwk_ref (full);

  g_assert_cmpstr (dp_jwk_get_kid (full), ==, "k/1=");
  g_assert_cmpstr (dp_jwk_get_alg (full), ==, "ES256");
  g_assert_null (dp_jwk_get_kid (bare));
  g_assert_null (dp_jwk_get_alg (bare));
  g_assert_true (dp_public_key_equal (dp_jwk_get_key (again), dp_jwk_get_key (bare)));
  dp_jwk_unref (NULL);
}

static const struct
{
  const char *jwk;
  gboolean allows[DP_SIGN_N + 1]; /* RS256 RS512 PS256 ES256 EdDSA, none */
} uses[] = {
  { "{" EC "}", { FALSE, FALSE, FALSE, TRUE, FALSE, FALSE } },
  { "{" EC ",\"alg\":\"ES256\"}", { FALSE, FALSE, FALSE, TRUE, FALSE, FALSE } },
  { "{" OKP "}", { FALSE, FALSE, FALSE, FALSE, TRUE, FALSE } },
  { "{" OKP ",\"alg\":\"EdDSA\"}", { FALSE, FALSE, FALSE, FALSE, TRUE, FALSE } },
};

static void
test_allows (void)
{
  static const char *const algs[] = { NULL, "RS256", "PS256" };
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();

  for (gsize i = 0; i < G_N_ELEMENTS (uses); i++)
    {
      g_autoptr (DpJwk) jwk = parse (uses[i].jwk);

      for (guint alg = 0; alg <= DP_SIGN_N; alg++)
        g_assert_true (dp_jwk_allows (jwk, alg) == uses[i].allows[alg]);
    }
  /* an RSA key without "alg" is for both */
  for (gsize i = 0; i < G_N_ELEMENTS (algs); i++)
    {
      g_autoptr (DpJson) object = dp_jwk_build (dpt_signer_get_public (signer), algs[i]);
      g_autoptr (DpJwk) jwk = dp_jwk_parse (object, NULL);

      g_assert_true (dp_jwk_allows (jwk, DP_SIGN_RS256) == (i != 2));
      g_assert_true (dp_jwk_allows (jwk, DP_SIGN_PS256) == (i != 1));
      g_assert_false (dp_jwk_allows (jwk, DP_SIGN_RS512));
      g_assert_false (dp_jwk_allows (jwk, DP_SIGN_ES256));
    }
}

static void
test_build (void)
{
  static const char *const members[][5] = {
    { "alg", "e", "kty", "n", NULL },
    { "alg", "crv", "kty", "x", "y" },
    { "alg", "crv", "kty", "x", NULL },
  };

  for (DpKeyKind kind = DP_KEY_RSA; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DptSigner) signer = kind == DP_KEY_RSA ? dpt_signer_rsa () : dpt_signer_new (kind);
      const char *alg = kind == DP_KEY_RSA ? "RS256" : kind == DP_KEY_P256 ? "ES256" : "EdDSA";
      g_autoptr (DpJson) object = dp_jwk_build (dpt_signer_get_public (signer), alg);
      g_autoptr (DpJson) without = dp_jwk_build (dpt_signer_get_public (signer), NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwk) jwk = dp_jwk_parse (object, &error);

      g_assert_no_error (error);
      g_assert_true (dp_public_key_equal (dp_jwk_get_key (jwk), dpt_signer_get_public (signer)));
      for (gsize i = 0; i < 5 && members[kind][i] != NULL; i++)
        g_assert_true (dp_json_has (object, members[kind][i]));
      g_assert_false (dp_json_has (without, "alg"));
      g_assert_cmpuint (json_object_size (object), ==, json_object_size (without) + 1);
    }
}

/* RFC 8037 appendix A.3; other members do not count (RFC 7638 section 3). */
static void
test_thumbprint (void)
{
  g_autoptr (DpJwk) jwk = parse ("{" OKP ",\"kid\":\"other\",\"alg\":\"EdDSA\"}");
  g_autofree char *thumbprint = dp_jwk_thumbprint (dp_jwk_get_key (jwk), NULL);

  g_assert_cmpstr (thumbprint, ==, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/jose/jwk/reads_members", test_members);
  g_test_add_func ("/jose/jwk/allows_what_fits", test_allows);
  g_test_add_func ("/jose/jwk/builds_what_it_reads", test_build);
  g_test_add_func ("/jose/jwk/thumbprint", test_thumbprint);
  return g_test_run ();
}
