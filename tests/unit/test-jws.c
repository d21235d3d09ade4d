/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-jose-alg.h"
#include "dp-jws.h"
#include "dpt-jose.h"
#include "dpt.h"

static DpJws *
parse (const char *token)
{
  g_autoptr (GError) error = NULL;
  DpJws *jws = dp_jws_parse_compact (token, strlen (token), &error);

  g_assert_no_error (error);
  return jws;
}

static void
test_fields (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_new (DP_KEY_P256);
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_ES256,
                                             "{\"alg\":\"ES256\",\"kid\":\"k\",\"typ\":\"JWT\"}",
                                             "{\"sub\":\"me\"}");
  g_autoptr (DpJws) jws = parse (token);
  g_autofree char *again = dp_jws_dup_compact (jws);

  g_assert_cmpstr (dp_jws_get_alg (jws), ==, "ES256");
  g_assert_cmpstr (dp_jws_get_kid (jws), ==, "k");
  g_assert_cmpstr (dp_jws_get_typ (jws), ==, "JWT");
  g_assert_true (dp_json_has (dp_jws_get_header (jws), "kid"));
  dpt_assert_bytes (dp_jws_get_payload (jws), "{\"sub\":\"me\"}");
  g_assert_cmpuint (g_bytes_get_size (dp_jws_get_signature (jws)), ==, 64);
  g_assert_cmpstr (again, ==, token);
  g_assert_true (g_str_has_prefix (token, dp_jws_get_header_segment (jws)));
  g_assert_nonnull (strstr (token, dp_jws_get_payload_segment (jws)));
  dp_jws_free (NULL);
}

static void
test_absent (void)
{
  g_autoptr (DpJws) empty = parse ("eyJhbGciOiIiLCJraWQiOiIifQ..");
  g_autoptr (DpJws) null = parse ("eyJhbGciOiJ4Iiwia2lkIjpudWxsfQ.AAAA.");

  g_assert_cmpstr (dp_jws_get_alg (empty), ==, "");
  g_assert_null (dp_jws_get_kid (empty));
  g_assert_null (dp_jws_get_typ (empty));
  g_assert_cmpuint (g_bytes_get_size (dp_jws_get_payload (empty)), ==, 0);
  g_assert_null (dp_jws_get_kid (null));
  g_assert_cmpuint (g_bytes_get_size (dp_jws_get_payload (null)), ==, 3);
}

/* Each algorithm verifies its own token with its own key, and nothing else. */
static void
test_matrix (void)
{
  static const DpSignAlg algs[] = { DP_SIGN_RS256, DP_SIGN_PS256, DP_SIGN_ES256, DP_SIGN_EDDSA };
  g_autoptr (DptSigner) rsa = dpt_signer_rsa ();
  g_autoptr (DptSigner) p256 = dpt_signer_new (DP_KEY_P256);
  g_autoptr (DptSigner) ed25519 = dpt_signer_new (DP_KEY_ED25519);
  DptSigner *signers[] = { rsa, p256, ed25519 };

  for (gsize i = 0; i < G_N_ELEMENTS (algs); i++)
    {
      DpKeyKind kind = dp_jose_alg_get_kind (algs[i]);
      const char *name = dp_jose_alg_get_name (algs[i]);
      g_autofree char *header = g_strdup_printf ("{\"alg\":\"%s\"}", name);
      g_autofree char *token = dpt_signer_token (signers[kind], algs[i], header, "text");
      g_autoptr (DpJws) jws = parse (token);

      for (gsize j = 0; j < G_N_ELEMENTS (algs); j++)
        for (gsize k = 0; k < G_N_ELEMENTS (signers); k++)
          {
            g_autoptr (GError) error = NULL;
            gboolean ok = dp_jws_verify (jws, dpt_signer_get_public (signers[k]), algs[j], &error);

            g_assert_true (ok == (i == j && k == kind));
            if (!ok)
              dpt_assert_code (error, i != j ? DP_ERROR_ALGORITHM : DP_ERROR_KEY_TYPE);
          }
    }
}

/* The signature is over the segments as they came: white space and order in the header stay. */
static void
test_original_segments (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_new (DP_KEY_ED25519);
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_EDDSA,
                                             " { \"typ\" : \"x\",\r\n\"alg\":\"EdDSA\" } ", "");
  g_autoptr (DpJws) jws = parse (token);

  g_assert_true (dp_jws_verify (jws, dpt_signer_get_public (signer), DP_SIGN_EDDSA, NULL));
}

/* RS512 signs certificates, never tokens, whatever the header says. */
static void
test_ssh_algorithm (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_RS512, "{\"alg\":\"RS512\"}", "");
  g_autoptr (DpJws) jws = parse (token);
  g_autoptr (GError) error = NULL;

  g_assert_false (dp_jws_verify (jws, dpt_signer_get_public (signer), DP_SIGN_RS512, &error));
  dpt_assert_code (error, DP_ERROR_ALGORITHM);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/jose/jws/gives_its_fields", test_fields);
  g_test_add_func ("/jose/jws/absent_fields", test_absent);
  g_test_add_func ("/jose/jws/verifies_with_its_own_key_only", test_matrix);
  g_test_add_func ("/jose/jws/signs_the_original_segments", test_original_segments);
  g_test_add_func ("/jose/jws/never_an_ssh_algorithm", test_ssh_algorithm);
  return g_test_run ();
}
