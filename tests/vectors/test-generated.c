/* SPDX-License-Identifier: Apache-2.0 */
/* Whole certificates made from the protocol notes, and GQ tokens of a real opkssh client. */
#include <string.h>

#include "dp-base64.h"
#include "dpt-login.h"
#include "dpt.h"

#define FOLDER "vectors/data/spec/generated"
#define FINE DP_ERROR_N

/* The login name is that of the accepted principals; nobody else's certificates are in the data. */
#define LOGIN "alice"

static const struct
{
  const char *name;
  DpError reason;
} refusals[] = {
  { "bad-wrong-nonce", DP_ERROR_COMMITMENT },
  { "bad-no-nonce", DP_ERROR_COMMITMENT },
  { "bad-aud", DP_ERROR_AUDIENCE },
  { "bad-typ-dpop", DP_ERROR_PKT_TYPE },
  { "bad-typ-lowercase", DP_ERROR_PKT_TYPE },
  { "bad-alg-none", DP_ERROR_ALGORITHM },
  { "bad-unknown-kid", DP_ERROR_KEY_UNKNOWN },
  { "bad-expired-24h", DP_ERROR_EXPIRED },
  { "bad-iat-float", DP_ERROR_JSON_TYPE },
  { "bad-no-iat", DP_ERROR_CLAIM },
  { "bad-cert-key-differs", DP_ERROR_UPK_MISMATCH },
  { "bad-tampered-payload", DP_ERROR_CIC_SIGNATURE },
  { "bad-missing-cic", DP_ERROR_PKT_ROLES },
  { "bad-missing-op", DP_ERROR_PKT_ROLES },
  { "bad-even-segments", DP_ERROR_PKT_MALFORMED },
  { "bad-duplicate-cic", DP_ERROR_PKT_ROLES },
  { "bad-empty-fresh", DP_ERROR_JWS_MALFORMED },
  { "bad-gq-old-message", DP_ERROR_GQ_PROOF },
  { "bad-github-without-gq", DP_ERROR_GQ_REQUIRED },
  { "bad-github-aud-array", DP_ERROR_COMMITMENT },
  { "bad-gq-bound-on-nonce-provider", DP_ERROR_COMMITMENT },
  { "bad-refreshed-forged", DP_ERROR_SIGNATURE },
  { "bad-refreshed-other-sub", DP_ERROR_REFRESHED },
  { "bad-refreshed-missing", DP_ERROR_EXPIRED },
  { "bad-refreshed-expired", DP_ERROR_EXPIRED },
  { "bad-foreign-ca", DP_ERROR_CERT_SIGNER },
  { "bad-principal-quote", DP_ERROR_PRINCIPAL },
  { "bad-principal-comma", DP_ERROR_PRINCIPAL },
};

static json_t *cases;
static DpJwks *keys;

static DpError
find_reason (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (strcmp (refusals[i].name, name) == 0)
      return refusals[i].reason;
  return FINE;
}

static char *
join_row (const json_t *row)
{
  return g_strdup_printf ("%s %s %s\n", json_string_value (json_array_get (row, 0)),
                          json_string_value (json_array_get (row, 1)),
                          json_string_value (json_array_get (row, 2)));
}

static void
test_case (gconstpointer data)
{
  const json_t *vector = data;
  g_autofree char *providers = join_row (json_object_get (vector, "providers_row"));
  g_autofree char *certificate = g_strjoin (" ", dpt_json_text (vector, "cert_type"),
                                            dpt_json_text (vector, "cert_b64"), NULL);
  const DptServer server = { providers, NULL, LOGIN, keys,
                             json_integer_value (json_object_get (vector, "now")), FALSE };
  DpError reason = find_reason (dpt_json_text (vector, "name"));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = dpt_login (&server, certificate, &error);

  g_assert_cmpint (reason == FINE, ==, strcmp (dpt_json_text (vector, "expect"), "ok") == 0);
  dpt_assert_code (error, reason);
  if (reason == FINE)
    g_assert_cmpstr (line, ==, dpt_json_text (vector, "authorized_keys_line"));
  else
    g_assert_null (line);
}

