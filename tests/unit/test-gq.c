/* SPDX-License-Identifier: Apache-2.0 */
#include <gmp.h>
#include <string.h>

#include "dp-gq.h"
#include "dp-gq-math.h"
#include "dpt-jose.h"
#include "dpt.h"

#define HEADER "{\"alg\":\"RS256\",\"kid\":\"rsa1\",\"typ\":\"JWT\"}"
#define PAYLOAD "{\"iss\":\"https://op.example\",\"sub\":\"me\"}"

static DpJws *
parse (const char *token)
{
  g_autoptr (GError) error = NULL;
  DpJws *jws = dp_jws_parse_compact (token, strlen (token), &error);

  g_assert_no_error (error);
  return jws;
}

static char *
prove (DptSigner  *signer,
       const char *commitment)
{
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_RS256, HEADER, PAYLOAD);
  g_autoptr (DpJws) jws = parse (token);
  g_autoptr (GError) error = NULL;
  char *out = dp_gq_sign (jws, dpt_signer_get_public (signer), commitment, &error);

  g_assert_no_error (error);
  return out;
}

static void
test_round_trip (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();
  g_autofree char *token = prove (signer, NULL);
  g_autoptr (DpJws) gq = parse (token);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJson) original = dp_gq_parse_original_header (gq, &error);
  const char *text;

  g_assert_no_error (error);
  g_assert_true (dp_gq_verify (gq, dpt_signer_get_public (signer), FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (dp_gq_verify (gq, dpt_signer_get_public (signer), TRUE, NULL));
  /* section 1.8: 16 rounds of 2 + 256 bytes */
  g_assert_cmpuint (g_bytes_get_size (dp_jws_get_signature (gq)), ==, 4128);
  g_assert_true (dp_json_read_string (original, "kid", DP_JSON_REQUIRED, &text, NULL));
  g_assert_cmpstr (text, ==, "rsa1");
  g_assert_cmpstr (dp_jws_get_typ (gq), ==, "JWT");
  g_assert_true (dp_json_has (dp_jws_get_header (gq), "jkt"));
  g_assert_false (dp_json_has (dp_jws_get_header (gq), "cic"));
  dpt_assert_bytes (dp_jws_get_payload (gq), PAYLOAD);
}

/* A proof is random, and does not show the signature that it is made of. */
static void
test_secret (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_RS256, HEADER, PAYLOAD);
  g_autofree char *a = prove (signer, NULL);
  g_autofree char *b = prove (signer, NULL);

  g_assert_cmpstr (a, !=, b);
  g_assert_null (strstr (a, strrchr (token, '.') + 1));
}

static void
test_commitment (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();
  g_autofree char *token = prove (signer, "commitment");
  g_autoptr (DpJws) gq = parse (token);
  const char *text;

  g_assert_true (dp_gq_verify (gq, dpt_signer_get_public (signer), FALSE, NULL));
  g_assert_true (dp_json_read_string (dp_jws_get_header (gq), "cic", DP_JSON_REQUIRED, &text,
                                      NULL));
  g_assert_cmpstr (text, ==, "commitment");
}

/* What is not a valid RS256 token of the key is not proven. */
static void
test_sign_checks (void)
{
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();
  g_autoptr (DptSigner) other = dpt_signer_new (DP_KEY_RSA);
  g_autoptr (DptSigner) ec = dpt_signer_new (DP_KEY_P256);
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_RS256, HEADER, PAYLOAD);
  g_autofree char *pss = dpt_signer_token (signer, DP_SIGN_PS256, "{\"alg\":\"PS256\"}", PAYLOAD);
  g_autoptr (DpJws) jws = parse (token);
  g_autoptr (DpJws) pss_jws = parse (pss);
  g_autoptr (GError) a = NULL;
  g_autoptr (GError) b = NULL;
  g_autoptr (GError) c = NULL;

  g_assert_null (dp_gq_sign (jws, dpt_signer_get_public (other), NULL, &a));
  dpt_assert_code (a, DP_ERROR_SIGNATURE);
  g_assert_null (dp_gq_sign (jws, dpt_signer_get_public (ec), NULL, &b));
  dpt_assert_code (b, DP_ERROR_KEY_TYPE);
  g_assert_null (dp_gq_sign (pss_jws, dpt_signer_get_public (signer), NULL, &c));
  dpt_assert_code (c, DP_ERROR_ALGORITHM);
}

/* The equations alone, for exponents of other sizes: rounds and lengths of section 1.8. */
static const struct
{
  const char *e;
  gsize rounds;
  gsize challenge_len;
} sizes[] = {
  { "03", 256, 1 },
  { "11", 64, 1 },
  { "0101", 32, 1 },
  { "010001", 16, 2 },
  { "01000001", 11, 3 },
  { "8000000000000001", 5, 8 },
};

