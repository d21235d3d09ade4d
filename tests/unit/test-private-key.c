/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "dp-private-key.h"
#include "dpt.h"

/* RFC 6979 A.2.5 (P-256) and RFC 8032 section 7.1, test 1 (Ed25519): secret -> public */
static const struct
{
  DpKeyKind kind;
  const char *secret;
  const char *x;
  const char *y;
} known[] = {
  { DP_KEY_P256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299" },
  { DP_KEY_ED25519, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "" },
};

static DpPrivateKey *
make (DpKeyKind   kind,
      const char *hex,
      GError    **error)
{
  g_autoptr (GBytes) secret = dpt_hex (hex);

  return dp_private_key_new (kind, g_bytes_get_data (secret, NULL), g_bytes_get_size (secret),
                             error);
}

static void
expect_hex (const guint8 *data,
            gsize         len,
            const char   *hex)
{
  g_autoptr (GBytes) wanted = dpt_hex (hex);

  g_assert_cmpmem (data, len, g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

static void
test_known (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPrivateKey) key = make (known[i].kind, known[i].secret, &error);
      GBytes *secret;
      const guint8 *x, *y;
      gsize x_len, y_len;

      g_assert_no_error (error);
      dp_public_key_get_parts (dp_private_key_get_public (key), &x, &x_len, &y, &y_len);
      expect_hex (x, x_len, known[i].x);
      expect_hex (y, y_len, known[i].y);
      secret = dp_private_key_get_secret (key);
      expect_hex (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret), known[i].secret);
    }
}

/* RFC 8032 section 7.1, tests 1 to 3: EdDSA has one signature for each message. */
static const struct
{
  const char *secret;
  const char *message;
  const char *signature;
} eddsa[] = {
  { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
    "6bd25bf5f0595bbe24655141438e7a100b" },
  { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d"
    "8c387b2eaeb4302aeeb00d291612bb0c00" },
  { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6"
    "594a7c15e9716ed28dc027beceea1ec40a" },
};

static void
test_eddsa (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (eddsa); i++)
    {
      g_autoptr (DpPrivateKey) key = make (DP_KEY_ED25519, eddsa[i].secret, NULL);
      g_autoptr (GBytes) message = dpt_hex (eddsa[i].message);
      g_autoptr (GBytes) signature = NULL;

      signature = dp_private_key_sign (key, g_bytes_get_data (message, NULL),
                                       g_bytes_get_size (message), NULL);
      expect_hex (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature),
                  eddsa[i].signature);
    }
}

static void
test_generated (void)
{
  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    {
      DpSignAlg alg = kind == DP_KEY_P256 ? DP_SIGN_ES256 : DP_SIGN_EDDSA;
      g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, NULL);
      g_autoptr (DpPrivateKey) other = dp_private_key_generate (kind, NULL);
      g_autoptr (GBytes) signature = dp_private_key_sign (key, (const guint8 *) "text", 4, NULL);
      DpPublicKey *public_key = dp_private_key_get_public (key);
      const guint8 *bytes = g_bytes_get_data (signature, NULL);

      g_assert_cmpuint (g_bytes_get_size (signature), ==, 64);
      g_assert_true (dp_public_key_verify (public_key, alg, (const guint8 *) "text", 4, bytes, 64,
                                           NULL));
      g_assert_false (dp_public_key_verify (public_key, alg, (const guint8 *) "texT", 4, bytes, 64,
                                            NULL));
      g_assert_false (dp_public_key_verify (dp_private_key_get_public (other), alg,
                                            (const guint8 *) "text", 4, bytes, 64, NULL));
      g_assert_false (dp_public_key_equal (public_key, dp_private_key_get_public (other)));
    }
}

/* The key as OpenSSL has it. */
static EVP_PKEY *
openssl_key (const DpPublicKey *key)
{
  const guint8 *x, *y;
  gsize x_len, y_len;
  guint8 point[65] = { 4 };
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) "P-256", 0),
    OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
    OSSL_PARAM_construct_end (),
  };
  EVP_PKEY_CTX *ctx;
  EVP_PKEY *out = NULL;

  dp_public_key_get_parts (key, &x, &x_len, &y, &y_len);
  if (dp_public_key_get_kind (key) == DP_KEY_ED25519)
    return EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, x, x_len);
  memcpy (point + 1, x, x_len);
  memcpy (point + 1 + x_len, y, y_len);
  ctx = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  g_assert_cmpint (EVP_PKEY_fromdata_init (ctx), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (ctx, &out, EVP_PKEY_PUBLIC_KEY, params), ==, 1);
  EVP_PKEY_CTX_free (ctx);
  return out;
}

