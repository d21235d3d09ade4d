/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Good tokens with a signature in another form. Each is made from a real signature of the right key
 * by what the row names, so that a verifier that mends, cuts or ignores something takes it.
 */
#include <openssl/ec.h>
#include <string.h>

#include "dp-jws.h"
#include "dpt-jose.h"
#include "dpt.h"

#define PAYLOAD "{\"iss\":\"https://op.example\"}"

/* The orders of P-256 (FIPS 186-4 D.1.2.3, big-endian) and Ed25519 (RFC 8032, little-endian). */
#define P256_N "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define ED25519_L "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"

static DptSigner *rsa, *p256, *ed25519, *other_rsa, *other_p256, *other_ed25519;

/* input: what is done with the 64 or 256 bytes of the signature */
static const DptRefused rsa_rows[] = {
  { "short", "one byte less", "cut_end", DP_ERROR_SIGNATURE },
  { "long", "a byte more at the end", "zero_end", DP_ERROR_SIGNATURE },
  { "zero_in_front", "one byte more than the modulus", "zero_front", DP_ERROR_SIGNATURE },
  { "without_first_byte", "a number that fits in fewer bytes", "cut_front", DP_ERROR_SIGNATURE },
  { "zero", "0 to any power is 0", "zero", DP_ERROR_SIGNATURE },
  { "one", "1 to any power is 1", "one", DP_ERROR_SIGNATURE },
  { "all_ones", "a number above the modulus", "ones", DP_ERROR_SIGNATURE },
  { "bit", "one bit", "bit", DP_ERROR_SIGNATURE },
  { "other_key", "the key of another issuer", "other", DP_ERROR_SIGNATURE },
  { "pss", "PSS where PKCS #1 is named", "pss", DP_ERROR_SIGNATURE },
  { "sha512", "another digest than the header names", "sha512", DP_ERROR_SIGNATURE },
  { "double", "the signature twice", "double", DP_ERROR_SIGNATURE },
};

static const DptRefused p256_rows[] = {
  { "der", "ECDSA as in X.509 and TLS", "der", DP_ERROR_SIGNATURE },
  { "short", "one byte less", "cut_end", DP_ERROR_SIGNATURE },
  { "long", "a byte more", "zero_end", DP_ERROR_SIGNATURE },
  { "long_numbers", "r and s in 33 bytes", "wide", DP_ERROR_SIGNATURE },
  { "zero", "r and s 0, which some verifiers took", "zero", DP_ERROR_SIGNATURE },
  { "r_zero", "r 0", "r_zero", DP_ERROR_SIGNATURE },
  { "s_zero", "s 0", "s_zero", DP_ERROR_SIGNATURE },
  { "r_order", "r = n, which is 0", "r_order", DP_ERROR_SIGNATURE },
  { "s_order", "s = n, which is 0", "s_order", DP_ERROR_SIGNATURE },
  { "all_ones", "r and s above n", "ones", DP_ERROR_SIGNATURE },
  { "swapped", "s || r", "swap", DP_ERROR_SIGNATURE },
  { "bit", "one bit", "bit", DP_ERROR_SIGNATURE },
  { "other_key", "the key of another issuer", "other", DP_ERROR_SIGNATURE },
};

static const DptRefused ed25519_rows[] = {
  { "s_plus_order", "the same number in another spelling", "plus_order", DP_ERROR_SIGNATURE },
  { "s_zero", "S 0", "s_zero", DP_ERROR_SIGNATURE },
  { "s_order", "S = L, which is 0", "s_order", DP_ERROR_SIGNATURE },
  { "s_high_bits", "bits that old verifiers cleared", "high_bits", DP_ERROR_SIGNATURE },
  { "zero", "the neutral element and 0", "zero", DP_ERROR_SIGNATURE },
  { "short", "one byte less", "cut_end", DP_ERROR_SIGNATURE },
  { "long", "a byte more", "zero_end", DP_ERROR_SIGNATURE },
  { "r_bit", "another R", "bit", DP_ERROR_SIGNATURE },
  { "other_key", "the key of another issuer", "other", DP_ERROR_SIGNATURE },
};

static void
fill_hex (guint8     *out,
          const char *hex)
{
  g_autoptr (GBytes) bytes = dpt_hex (hex);

  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    out[i] = ((const guint8 *) g_bytes_get_data (bytes, NULL))[i];
}