/* The client's half: canonical header, commitment, and the compact form, as they should be. */
static void
test_commitment (gconstpointer data)
{
  const json_t *vector = data;
  const char *compact = dpt_json_text (vector, "compact");
  g_autoptr (DpPkt) pkt = dp_pkt_parse (compact, strlen (compact), NULL);
  g_autoptr (GBytes) canonical = NULL;
  const char *segment;

  g_assert_nonnull (pkt);
  segment = dp_cic_get_segment (dp_pkt_get_cic (pkt));
  canonical = dp_base64url_decode (segment, strlen (segment), 4096, NULL);
  dpt_assert_bytes (canonical, dpt_json_text (vector, "cic_canonical"));
  g_assert_cmpstr (dp_cic_get_commitment (dp_pkt_get_cic (pkt)), ==,
                   dpt_json_text (vector, "commitment"));
}

/* Debian's opkssh 0.16.0 makes GQ proofs of the old form: refused, unless the server allows it. */
static void
test_old_gq (gconstpointer file)
{
  g_autofree char *path = g_strconcat ("vectors/data/opkssh/gq-old-form-golden/", file, NULL);
  json_t *vector = dpt_load_json (path);
  g_autofree char *providers = join_row (json_object_get (vector, "providers_row"));
  g_autofree char *certificate = g_strjoin (" ", dpt_json_text (vector, "cert_type"),
                                            dpt_json_text (vector, "cert_b64"), NULL);
  DptServer server = { providers, dpt_json_text (vector, "auth_id"), LOGIN, keys,
                       json_integer_value (json_object_get (vector, "now")), FALSE };
  const char *said = dpt_json_text (json_object_get (vector, "go_0_16_0"), "stdout");
  g_autofree char *want = g_strchomp (g_strdup (said));
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (dpt_login (&server, certificate, &error));
  dpt_assert_code (error, DP_ERROR_GQ_PROOF);
  g_clear_error (&error);
  server.gq_legacy = TRUE;
  line = dpt_login (&server, certificate, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, want);
  json_decref (vector);
}

/* The old form is only for commitments in aud: with one in nonce the switch changes nothing. */
static void
test_old_gq_with_nonce (void)
{
  json_t *list = json_object_get (cases, "cases");
  size_t i;
  json_t *vector;

  json_array_foreach (list, i, vector)
    {
      g_autofree char *providers = join_row (json_object_get (vector, "providers_row"));
      g_autofree char *certificate = g_strjoin (" ", dpt_json_text (vector, "cert_type"),
                                                dpt_json_text (vector, "cert_b64"), NULL);
      const DptServer server = { providers, NULL, LOGIN, keys,
                                 json_integer_value (json_object_get (vector, "now")), TRUE };
      g_autoptr (GError) error = NULL;

      if (strcmp (dpt_json_text (vector, "name"), "bad-gq-old-message") != 0)
        continue;
      g_assert_null (dpt_login (&server, certificate, &error));
      dpt_assert_code (error, DP_ERROR_GQ_PROOF);
      return;
    }
  g_assert_not_reached ();
}

int
main (int   argc,
      char *argv[])
{
  json_t *list, *vector;
  g_autofree char *keys_text = NULL;
  size_t i;
  int status;

  dpt_init (&argc, &argv);
  cases = dpt_load_json (FOLDER "/cases.json");
  keys_text = dpt_load_text (FOLDER "/op_jwks.json");
  keys = dp_jwks_parse ((const guint8 *) keys_text, strlen (keys_text), NULL);
  g_assert_nonnull (keys);
  list = json_object_get (cases, "cases");
  g_assert_cmpuint (json_array_size (list), ==, 45);
  json_array_foreach (list, i, vector)
    {
      const char *name = dpt_json_text (vector, "name");
      g_autofree char *path = g_strconcat ("/vectors/generated/", name, NULL);
      g_autofree char *commitment = g_strconcat (path, "-commitment", NULL);

      g_test_add_data_func (path, vector, test_case);
      if (find_reason (name) == FINE)
        g_test_add_data_func (commitment, vector, test_commitment);
    }
  g_test_add_data_func ("/vectors/generated/old_gq_of_an_ecdsa_key", "id_ecdsa.json", test_old_gq);
  g_test_add_data_func ("/vectors/generated/old_gq_of_an_ed25519_key", "id_ed25519.json",
                        test_old_gq);
  g_test_add_func ("/vectors/generated/old_gq_is_never_for_a_nonce", test_old_gq_with_nonce);
  status = g_test_run ();
  dp_jwks_free (keys);
  json_decref (cases);
  return status;
}
