/* SPDX-License-Identifier: Apache-2.0 */
/* 450 random headers whose canonical form a real opkssh computed: data/spec/canon_random.json. */
#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-json.h"
#include "dpt.h"

/* What Go takes and we refuse: a name that is there twice, \u0000. */
static gboolean
is_refused_on_purpose (GBytes       *header,
                       const GError *error)
{
  gsize len;
  const char *text = g_bytes_get_data (header, &len);
  json_t *lenient = json_loadb (text, len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
  json_t *strict = json_loadb (text, len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL
                                          | JSON_REJECT_DUPLICATES, NULL);
  gboolean twice = lenient != NULL && strict == NULL;

  json_decref (lenient);
  json_decref (strict);
  return dp_error_code (error) == DP_ERROR_JSON_SYNTAX
         && (twice || strstr (text, "\\u0000") != NULL);
}

static void
check (const json_t *row,
       guint         counts[2])
{
  g_autoptr (GBytes) header = dpt_json_base64 (row, "header_b64u");
  g_autoptr (GBytes) wanted = dpt_json_base64 (row, "canonical_b64u");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJson) object = dp_json_parse (g_bytes_get_data (header, NULL),
                                             g_bytes_get_size (header), &error);
  g_autofree char *canonical = NULL;
  g_autofree char *commitment = NULL;
  guint8 digest[DP_DIGEST_LEN];

  counts[object != NULL]++;
  if (object == NULL)
    {
      g_assert_true (is_refused_on_purpose (header, error));
      return;
    }
  canonical = dp_json_to_canonical (object, &error);
  g_assert_no_error (error);
  dpt_assert_bytes (wanted, canonical);
  dp_digest_sha3_256 ((const guint8 *) canonical, strlen (canonical), digest);
  commitment = dp_base64url_encode (digest, sizeof digest);
  g_assert_cmpstr (commitment, ==, dpt_json_text (row, "commitment"));
}

static void
test_random (void)
{
  json_t *vectors = dpt_load_json ("vectors/data/spec/canon_random.json"), *row;
  guint counts[2] = { 0 };
  gsize i;

  json_array_foreach (json_object_get (vectors, "cases"), i, row)
    check (row, counts);
  g_test_message ("%u agree, %u refused", counts[TRUE], counts[FALSE]);
  g_assert_cmpuint (counts[TRUE], ==, 398);
  g_assert_cmpuint (counts[FALSE], ==, 52);
  json_decref (vectors);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/canonical/random_headers", test_random);
  return g_test_run ();
}