/* S + L, both little-endian: fits in 32 bytes, as L is below 2^253. */
static void
add_order (guint8 *s)
{
  guint8 order[32];
  guint carry = 0;

  fill_hex (order, ED25519_L);
  for (gsize i = 0; i < 32; i++)
    {
      carry += (guint) s[i] + order[i];
      s[i] = (guint8) carry;
      carry >>= 8;
    }
  g_assert_cmpuint (carry, ==, 0);
}

/* Changes of length: @data has room for them. */
static gsize
change_length (const char *how,
               guint8     *data,
               gsize       len)
{
  if (strcmp (how, "cut_end") == 0)
    return len - 1;
  if (strcmp (how, "zero_end") == 0)
    {
      data[len] = 0;
      return len + 1;
    }
  if (strcmp (how, "cut_front") == 0)
    {
      memmove (data, data + 1, len - 1);
      return len - 1;
    }
  if (strcmp (how, "double") == 0)
    {
      memmove (data + len, data, len);
      return 2 * len;
    }
  memmove (data + 1, data, len); /* zero_front */
  data[0] = 0;
  return len + 1;
}

static gsize
to_der (guint8 *data)
{
  ECDSA_SIG *sig = ECDSA_SIG_new ();
  int len;

  g_assert_cmpint (ECDSA_SIG_set0 (sig, BN_bin2bn (data, 32, NULL),
                                   BN_bin2bn (data + 32, 32, NULL)), ==, 1);
  len = i2d_ECDSA_SIG (sig, &data);
  ECDSA_SIG_free (sig);
  return (gsize) len;
}

static void
widen (guint8 *data)
{
  memmove (data + 34, data + 32, 32);
  memmove (data + 1, data, 32);
  data[0] = data[33] = 0;
}

/* Changes that keep the length. */
static void
change_value (const char *how,
              guint8     *data,
              gsize       len)
{
  guint8 half[32];

  if (strcmp (how, "zero") == 0 || strcmp (how, "one") == 0)
    memset (data, 0, len);
  if (strcmp (how, "one") == 0)
    data[len - 1] = 1;
  if (strcmp (how, "ones") == 0)
    memset (data, 0xff, len);
  if (strcmp (how, "bit") == 0)
    data[7] ^= 0x10;
  if (strcmp (how, "r_zero") == 0)
    memset (data, 0, 32);
  if (strcmp (how, "s_zero") == 0)
    memset (data + 32, 0, 32);
  if (strcmp (how, "r_order") == 0)
    fill_hex (data, P256_N);
  if (strcmp (how, "high_bits") == 0)
    data[63] |= 0xe0;
  if (strcmp (how, "plus_order") == 0)
    add_order (data + 32);
  if (strcmp (how, "swap") == 0)
    {
      memmove (half, data, 32);
      memmove (data, data + 32, 32);
      memmove (data + 32, half, 32);
    }
}

/* The signature of the right key, changed. */
static char *
changed (DptSigner  *signer,
         DpSignAlg   alg,
         const char *header,
         const char *how)
{
  static const char *const lengths[] = { "cut_end", "zero_end", "cut_front", "double", "zero_front",
                                         NULL };
  g_autofree char *token = dpt_signer_token (signer, alg, header, PAYLOAD);
  g_autofree char *input = g_strndup (token, (gsize) (strrchr (token, '.') - token));
  g_autoptr (GBytes) signature = dpt_signer_sign (signer, alg, input);
  gsize len = g_bytes_get_size (signature);
  guint8 data[1024] = { 0 };

  for (gsize i = 0; i < len; i++)
    data[i] = ((const guint8 *) g_bytes_get_data (signature, NULL))[i];
  if (strcmp (how, "der") == 0)
    len = to_der (data);
  else if (strcmp (how, "wide") == 0)
    {
      widen (data);
      len = 66;
    }
  else if (strcmp (how, "s_order") == 0)
    fill_hex (data + 32, alg == DP_SIGN_ES256 ? P256_N : ED25519_L);
  else if (g_strv_contains (lengths, how))
    len = change_length (how, data, len);
  else
    change_value (how, data, len);
  return dpt_token_with (token, data, len);
}

