/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Project Wycheproof: signatures that implementations have got wrong. "acceptable" means that both
 * answers can be defended; which one we give is said below, per flag.
 */
#include <string.h>

#include "dp-jose-alg.h"
#include "dp-public-key.h"
#include "dpt.h"

typedef struct
{
  const char *file;
  guint valid;   /* how many must verify */
  guint invalid; /* how many must not */
  guint either;  /* may_be_refused() */
} Suite;

static const Suite suites[] = {
  { "ecdsa_secp256r1_sha256_p1363_test.json", 145, 73, 1 },
  { "eddsa_test.json", 84, 61, 0 },
  { "rsa_signature_2048_sha256_test.json", 9, 231, 0 },
  { "rsa_pss_2048_sha256_mgf1_32_test.json", 63, 40, 0 },
};

static DpPublicKey *
make_key (const json_t *key,
          DpKeyKind     kind,
          GError      **error)
{
  static const char *const members[3][2] = { { "n", "e" }, { "x", "y" }, { "x", "x" } };
  g_autoptr (GBytes) a = dpt_json_hex (key, members[kind][0]);
  g_autoptr (GBytes) b = dpt_json_hex (key, members[kind][1]);
  gsize a_len, b_len;
  const guint8 *a_data = g_bytes_get_data (a, &a_len), *b_data = g_bytes_get_data (b, &b_len);

  if (kind == DP_KEY_RSA)
    return dp_public_key_new_rsa (a_data, a_len, b_data, b_len, error);
  if (kind == DP_KEY_P256)
    return dp_public_key_new_p256 (a_data, a_len, b_data, b_len, error);
  return dp_public_key_new_ed25519 (a_data, a_len, error);
}

/*
 * SmallPublicKey: a sound signature with e = 3, which we take. SigSize and MissingNull: another
 * length than the standard's, and DER without the NULL that RFC 8017 asks for; refused.
 */
static gboolean
must_verify (const json_t *test)
{
  const char *result = dpt_json_text (test, "result");
  const char *flag = json_string_value (json_array_get (json_object_get (test, "flags"), 0));

  if (strcmp (result, "acceptable") == 0)
    return strcmp (flag, "SmallPublicKey") == 0;
  return strcmp (result, "valid") == 0;
}

/*
 * A sound signature for which both halves of the sum of points are the same. nettle 3.8 refuses it,
 * another may take it. Only who has the private key can make one, and only on purpose.
 */
static gboolean
may_be_refused (const json_t *test)
{
  return strstr (dpt_json_text (test, "comment"), "point duplication during verification") != NULL
         && must_verify (test);
}

static gboolean
run (const DpPublicKey *key,
     DpSignAlg          alg,
     const json_t      *test)
{
  g_autoptr (GBytes) message = dpt_json_hex (test, "msg");
  g_autoptr (GBytes) signature = dpt_json_hex (test, "sig");
  g_autoptr (GError) error = NULL;
  gboolean ok = dp_public_key_verify (key, alg, g_bytes_get_data (message, NULL),
                                      g_bytes_get_size (message),
                                      g_bytes_get_data (signature, NULL),
                                      g_bytes_get_size (signature), &error);

  if (ok != must_verify (test) && !may_be_refused (test))
    {
      g_test_message ("case %d: %s", (int) json_integer_value (json_object_get (test, "tcId")),
                      dpt_json_text (test, "comment"));
      g_test_fail ();
    }
  if (!ok)
    dpt_assert_code (error, DP_ERROR_SIGNATURE);
  return ok;
}

static void
test_suite (gconstpointer data)
{
  const Suite *suite = data;
  g_autofree char *path = g_build_filename ("vectors/data/wycheproof", suite->file, NULL);
  json_t *vectors = dpt_load_json (path), *group, *test;
  guint counts[2] = { 0 }, either = 0;
  DpSignAlg alg;
  gsize i, j;

  g_assert_true (dp_jose_alg_from_name (dpt_json_text (vectors, "alg"), &alg, NULL));
  json_array_foreach (json_object_get (vectors, "groups"), i, group)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPublicKey) key = make_key (json_object_get (group, "key"),
                                              dp_jose_alg_get_kind (alg), &error);

      g_assert_no_error (error);
      json_array_foreach (json_object_get (group, "tests"), j, test)
        {
          gboolean ok = run (key, alg, test);

          if (may_be_refused (test))
            either++;
          else
            counts[ok]++;
        }
    }
  g_test_message ("%u verified, %u refused, %u either", counts[TRUE], counts[FALSE], either);
  g_assert_cmpuint (counts[TRUE], ==, suite->valid);
  g_assert_cmpuint (counts[FALSE], ==, suite->invalid);
  g_assert_cmpuint (either, ==, suite->either);
  json_decref (vectors);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_autofree char *path = g_strconcat ("/vectors/wycheproof/", suites[i].file, NULL);

      g_test_add_data_func (path, &suites[i], test_suite);
    }
  return g_test_run ();
}
