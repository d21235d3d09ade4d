/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-digest.h"
#include "dp-base64.h"
#include "dp-limits.h"
#include "dpt-token.h"
#include "dpt.h"

/* {"alg":"ES256","typ":"COS"} */
#define COSIGNER "eyJhbGciOiJFUzI1NiIsInR5cCI6IkNPUyJ9"

static DpPkt *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  DpPkt *pkt = dp_pkt_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return pkt;
}

static DpPkt *
parse_form (const char *form)
{
  const DptToken spec = { .form = form };
  g_autofree char *text = dpt_token_build (&spec);

  return parse (text);
}

static void
test_parts (void)
{
  g_autoptr (DpPkt) pkt = parse_form (DPT_FORM);

  g_assert_cmpstr (dp_jws_get_alg (dp_pkt_get_op (pkt)), ==, "ES256");
  g_assert_cmpstr (dp_jws_get_typ (dp_pkt_get_cic_jws (pkt)), ==, "CIC");
  g_assert_null (dp_pkt_get_cos (pkt));
  g_assert_null (dp_pkt_get_refreshed (pkt));
  g_assert_null (dp_pkt_get_refreshed_claims (pkt));
  g_assert_cmpstr (dp_claims_get_nonce (dp_pkt_get_claims (pkt)), ==,
                   dp_cic_get_commitment (dp_pkt_get_cic (pkt)));
}

/* Roles come from typ; the cosigner's place and text do not matter. */
static void
test_roles (void)
{
  static const char *const forms[] = {
    "$P:$CH:$CS:$OH:$OS",
    "$P:$OH:$OS:$CH:$CS:" COSIGNER ":c2ln",
    "$P:" COSIGNER "::$CH:$CS:$OH:$OS",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (DpPkt) pkt = parse_form (forms[i]);

      g_assert_cmpstr (dp_jws_get_kid (dp_pkt_get_op (pkt)), ==, "es");
      g_assert_cmpint (dp_pkt_get_cos (pkt) != NULL, ==, i > 0);
    }
}

static void
test_op_types (void)
{
  static const char *const headers[] = {
    "{\"alg\":\"ES256\"}",
    "{\"alg\":\"ES256\",\"typ\":\"\"}",
    "{\"alg\":\"ES256\",\"typ\":null}",
    "{\"alg\":\"ES256\",\"typ\":\"JWT\"}",
    "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"ES256\",\"typ\":\"AT+JWT\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const DptToken spec = { .header = headers[i] };
      g_autofree char *text = dpt_token_build (&spec);
      g_autoptr (DpPkt) pkt = parse (text);

      g_assert_cmpstr (dp_jws_get_alg (dp_pkt_get_op (pkt)), ==, "ES256");
    }
}

static char *
hash_of (const char *json)
{
  guint8 digest[DP_DIGEST_LEN];

  dp_digest_sha3_256 ((const guint8 *) json, strlen (json), digest);
  return dp_base64url_encode (digest, sizeof digest);
}

/* The hash covers OP, CIC and COS in this order, whatever their order in the text. */
static void
test_hash (void)
{
  const DptToken spec = { .form = "$P $OH $OS $CH $CS" };
  g_autofree char *text = dpt_token_build (&spec);
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  g_autofree char *compact = g_strjoin (":", parts[0], COSIGNER, "c2ln", parts[3], parts[4],
                                        parts[1], parts[2], NULL);
  g_autoptr (DpPkt) pkt = parse (compact);
  g_autofree char *hash = dp_pkt_hash (pkt, NULL);
  g_autofree char *json
    = g_strdup_printf ("{\"payload\":\"%s\",\"signatures\":["
                       "{\"protected\":\"%s\",\"signature\":\"%s\"},"
                       "{\"protected\":\"%s\",\"signature\":\"%s\"},"
                       "{\"protected\":\"" COSIGNER "\",\"signature\":\"c2ln\"}]}",
                       parts[0], parts[1], parts[2], parts[3], parts[4]);
  g_autofree char *want = hash_of (json);

  g_assert_cmpstr (hash, ==, want);
}

static const guint8 rz[DP_CIC_RZ_LEN] = { 5 };