static void
check (DptSigner  *signer,
       DptSigner  *other,
       DpSignAlg   alg,
       const char *header,
       const char *how,
       GError    **error)
{
  g_autofree char *good = dpt_signer_token (signer, alg, header, PAYLOAD);
  g_autoptr (DpJws) good_jws = dp_jws_parse_compact (good, strlen (good), NULL);
  g_autofree char *token = NULL;
  g_autoptr (DpJws) jws = NULL;

  g_assert_true (dp_jws_verify (good_jws, dpt_signer_get_public (signer), alg, NULL));
  if (strcmp (how, "other") == 0)
    token = dpt_signer_token (other, alg, header, PAYLOAD);
  else if (strcmp (how, "pss") == 0)
    token = dpt_signer_token (signer, DP_SIGN_PS256, header, PAYLOAD);
  else if (strcmp (how, "sha512") == 0)
    token = dpt_signer_token (signer, DP_SIGN_RS512, header, PAYLOAD);
  else
    token = changed (signer, alg, header, how);
  g_assert_cmpstr (token, !=, good);
  jws = dp_jws_parse_compact (token, strlen (token), error);
  g_assert_nonnull (jws);
  g_assert_false (dp_jws_verify (jws, dpt_signer_get_public (signer), alg, error));
}

static void
check_rsa (const DptRefused *row,
           GError          **error)
{
  check (rsa, other_rsa, DP_SIGN_RS256, "{\"alg\":\"RS256\"}", row->input, error);
}

static void
check_p256 (const DptRefused *row,
            GError          **error)
{
  check (p256, other_p256, DP_SIGN_ES256, "{\"alg\":\"ES256\"}", row->input, error);
}

static void
check_ed25519 (const DptRefused *row,
               GError          **error)
{
  check (ed25519, other_ed25519, DP_SIGN_EDDSA, "{\"alg\":\"EdDSA\"}", row->input, error);
}

/* Algorithm confusion: the public key, which everybody has, as the secret of an HMAC. */
static void
test_confusion (void)
{
  g_autofree char *pem = dpt_load_text ("vectors/data/spec/generated/op_jwks.json");
  g_autofree char *token = dpt_hmac_token (pem, "{\"alg\":\"HS256\"}", PAYLOAD);
  g_autoptr (DpJws) jws = dp_jws_parse_compact (token, strlen (token), NULL);

  for (guint alg = 0; alg < DP_SIGN_N; alg++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (dp_jws_verify (jws, dpt_signer_get_public (rsa), alg, &error));
      dpt_assert_code (error, DP_ERROR_ALGORITHM);
    }
}

/* The parts of two good tokens of one key, put together. */
static void
test_mixed (void)
{
  g_autofree char *a = dpt_signer_token (p256, DP_SIGN_ES256, "{\"alg\":\"ES256\"}", "{\"a\":1}");
  g_autofree char *b = dpt_signer_token (p256, DP_SIGN_ES256, "{\"alg\":\"ES256\",\"b\":1}",
                                         "{\"b\":1}");
  g_auto (GStrv) x = g_strsplit (a, ".", 3);
  g_auto (GStrv) y = g_strsplit (b, ".", 3);

  for (guint i = 1; i < 7; i++)
    {
      g_autofree char *token = g_strjoin (".", i & 1 ? y[0] : x[0], i & 2 ? y[1] : x[1],
                                          i & 4 ? y[2] : x[2], NULL);
      g_autoptr (DpJws) jws = dp_jws_parse_compact (token, strlen (token), NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (dp_jws_verify (jws, dpt_signer_get_public (p256), DP_SIGN_ES256, &error));
      dpt_assert_code (error, DP_ERROR_SIGNATURE);
    }
}

int
main (int   argc,
      char *argv[])
{
  DptSigner **signers[] = { &other_rsa, &p256, &ed25519, &other_p256, &other_ed25519, &rsa };
  static const DpKeyKind kinds[] = { DP_KEY_RSA, DP_KEY_P256, DP_KEY_ED25519, DP_KEY_P256,
                                     DP_KEY_ED25519 };
  int status;

  dpt_init (&argc, &argv);
  rsa = dpt_signer_rsa ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    *signers[i] = dpt_signer_new (kinds[i]);
  dpt_add_refused ("/refused/signature/rs256", rsa_rows, check_rsa);
  dpt_add_refused ("/refused/signature/es256", p256_rows, check_p256);
  dpt_add_refused ("/refused/signature/eddsa", ed25519_rows, check_ed25519);
  g_test_add_func ("/refused/signature/public_key_as_hmac_secret", test_confusion);
  g_test_add_func ("/refused/signature/parts_of_two_tokens", test_mixed);
  status = g_test_run ();
  for (gsize i = 0; i < G_N_ELEMENTS (signers); i++)
    dpt_signer_free (*signers[i]);
  return status;
}