static gboolean
openssl_verifies (EVP_PKEY     *key,
                  gboolean      ec,
                  const guint8 *raw,
                  const guint8 *data,
                  gsize         len)
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  ECDSA_SIG *numbers = ECDSA_SIG_new ();
  guint8 der[80], *end = der;
  int ok;

  g_assert_cmpint (ECDSA_SIG_set0 (numbers, BN_bin2bn (raw, 32, NULL),
                                   BN_bin2bn (raw + 32, 32, NULL)), ==, 1);
  i2d_ECDSA_SIG (numbers, &end);
  g_assert_cmpint (EVP_DigestVerifyInit (ctx, NULL, ec ? EVP_sha256 () : NULL, NULL, key), ==, 1);
  ok = EVP_DigestVerify (ctx, ec ? der : raw, ec ? (gsize) (end - der) : 64, data, len);
  ECDSA_SIG_free (numbers);
  EVP_MD_CTX_free (ctx);
  return ok == 1;
}

/* Our signatures of messages of many lengths hold for another library, and for no other message. */
static void
test_openssl (void)
{
  guint8 data[300] = { 0 };

  for (gsize len = 0; len < sizeof data; len++)
    {
      gboolean ec = len % 2 == 0;
      g_autoptr (DpPrivateKey) key
        = dp_private_key_generate (ec ? DP_KEY_P256 : DP_KEY_ED25519, NULL);
      g_autoptr (GBytes) signature = NULL;
      EVP_PKEY *public_key = openssl_key (dp_private_key_get_public (key));
      const guint8 *raw;

      data[len / 2] = (guint8) len;
      signature = dp_private_key_sign (key, data, len, NULL);
      raw = g_bytes_get_data (signature, NULL);
      g_assert_true (openssl_verifies (public_key, ec, raw, data, len));
      g_assert_false (openssl_verifies (public_key, ec, raw, data, len + 1));
      EVP_PKEY_free (public_key);
    }
}

/* The order of P-256 (FIPS 186-4 D.1.2.3): the secret number is below it and not zero. */
static const struct
{
  const char *name;
  DpKeyKind kind;
  const char *secret;
  DpError code;
} bad[] = {
  { "rsa", DP_KEY_RSA, "01", DP_ERROR_KEY_TYPE },
  { "p256_zero", DP_KEY_P256, "0000000000000000000000000000000000000000000000000000000000000000",
    DP_ERROR_KEY_MALFORMED },
  { "p256_order", DP_KEY_P256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    DP_ERROR_KEY_MALFORMED },
  { "p256_short", DP_KEY_P256, "01", DP_ERROR_KEY_MALFORMED },
  { "p256_empty", DP_KEY_P256, "", DP_ERROR_KEY_MALFORMED },
  { "ed25519_short", DP_KEY_ED25519, "01", DP_ERROR_KEY_MALFORMED },
  { "ed25519_long", DP_KEY_ED25519,
    "000000000000000000000000000000000000000000000000000000000000000001", DP_ERROR_KEY_MALFORMED },
};

static void
test_bad (void)
{
  g_autoptr (GError) generated = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].name);
      g_assert_null (make (bad[i].kind, bad[i].secret, &error));
      dpt_assert_code (error, bad[i].code);
    }
  g_assert_null (dp_private_key_generate (DP_KEY_RSA, &generated));
  dpt_assert_code (generated, DP_ERROR_KEY_TYPE);
  dp_private_key_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/private-key/gives_the_known_public_key", test_known);
  g_test_add_func ("/base/private-key/makes_the_signatures_of_rfc_8032", test_eddsa);
  g_test_add_func ("/base/private-key/signs_what_its_public_key_verifies", test_generated);
  g_test_add_func ("/base/private-key/openssl_verifies_what_it_signs", test_openssl);
  g_test_add_func ("/base/private-key/refuses_bad_numbers", test_bad);
  return g_test_run ();
}
