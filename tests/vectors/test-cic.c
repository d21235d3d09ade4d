/* SPDX-License-Identifier: Apache-2.0 */
/* Client claims, their canonical form and commitment, and the compact form of PK tokens. */
#include <string.h>

#include "dp-base64.h"
#include "dp-pkt.h"
#include "dpt.h"

#define FOLDER "vectors/data/spec/"

/* A client header as a JWS with a payload and signature that do not matter; (transfer full). */
static DpCic *
parse_cic (const char *header,
           gsize       len,
           GError    **error)
{
  g_autofree char *segment = dp_base64url_encode ((const guint8 *) header, len);
  g_autoptr (DpJws) jws = NULL;

  jws = dp_jws_parse (segment, strlen (segment), "e30", 3, "", 0, error);
  return jws != NULL ? dp_cic_parse (jws, error) : NULL;
}

static void
test_published (void)
{
  json_t *file = dpt_load_json (FOLDER "cic_commitments.json");
  json_t *list = json_object_get (file, "vectors");
  json_t *vector;
  size_t i;

  g_assert_cmpuint (json_array_size (list), ==, 4);
  json_array_foreach (list, i, vector)
    {
      char *header = json_dumps (json_object_get (vector, "cic"), JSON_INDENT (3));
      g_autoptr (GError) error = NULL;
      g_autoptr (DpCic) cic = parse_cic (header, strlen (header), &error);

      g_test_message ("%s", dpt_json_text (vector, "name"));
      g_assert_no_error (error);
      g_assert_cmpstr (dp_cic_get_commitment (cic), ==, dpt_json_text (vector, "commitment"));
      free (header);
    }
  json_decref (file);
}

/*
 * 9 of the headers have a top-level name twice (opkssh keeps the last), 22 more have one deeper
 * inside, 21 a NUL in a text: all three we refuse (S18). The other 398 must come out the same.
 */
static void
test_random (void)
{
  json_t *file = dpt_load_json (FOLDER "canon_random.json");
  guint n_same = 0, n_refused = 0;
  json_t *vector;
  size_t i;

  json_array_foreach (json_object_get (file, "cases"), i, vector)
    {
      g_autoptr (GBytes) header = dpt_json_base64 (vector, "header_b64u");
      g_autoptr (GBytes) canonical = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DpCic) cic = NULL;

      cic = parse_cic (g_bytes_get_data (header, NULL), g_bytes_get_size (header), &error);
      if (cic == NULL)
        {
          dpt_assert_code (error, DP_ERROR_JSON_SYNTAX);
          n_refused++;
          continue;
        }
      g_assert_cmpstr (dpt_json_text (vector, "go_0_16_0"), ==, "accept");
      g_assert_cmpstr (dp_cic_get_commitment (cic), ==, dpt_json_text (vector, "commitment"));
      g_assert_cmpstr (dp_cic_get_segment (cic), ==, dpt_json_text (vector, "canonical_b64u"));
      n_same++;
    }
  g_assert_cmpuint (n_same, ==, 398);
  g_assert_cmpuint (n_refused, ==, 52);
  json_decref (file);
}

/* Whatever the order and white space of the members: bytes are kept, the commitment is the same. */
static void
test_header_bytes (void)
{
  json_t *file = dpt_load_json (FOLDER "pktoken_bytes.json");
  json_t *list = json_object_get (file, "cases");
  json_t *vector;
  size_t i;

  json_array_foreach (list, i, vector)
    {
      const char *op_text = dpt_json_text (vector, "op");
      const char *cic_text = dpt_json_text (vector, "cic");
      g_autofree char *op = dp_base64url_encode ((const guint8 *) op_text, strlen (op_text));
      g_autofree char *cic = dp_base64url_encode ((const guint8 *) cic_text, strlen (cic_text));
      g_autofree char *compact = g_strjoin (":", "e30", op, "c2ln", cic, "c2ln", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPkt) pkt = dp_pkt_parse (compact, strlen (compact), &error);
      const char *segment;
      g_autoptr (GBytes) canonical = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (dp_jws_get_header_segment (dp_pkt_get_op (pkt)), ==, op);
      g_assert_cmpstr (dp_jws_get_header_segment (dp_pkt_get_cic_jws (pkt)), ==, cic);
      segment = dp_cic_get_segment (dp_pkt_get_cic (pkt));
      canonical = dp_base64url_decode (segment, strlen (segment), 4096, NULL);
      dpt_assert_bytes (canonical, dpt_json_text (file, "canonical_cic_for_all_three"));
      g_assert_cmpstr (dp_cic_get_commitment (dp_pkt_get_cic (pkt)), ==,
                       dpt_json_text (file, "commitment_of_canonical"));
    }
  json_decref (file);
}

/*
 * The segments of these are no JSON. So what opkssh can split fails at the first header, and what
 * it cannot split fails before that.
 */
static void
test_compact (void)
{
  json_t *file = dpt_load_json (FOLDER "compact.json");
  json_t *list = json_object_get (file, "split");
  json_t *vector;
  size_t i;

  json_array_foreach (list, i, vector)
    {
      const char *compact = dpt_json_text (vector, "compact");
      gboolean bad = json_object_get (vector, "error") != NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (dp_pkt_parse (compact, strlen (compact), &error));
      if (bad && strchr (compact, '.') == strstr (compact, ".BAD"))
        dpt_assert_code (error, DP_ERROR_JSON_SYNTAX);
      else
        dpt_assert_code (error, bad ? DP_ERROR_PKT_MALFORMED : DP_ERROR_JSON_SYNTAX);
    }
  json_decref (file);
}

/* The joins, with segments that are JSON: the same text comes out of dp_pkt_build(). */
static void
test_join (void)
{
  json_t *file = dpt_load_json (FOLDER "generated/cases.json");
  json_t *vector = json_array_get (json_object_get (file, "cases"), 0);
  const char *compact = dpt_json_text (vector, "compact");
  g_autoptr (DpPkt) pkt = dp_pkt_parse (compact, strlen (compact), NULL);
  g_autofree char *id_token = dp_jws_dup_compact (dp_pkt_get_op (pkt));
  g_autofree char *refreshed = NULL;
  g_autofree char *replaced = NULL;
  g_autofree char *again = NULL;
  g_autoptr (DpPkt) both = NULL;

  refreshed = dp_pkt_set_refreshed (compact, id_token, NULL);
  g_assert_true (g_str_has_prefix (refreshed, compact));
  both = dp_pkt_parse (refreshed, strlen (refreshed), NULL);
  again = dp_jws_dup_compact (dp_pkt_get_refreshed (both));
  g_assert_cmpstr (again, ==, id_token);
  replaced = dp_pkt_set_refreshed (refreshed, id_token, NULL);
  g_assert_cmpstr (replaced, ==, refreshed);
  json_decref (file);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/cic/published_tokens_have_our_commitments", test_published);
  g_test_add_func ("/vectors/cic/random_headers_have_opksshs_commitments", test_random);
  g_test_add_func ("/vectors/pkt/header_bytes_survive", test_header_bytes);
  g_test_add_func ("/vectors/pkt/splits_what_opkssh_splits", test_compact);
  g_test_add_func ("/vectors/pkt/a_refreshed_token_is_joined_and_replaced", test_join);
  return g_test_run ();
}
