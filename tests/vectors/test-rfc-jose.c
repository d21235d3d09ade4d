/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of RFC 7515, 7517, 7520, 7638 and 8037: data/rfc/jose.json. */
#include <string.h>

#include "dp-jose-alg.h"
#include "dp-jwks.h"
#include "dp-jws.h"
#include "dpt-jose.h"
#include "dpt.h"

static json_t *vectors;

static DpJson *
copy (const json_t *value)
{
  char *text = json_dumps (value, JSON_COMPACT);
  DpJson *out = dpt_parse_json (text);

  free (text);
  return out;
}

/* As a verifier does: the key, the header's algorithm from our table, the signature. */
static gboolean
verify (const json_t *row,
        GError      **error)
{
  g_autoptr (DpJson) object = copy (json_object_get (row, "jwk"));
  g_autoptr (DpJwk) jwk = NULL;
  g_autoptr (DpJws) jws = NULL;
  const char *compact = dpt_json_text (row, "compact");
  DpSignAlg alg;

  jwk = dp_jwk_parse (object, error);
  if (jwk == NULL)
    return FALSE;
  jws = dp_jws_parse_compact (compact, strlen (compact), error);
  return jws != NULL && dp_jose_alg_from_name (dp_jws_get_alg (jws), &alg, error)
         && dp_jws_verify (jws, dp_jwk_get_key (jwk), alg, error);
}

static void
test_signatures (void)
{
  json_t *rows = json_object_get (vectors, "signatures"), *row;
  gsize i;

  json_array_foreach (rows, i, row)
    {
      g_autoptr (GError) error = NULL;
      gboolean ok = verify (row, &error);

      g_test_message ("%s", dpt_json_text (row, "name"));
      g_assert_cmpstr (ok ? "ok" : dp_error_reason (error), ==, dpt_json_text (row, "expect"));
    }
  g_assert_cmpuint (i, ==, 19);
}

static void
test_thumbprints (void)
{
  json_t *rows = json_object_get (vectors, "thumbprints"), *row;
  gsize i;

  json_array_foreach (rows, i, row)
    {
      g_autoptr (DpJson) object = copy (json_object_get (row, "jwk"));
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwk) jwk = dp_jwk_parse (object, &error);
      g_autofree char *thumbprint = NULL;

      g_assert_no_error (error);
      thumbprint = dp_jwk_thumbprint (dp_jwk_get_key (jwk), NULL);
      g_assert_cmpstr (thumbprint, ==, dpt_json_text (row, "thumbprint"));
    }
  g_assert_cmpuint (i, ==, 2);
}

static void
test_sets (void)
{
  json_t *rows = json_object_get (vectors, "sets"), *row;
  gsize i;

  json_array_foreach (rows, i, row)
    {
      char *text = json_dumps (json_object_get (row, "set"), 0);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwks) jwks = dp_jwks_parse ((const guint8 *) text, strlen (text), &error);
      json_int_t usable = json_integer_value (json_object_get (row, "usable"));

      g_test_message ("%s", dpt_json_text (row, "name"));
      free (text);
      if (usable == 0)
        {
          dpt_assert_code (error, DP_ERROR_KEY_UNKNOWN);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (dp_jwks_get_n_keys (jwks), ==, usable);
      g_assert_cmpuint (dp_jwks_get_skipped (jwks), ==,
                        json_integer_value (json_object_get (row, "skipped")));
    }
  g_assert_cmpuint (i, ==, 5);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  dpt_init (&argc, &argv);
  vectors = dpt_load_json ("vectors/data/rfc/jose.json");
  g_test_add_func ("/vectors/rfc/signatures", test_signatures);
  g_test_add_func ("/vectors/rfc/thumbprints", test_thumbprints);
  g_test_add_func ("/vectors/rfc/key_sets", test_sets);
  status = g_test_run ();
  json_decref (vectors);
  return status;
}
