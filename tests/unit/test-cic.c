/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dp-cic.h"
#include "dpt.h"

#define PAYLOAD "e30"

static const guint8 rz[DP_CIC_RZ_LEN] = { 0, 1, 2, 3, 0xfe, 0xff };

/* (transfer full): what a verifier reads out of @cic's segment */
static DpCic *
read_back (const DpCic *cic)
{
  const char *segment = dp_cic_get_segment (cic);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJws) jws = dp_jws_parse (segment, strlen (segment), PAYLOAD, strlen (PAYLOAD), "", 0,
                                        &error);
  DpCic *out;

  g_assert_no_error (error);
  out = dp_cic_parse (jws, &error);
  g_assert_no_error (error);
  return out;
}

static void
check_kind (DpKeyKind  kind,
            DpSignAlg  alg)
{
  g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, NULL);
  g_autoptr (DpPrivateKey) other = dp_private_key_generate (kind, NULL);
  g_autoptr (DpCic) cic = dp_cic_new (dp_private_key_get_public (key), rz, NULL);
  g_autoptr (DpCic) again = read_back (cic);
  g_autoptr (GError) error = NULL;
  g_autofree char *signature = dp_cic_sign (cic, key, PAYLOAD, &error);
  g_autoptr (DpJws) jws = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (dp_cic_get_alg (again), ==, alg);
  g_assert_true (dp_public_key_equal (dp_cic_get_key (again), dp_private_key_get_public (key)));
  g_assert_cmpstr (dp_cic_get_segment (again), ==, dp_cic_get_segment (cic));
  g_assert_cmpstr (dp_cic_get_commitment (again), ==, dp_cic_get_commitment (cic));
  g_assert_cmpuint (strlen (dp_cic_get_commitment (cic)), ==, 43);
  jws = dp_jws_parse (dp_cic_get_segment (cic), strlen (dp_cic_get_segment (cic)), PAYLOAD,
                      strlen (PAYLOAD), signature, strlen (signature), NULL);
  g_assert_true (dp_jws_verify (jws, dp_cic_get_key (cic), alg, &error));
  g_assert_no_error (error);

  g_assert_null (dp_cic_sign (cic, other, PAYLOAD, &error));
  dpt_assert_code (error, DP_ERROR_UPK_MISMATCH);
}

static void
test_round_trip (void)
{
  check_kind (DP_KEY_P256, DP_SIGN_ES256);
  check_kind (DP_KEY_ED25519, DP_SIGN_EDDSA);
}

static void
test_canonical (void)
{
  static const guint8 secret[32] = { 1 };
  g_autoptr (DpPrivateKey) key = dp_private_key_new (DP_KEY_ED25519, secret, 32, NULL);
  g_autoptr (DpCic) cic = dp_cic_new (dp_private_key_get_public (key), rz, NULL);
  const char *segment = dp_cic_get_segment (cic);
  g_autoptr (GBytes) text = dp_base64url_decode (segment, strlen (segment), 4096, NULL);

  dpt_assert_bytes (text,
                    "{\"alg\":\"EdDSA\","
                    "\"rz\":\"00010203feff0000000000000000000000000000000000000000000000000000\","
                    "\"typ\":\"CIC\",\"upk\":{\"alg\":\"EdDSA\",\"crv\":\"Ed25519\","
                    "\"kty\":\"OKP\","
                    "\"x\":\"zswVB9wd3XKVlRwpCIjwla25BE0bc9aW5t8GXWg71Pw\"}}");
}

/* Genuine clients have none, but the protocol allows RSA keys (protocol section 1.2). */
static void
test_rsa (void)
{
  json_t *keys = dpt_load_json ("vectors/data/spec/test_keys.json");
  json_t *upk = json_deep_copy (json_object_get (keys, "rsa_public"));
  json_t *header;
  char *text;
  g_autofree char *segment = NULL;
  g_autoptr (DpJws) jws = NULL;
  g_autoptr (DpCic) cic = NULL;
  g_autoptr (GError) error = NULL;

  json_object_del (upk, "kid");
  header = json_pack ("{s:s,s:s,s:s,s:o}", "alg", "RS256", "rz", "ab", "typ", "CIC", "upk", upk);
  text = json_dumps (header, 0);
  segment = dp_base64url_encode ((const guint8 *) text, strlen (text));
  jws = dp_jws_parse (segment, strlen (segment), PAYLOAD, strlen (PAYLOAD), "", 0, NULL);
  cic = dp_cic_parse (jws, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dp_cic_get_alg (cic), ==, DP_SIGN_RS256);
  free (text);
  json_decref (header);
  json_decref (keys);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/pkt/cic/signs_what_a_verifier_reads", test_round_trip);
  g_test_add_func ("/pkt/cic/is_written_in_canonical_form", test_canonical);
  g_test_add_func ("/pkt/cic/reads_rsa_keys", test_rsa);
  return g_test_run ();
}
