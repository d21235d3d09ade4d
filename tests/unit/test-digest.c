/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-digest.h"
#include "dpt.h"

/* FIPS 180-4 and FIPS 202 examples of the NIST (messages "", "abc"). */
static const struct
{
  const char *message;
  const char *sha256;
  const char *sha3_256;
  const char *shake256; /* the first 32 bytes */
} cases[] = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
    "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f" },
  { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
    "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739" },
};

static void
expect (const guint8 *digest,
        const char   *hex)
{
  g_autoptr (GBytes) expected = dpt_hex (hex);

  g_assert_cmpmem (digest, DP_DIGEST_LEN, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
}

static void
test_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint8 *data = (const guint8 *) cases[i].message;
      gsize len = strlen (cases[i].message);
      guint8 out[DP_DIGEST_LEN];

      dp_digest_sha256 (data, len, out);
      expect (out, cases[i].sha256);
      dp_digest_sha3_256 (data, len, out);
      expect (out, cases[i].sha3_256);
      dp_digest_shake256 (data, len, out, sizeof out);
      expect (out, cases[i].shake256);
    }
}

/* FIPS 180-4 example of the NIST */
static void
test_sha512 (void)
{
  g_autoptr (GBytes) wanted
    = dpt_hex ("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  guint8 out[DP_DIGEST_SHA512_LEN];

  dp_digest_sha512 ((const guint8 *) "abc", 3, out);
  g_assert_cmpmem (out, sizeof out, g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

/* A shorter output is the start of a longer one. */
static void
test_any_length (void)
{
  guint8 one[1], many[500];

  dp_digest_shake256 ((const guint8 *) "abc", 3, one, sizeof one);
  dp_digest_shake256 ((const guint8 *) "abc", 3, many, sizeof many);
  g_assert_cmpuint (one[0], ==, many[0]);
  expect (many, cases[1].shake256);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/digest/agrees_with_the_standards", test_examples);
  g_test_add_func ("/base/digest/sha512", test_sha512);
  g_test_add_func ("/base/digest/shake_has_any_length", test_any_length);
  return g_test_run ();
}
