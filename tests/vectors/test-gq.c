/* SPDX-License-Identifier: Apache-2.0 */
/* GQ: the example of ISO/IEC 14888-2, tokens of a real opkssh, tokens made from our notes. */
#include <openssl/evp.h>
#include <string.h>

#include "dp-gq.h"
#include "dp-gq-math.h"
#include "dp-jwks.h"
#include "dpt.h"

static void
expect (const guint8 *data,
        gsize         len,
        GBytes       *wanted)
{
  g_assert_cmpmem (data, len, g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

/* One round, SHA-1, a challenge of 10 bytes, G given: sign and verify as in the standard. */
static void
test_iso (void)
{
  json_t *iso = dpt_load_json ("vectors/data/spec/gq1_iso14888-2.json");
  g_autoptr (GBytes) n = dpt_json_hex (iso, "n");
  g_autoptr (GBytes) v = dpt_json_hex (iso, "v");
  g_autoptr (GBytes) g = dpt_json_hex (iso, "G");
  g_autoptr (GBytes) q = dpt_json_hex (iso, "Q");
  g_autoptr (GBytes) r = dpt_json_hex (iso, "r");
  g_autoptr (GBytes) proof = dpt_json_hex (iso, "signature_R_then_S");
  g_autoptr (GBytes) wanted_challenge = g_bytes_new_from_bytes (proof, 0, 10);
  g_autoptr (GBytes) wanted_response = g_bytes_new_from_bytes (proof, 10, 128);
  const char *message = dpt_json_text (iso, "message_ascii");
  guint8 input[128 + 64], digest[20], response[128], again[128];
  g_autoptr (GError) error = NULL;
  g_autoptr (DpGq) gq = _dp_gq_new (g_bytes_get_data (n, NULL), g_bytes_get_size (n),
                                    g_bytes_get_data (v, NULL), g_bytes_get_size (v),
                                    g_bytes_get_data (g, NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (gq->width, ==, 128);
  g_assert_cmpuint (gq->challenge_len, ==, 10);
  _dp_gq_commit (gq, g_bytes_get_data (r, NULL), input);
  memcpy (input + 128, message, strlen (message)); /* nocheck: 56 characters */
  EVP_Digest (input, 128 + strlen (message), digest, NULL, EVP_sha1 (), NULL);
  expect (digest, 10, wanted_challenge);
  _dp_gq_respond (gq, g_bytes_get_data (r, NULL), g_bytes_get_data (q, NULL), digest, response);
  expect (response, 128, wanted_response);
  g_assert_true (_dp_gq_recover (gq, digest, response, again, NULL));
  g_assert_cmpmem (again, 128, input, 128);
  json_decref (iso);
}

static DpJwks *
load_keys (void)
{
  g_autoptr (GBytes) data = dpt_load ("vectors/data/spec/generated/op_jwks.json");
  g_autoptr (GError) error = NULL;
  DpJwks *jwks = dp_jwks_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), &error);

  g_assert_no_error (error);
  return jwks;
}

/* The first signature of a compact PK token: payload:header:signature:… */
static DpJws *
first_signature (const char *compact)
{
  g_auto (GStrv) parts = g_strsplit (compact, ":", 4);
  g_autoptr (GError) error = NULL;
  DpJws *jws = dp_jws_parse (parts[1], strlen (parts[1]), parts[0], strlen (parts[0]), parts[2],
                             strlen (parts[2]), &error);

  g_assert_no_error (error);
  return jws;
}

/* The issuer's key by the id in the original header, then the proof. */
static gboolean
verify (const DpJws  *jws,
        const DpJwks *jwks,
        gboolean      legacy,
        GError      **error)
{
  g_autoptr (DpJson) original = dp_gq_parse_original_header (jws, error);
  const DpJwk *jwk;
  const char *kid;

  if (original == NULL || !dp_json_read_string (original, "kid", DP_JSON_REQUIRED, &kid, error))
    return FALSE;
  jwk = dp_jwks_choose (jwks, kid, DP_SIGN_RS256, error);
  return jwk != NULL && dp_gq_verify (jws, dp_jwk_get_key (jwk), legacy, error);
}

/* opkssh 0.16.0 of Debian makes the old form, where the message holds the original header. */
static void
test_old_form (void)
{
  static const char *const files[] = { "id_ecdsa", "id_ed25519" };
  g_autoptr (DpJwks) jwks = load_keys ();

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("vectors/data/opkssh/gq-old-form-golden/%s.compact",
                                               files[i]);
      g_autofree char *compact = dpt_load_text (path);
      g_autoptr (DpJws) jws = first_signature (g_strchomp (compact));
      g_autoptr (GError) error = NULL;

      g_assert_true (verify (jws, jwks, TRUE, &error));
      g_assert_no_error (error);
      g_assert_false (verify (jws, jwks, FALSE, &error));
      dpt_assert_code (error, DP_ERROR_GQ_PROOF);
    }
}

static void
test_generated (void)
{
  json_t *vectors = dpt_load_json ("vectors/data/spec/generated/cases.json"), *row;
  g_autoptr (DpJwks) jwks = load_keys ();
  guint good = 0, old = 0;
  gsize i;

  json_array_foreach (json_object_get (vectors, "cases"), i, row)
    {
      const char *name = dpt_json_text (row, "name");
      gboolean is_old = strcmp (name, "bad-gq-old-message") == 0;
      g_autoptr (DpJws) jws = NULL;
      g_autoptr (GError) error = NULL;

      if (strstr (name, "gq-") == NULL || strstr (name, "without") != NULL)
        continue;
      jws = first_signature (dpt_json_text (row, "compact"));
      g_test_message ("%s", name);
      g_assert_true (verify (jws, jwks, FALSE, &error) == !is_old);
      if (is_old)
        dpt_assert_code (error, DP_ERROR_GQ_PROOF);
      good += !is_old;
      old += is_old;
    }
  g_assert_cmpuint (good, ==, 4);
  g_assert_cmpuint (old, ==, 1);
  json_decref (vectors);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/gq/example_of_the_standard", test_iso);
  g_test_add_func ("/vectors/gq/old_form_of_opkssh", test_old_form);
  g_test_add_func ("/vectors/gq/generated_tokens", test_generated);
  return g_test_run ();
}
