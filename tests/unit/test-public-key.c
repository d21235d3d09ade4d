/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-private-key.h"
#include "dpt.h"

/* The base point of P-256 (FIPS 186-4 D.1.2.3); the public key of RFC 8032 section 7.1, test 1. */
#define P256_X "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define P256_Y "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define ED_X "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

#define Z16 "00000000000000000000000000000000"
#define F16 "ffffffffffffffffffffffffffffffff"

static DpPublicKey *
make (DpKeyKind   kind,
      const char *first_hex,
      const char *second_hex,
      GError    **error)
{
  g_autoptr (GBytes) first = dpt_hex (first_hex);
  g_autoptr (GBytes) second = dpt_hex (second_hex);
  gsize a_len, b_len;
  const guint8 *a = g_bytes_get_data (first, &a_len), *b = g_bytes_get_data (second, &b_len);

  if (kind == DP_KEY_RSA)
    return dp_public_key_new_rsa (a, a_len, b, b_len, error);
  if (kind == DP_KEY_P256)
    return dp_public_key_new_p256 (a, a_len, b, b_len, error);
  return dp_public_key_new_ed25519 (a, a_len, error);
}

/* Points that are not points, small orders (Cremers and Jackson 2019, table 5), wrong lengths. */
static const struct
{
  const char *name;
  DpKeyKind kind;
  const char *first;
  const char *second;
  DpError code;
} bad[] = {
  { "p256_off_the_curve", DP_KEY_P256, P256_X, P256_X, DP_ERROR_KEY_MALFORMED },
  { "p256_zero", DP_KEY_P256, Z16 Z16, Z16 Z16, DP_ERROR_KEY_MALFORMED },
  { "p256_above_the_prime", DP_KEY_P256, F16 F16, F16 F16, DP_ERROR_KEY_MALFORMED },
  { "p256_short_x", DP_KEY_P256, "6b17", P256_Y, DP_ERROR_KEY_MALFORMED },
  { "p256_long_y", DP_KEY_P256, P256_X, "00" P256_Y, DP_ERROR_KEY_MALFORMED },
  { "p256_empty", DP_KEY_P256, "", "", DP_ERROR_KEY_MALFORMED },
  { "ed25519_short", DP_KEY_ED25519, "d75a98", "", DP_ERROR_KEY_MALFORMED },
  { "ed25519_long", DP_KEY_ED25519, ED_X "00", "", DP_ERROR_KEY_MALFORMED },
  { "ed25519_order_4", DP_KEY_ED25519, Z16 Z16, "", DP_ERROR_KEY_WEAK },
  { "ed25519_order_4_sign", DP_KEY_ED25519, Z16 "00000000000000000000000000000080", "",
    DP_ERROR_KEY_WEAK },
  { "ed25519_order_1", DP_KEY_ED25519, "01000000000000000000000000000000" Z16, "",
    DP_ERROR_KEY_WEAK },
  { "ed25519_order_1_sign", DP_KEY_ED25519,
    "01000000000000000000000000000000" "00000000000000000000000000000080", "", DP_ERROR_KEY_WEAK },
  { "ed25519_order_2", DP_KEY_ED25519, "ecffffffffffffffffffffffffffffff"
    "ffffffffffffffffffffffffffffff7f", "", DP_ERROR_KEY_WEAK },
  { "ed25519_order_8_a", DP_KEY_ED25519,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "", DP_ERROR_KEY_WEAK },
  { "ed25519_order_8_b", DP_KEY_ED25519,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", "", DP_ERROR_KEY_WEAK },
  { "ed25519_order_8_c", DP_KEY_ED25519,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "", DP_ERROR_KEY_WEAK },
  { "ed25519_order_8_d", DP_KEY_ED25519,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", "", DP_ERROR_KEY_WEAK },
  { "ed25519_is_the_prime", DP_KEY_ED25519, "edffffffffffffffffffffffffffffff"
    "ffffffffffffffffffffffffffffff7f", "", DP_ERROR_KEY_WEAK },
  { "ed25519_above_the_prime", DP_KEY_ED25519, F16 F16, "", DP_ERROR_KEY_WEAK },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].name);
      g_assert_null (make (bad[i].kind, bad[i].first, bad[i].second, &error));
      dpt_assert_code (error, bad[i].code);
    }
}

/* Close to the prime, and below it: encoded as it must be. */
static void
test_below_the_prime (void)
{
  static const char *const keys[] = {
    "fffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe7f",
    "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPublicKey) key = make (DP_KEY_ED25519, keys[i], "", &error);

      g_test_message ("%s", keys[i]);
      g_assert_no_error (error);
      g_assert_nonnull (key);
    }
}