static void
test_build (void)
{
  g_autoptr (DpPrivateKey) key = dp_private_key_generate (DP_KEY_ED25519, NULL);
  g_autoptr (DpPrivateKey) other = dp_private_key_generate (DP_KEY_ED25519, NULL);
  g_autoptr (DpCic) cic = dp_cic_new (dp_private_key_get_public (key), rz, NULL);
  const DptToken spec = { .form = "$OH.$P.$OS" };
  const DptToken cic_as_op = { .form = "$CH.$P.$CS" };
  g_autofree char *id_token = dpt_token_build (&spec);
  g_autofree char *not_id_token = dpt_token_build (&cic_as_op);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dp_pkt_build (id_token, cic, key, &error);
  g_autoptr (DpPkt) pkt = NULL;
  g_autofree char *op = NULL;

  g_assert_no_error (error);
  pkt = parse (text);
  op = dp_jws_dup_compact (dp_pkt_get_op (pkt));
  g_assert_cmpstr (op, ==, id_token);
  g_assert_true (dp_jws_verify (dp_pkt_get_cic_jws (pkt), dp_private_key_get_public (key),
                                DP_SIGN_EDDSA, &error));

  g_assert_null (dp_pkt_build (id_token, cic, other, &error));
  dpt_assert_code (error, DP_ERROR_UPK_MISMATCH);
  g_clear_error (&error);
  g_assert_null (dp_pkt_build ("a.b", cic, key, &error));
  dpt_assert_code (error, DP_ERROR_JWS_MALFORMED);
  g_clear_error (&error);
  g_assert_null (dp_pkt_build (not_id_token, cic, key, &error));
  dpt_assert_code (error, DP_ERROR_PKT_ROLES);
}

static void
test_refreshed (void)
{
  const DptToken spec = { .form = "$OH.$P.$OS" };
  g_autofree char *compact = dpt_token_build (&(const DptToken) { .form = DPT_FORM });
  g_autofree char *id_token = dpt_token_build (&spec);
  g_autofree char *once = dp_pkt_set_refreshed (compact, id_token, NULL);
  g_autofree char *twice = dp_pkt_set_refreshed (once, id_token, NULL);
  g_autoptr (DpPkt) pkt = parse (twice);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (once, ==, twice);
  g_assert_cmpstr (dp_claims_get_subject (dp_pkt_get_refreshed_claims (pkt)), ==, "u1");
  g_assert_null (dp_pkt_set_refreshed (compact, "", &error));
  dpt_assert_code (error, DP_ERROR_JWS_MALFORMED);
  g_clear_error (&error);
  g_assert_null (dp_pkt_set_refreshed (compact, compact, &error));
  dpt_assert_code (error, DP_ERROR_JWS_MALFORMED);
}

static void
test_size (void)
{
  g_autofree char *large = g_strnfill (DP_PKT_MAX + 1, 'A');
  g_autofree char *cosigner = g_strnfill (1024 * 1024, 'A');
  g_autofree char *small = dpt_token_build (&(const DptToken) { .form = DPT_FORM });
  g_autofree char *with_cosigner = g_strjoin (":", small, COSIGNER, cosigner, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_pkt_parse (large, DP_PKT_MAX + 1, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (dp_pkt_parse (large, DP_PKT_MAX, &error));
  dpt_assert_code (error, DP_ERROR_PKT_MALFORMED);
  g_clear_error (&error);
  g_assert_null (dp_pkt_parse (with_cosigner, strlen (with_cosigner), &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (dp_pkt_parse ("", 0, &error));
  dpt_assert_code (error, DP_ERROR_PKT_MALFORMED);
  g_clear_error (&error);
  g_assert_null (dp_pkt_parse ("a\0b", 3, &error));
  dpt_assert_code (error, DP_ERROR_PKT_MALFORMED);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/pkt/pkt/gives_its_parts", test_parts);
  g_test_add_func ("/pkt/pkt/finds_roles_by_type", test_roles);
  g_test_add_func ("/pkt/pkt/takes_the_types_of_providers", test_op_types);
  g_test_add_func ("/pkt/pkt/hashes_the_json_form", test_hash);
  g_test_add_func ("/pkt/pkt/builds_what_it_parses", test_build);
  g_test_add_func ("/pkt/pkt/replaces_the_refreshed_token", test_refreshed);
  g_test_add_func ("/pkt/pkt/refuses_what_is_too_large", test_size);
  return g_test_run ();
}