static void
test_sizes (void)
{
  guint8 n[256] = { 0x80 }, g[256] = { 0 };

  n[255] = 1;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) e = dpt_hex (sizes[i].e);
      g_autoptr (DpGq) gq = _dp_gq_new (n, sizeof n, g_bytes_get_data (e, NULL),
                                        g_bytes_get_size (e), g, NULL);

      g_assert_cmpuint (gq->width, ==, 256);
      g_assert_cmpuint (gq->rounds, ==, sizes[i].rounds);
      g_assert_cmpuint (gq->challenge_len, ==, sizes[i].challenge_len);
    }
}

/* q^-1 ^ e mod n, by functions that dp-gq-math.c does not use. */
static void
public_of (const guint8 *n,
           const guint8 *q,
           gsize         len,
           guint8       *g)
{
  mpz_t modulus, number;
  size_t used;

  mpz_inits (modulus, number, NULL);
  mpz_import (modulus, len, 1, 1, 0, 0, n);
  mpz_import (number, len, 1, 1, 0, 0, q);
  g_assert_true (mpz_invert (number, number, modulus) != 0);
  mpz_powm_ui (number, number, 65537, modulus);
  used = (mpz_sizeinbase (number, 2) + 7) / 8;
  memset (g, 0, len);
  mpz_export (g + len - used, NULL, 1, 1, 0, 0, number);
  mpz_clears (modulus, number, NULL);
}

/* Prove and recover with a modulus of every width, whole limbs or not, and with every bit on top;
 * with the challenge 0, too, which one proof in some thousands has. */
static void
test_widths (void)
{
  static const guint8 e[] = { 1, 0, 1 };
  static const guint8 challenges[][2] = { { 0, 0 }, { 0, 1 }, { 0x80, 0 }, { 0xff, 0xff } };

  for (gsize width = 2; width <= 50; width++)
    for (guint bit = 0; bit < 8; bit++)
      {
        guint8 n[50], q[50] = { 0 }, r[50], w[50], s[50], g[50], back[50];
        g_autoptr (DpGq) gq = NULL;

        memset (n, 0xff, width);
        n[0] = (guint8) (1 << bit);
        q[width - 1] = 2; /* n is odd */
        public_of (n, q, width, g);
        gq = _dp_gq_new (n, width, e, sizeof e, g, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS (challenges); i++)
          {
            g_assert_true (_dp_gq_random (gq, r, NULL));
            g_assert_cmpint (memcmp (r, n, width), <, 0);
            if (r[width - 1] == 0)
              r[width - 1] = 1; /* 0 has no response, and n does not end with 1 */
            _dp_gq_commit (gq, r, w);
            _dp_gq_respond (gq, r, q, challenges[i], s);
            g_assert_true (_dp_gq_recover (gq, challenges[i], s, back, NULL));
            g_assert_cmpmem (w, width, back, width);
          }
        g_assert_true (_dp_gq_invert (gq, q, s, NULL));
        g_assert_true (_dp_gq_invert (gq, s, back, NULL));
        g_assert_cmpmem (q, width, back, width);
      }
}

/* Numbers that no modulus has, and one without an inverse. */
static void
test_bad_numbers (void)
{
  guint8 even[2] = { 0x80, 0 }, one[1] = { 1 }, n[1] = { 15 }, three[1] = { 3 }, out[1];
  g_autoptr (GError) a = NULL;
  g_autoptr (GError) b = NULL;
  g_autoptr (GError) c = NULL;
  g_autoptr (DpGq) gq = _dp_gq_new (n, 1, three, 1, one, NULL);

  g_assert_null (_dp_gq_new (even, 2, three, 1, even, &a));
  dpt_assert_code (a, DP_ERROR_CRYPTO);
  g_assert_null (_dp_gq_new (n, 1, one, 1, one, &b));
  dpt_assert_code (b, DP_ERROR_CRYPTO);
  g_assert_false (_dp_gq_invert (gq, three, out, &c)); /* 3 has no inverse modulo 15 */
  dpt_assert_code (c, DP_ERROR_CRYPTO);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/jose/gq/verifies_what_it_made", test_round_trip);
  g_test_add_func ("/jose/gq/hides_the_signature", test_secret);
  g_test_add_func ("/jose/gq/carries_a_commitment", test_commitment);
  g_test_add_func ("/jose/gq/proves_valid_tokens_only", test_sign_checks);
  g_test_add_func ("/jose/gq/rounds_for_every_exponent", test_sizes);
  g_test_add_func ("/jose/gq/equations_hold_for_every_width", test_widths);
  g_test_add_func ("/jose/gq/bad_numbers", test_bad_numbers);
  return g_test_run ();
}