/* An RSA modulus of so many bits: 1…1, or with another first or last byte. */
static const struct
{
  const char *name;
  gsize bytes;
  guint8 first;
  guint8 last;
  const char *e;
  DpError code; /* DP_ERROR_N: accepted */
} rsa[] = {
  { "2048_bits", 256, 0x80, 1, "010001", DP_ERROR_N },
  { "2047_bits", 256, 0x7f, 1, "010001", DP_ERROR_KEY_WEAK },
  { "2049_bits", 257, 0x01, 1, "010001", DP_ERROR_N },
  { "1024_bits", 128, 0xff, 1, "010001", DP_ERROR_KEY_WEAK },
  { "8192_bits", 1024, 0xff, 1, "010001", DP_ERROR_N },
  { "8193_bits", 1025, 0x01, 1, "010001", DP_ERROR_KEY_WEAK },
  { "even_modulus", 256, 0x80, 2, "010001", DP_ERROR_KEY_WEAK },
  { "zero_in_front", 257, 0x00, 1, "010001", DP_ERROR_KEY_MALFORMED },
  { "no_modulus", 0, 0, 0, "010001", DP_ERROR_KEY_MALFORMED },
  { "no_exponent", 256, 0x80, 1, "", DP_ERROR_KEY_MALFORMED },
  { "exponent_zero", 256, 0x80, 1, "00", DP_ERROR_KEY_MALFORMED },
  { "exponent_zero_in_front", 256, 0x80, 1, "00010001", DP_ERROR_KEY_MALFORMED },
  { "exponent_1", 256, 0x80, 1, "01", DP_ERROR_KEY_WEAK },
  { "exponent_2", 256, 0x80, 1, "02", DP_ERROR_KEY_WEAK },
  { "exponent_3", 256, 0x80, 1, "03", DP_ERROR_N },
  { "exponent_even", 256, 0x80, 1, "010000", DP_ERROR_KEY_WEAK },
  { "exponent_of_64_bits", 256, 0x80, 1, "8000000000000001", DP_ERROR_N },
  { "exponent_of_72_bits", 256, 0x80, 1, "800000000000000001", DP_ERROR_KEY_WEAK },
};

static void
test_rsa (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rsa); i++)
    {
      g_autofree guint8 *n = g_malloc (rsa[i].bytes + 1);
      g_autoptr (GBytes) e = dpt_hex (rsa[i].e);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPublicKey) key = NULL;

      g_test_message ("%s", rsa[i].name);
      memset (n, 0xff, rsa[i].bytes + 1);
      if (rsa[i].bytes > 0)
        {
          n[rsa[i].bytes - 1] = rsa[i].last;
          n[0] = rsa[i].first;
        }
      key = dp_public_key_new_rsa (n, rsa[i].bytes, g_bytes_get_data (e, NULL),
                                   g_bytes_get_size (e), &error);
      g_assert_true ((key == NULL) == (rsa[i].code != DP_ERROR_N));
      if (key == NULL)
        dpt_assert_code (error, rsa[i].code);
    }
}

static void
test_parts (void)
{
  g_autoptr (DpPublicKey) a = make (DP_KEY_P256, P256_X, P256_Y, NULL);
  g_autoptr (DpPublicKey) b = make (DP_KEY_P256, P256_X, P256_Y, NULL);
  g_autoptr (DpPublicKey) c = make (DP_KEY_ED25519, ED_X, "", NULL);
  g_autoptr (DpPublicKey) again = dp_public_key_ref (a);
  g_autoptr (GBytes) x = dpt_hex (P256_X);
  const guint8 *first, *second;
  gsize first_len, second_len;

  g_assert_cmpint (dp_public_key_get_kind (a), ==, DP_KEY_P256);
  dp_public_key_get_parts (a, &first, &first_len, &second, &second_len);
  g_assert_cmpmem (first, first_len, g_bytes_get_data (x, NULL), 32);
  g_assert_cmpuint (second_len, ==, 32);
  dp_public_key_get_parts (c, &first, &first_len, &second, &second_len);
  g_assert_cmpuint (first_len, ==, 32);
  g_assert_cmpuint (second_len, ==, 0);
  g_assert_true (dp_public_key_equal (a, b));
  g_assert_true (dp_public_key_equal (a, again));
  g_assert_false (dp_public_key_equal (a, c));
  dp_public_key_unref (NULL);
}

/* Every algorithm against every kind of key: only its own kind is tried at all. */
static void
test_alg_fits_key (void)
{
  static const DpKeyKind kind_of[DP_SIGN_N] = {
    [DP_SIGN_RS256] = DP_KEY_RSA,  [DP_SIGN_RS512] = DP_KEY_RSA,      [DP_SIGN_PS256] = DP_KEY_RSA,
    [DP_SIGN_ES256] = DP_KEY_P256, [DP_SIGN_EDDSA] = DP_KEY_ED25519,
  };
  static const DpKeyKind kinds[] = { DP_KEY_P256, DP_KEY_ED25519 };
  guint8 signature[64] = { 1 };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint alg = 0; alg <= DP_SIGN_N; alg++)
      {
        g_autoptr (DpPrivateKey) key = dp_private_key_generate (kinds[k], NULL);
        g_autoptr (GError) error = NULL;
        gboolean fits = alg < DP_SIGN_N && kind_of[alg] == kinds[k];

        g_assert_false (dp_public_key_verify (dp_private_key_get_public (key), alg, signature, 1,
                                              signature, sizeof signature, &error));
        dpt_assert_code (error, fits ? DP_ERROR_SIGNATURE : DP_ERROR_KEY_TYPE);
      }
}

static void
test_signature_length (void)
{
  guint8 signature[65] = { 1 };

  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    for (gsize len = 0; len <= 65; len++)
      {
        g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, NULL);
        g_autoptr (GError) error = NULL;
        DpSignAlg alg = kind == DP_KEY_P256 ? DP_SIGN_ES256 : DP_SIGN_EDDSA;

        g_assert_false (dp_public_key_verify (dp_private_key_get_public (key), alg, signature, 1,
                                              signature, len, &error));
        dpt_assert_code (error, DP_ERROR_SIGNATURE);
      }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/public-key/refuses_bad_points", test_bad);
  g_test_add_func ("/base/public-key/takes_rsa_of_good_size_only", test_rsa);
  g_test_add_func ("/base/public-key/gives_its_parts", test_parts);
  g_test_add_func ("/base/public-key/algorithm_must_fit", test_alg_fits_key);
  g_test_add_func ("/base/public-key/signature_has_one_length", test_signature_length);
  g_test_add_func ("/base/public-key/takes_what_is_below_the_prime", test_below_the_prime);
  return g_test_run ();
}
