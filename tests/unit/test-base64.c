/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dpt.h"

/* RFC 4648 section 10, in both spellings */
static const struct
{
  const char *plain;
  const char *base64;
  const char *base64url;
} pairs[] = {
  { "", "", "" },
  { "f", "Zg==", "Zg" },
  { "fo", "Zm8=", "Zm8" },
  { "foo", "Zm9v", "Zm9v" },
  { "foob", "Zm9vYg==", "Zm9vYg" },
  { "fooba", "Zm9vYmE=", "Zm9vYmE" },
  { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
  { "\xff\xef\xbe", "/+++", "_---" },
  { "\xfb\xff", "+/8=", "-_8" },
};

static const struct
{
  const char *text;
  DpError base64;    /* DP_ERROR_N: accepted */
  DpError base64url;
} bad[] = {
  { "Z", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zg", DP_ERROR_BASE64, DP_ERROR_N },
  { "Zg=", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zg==", DP_ERROR_N, DP_ERROR_BASE64 },
  { "Zg===", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "====", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Z===", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zm=v", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zh==", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zh", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zm9=", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zm9", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "_---", DP_ERROR_BASE64, DP_ERROR_N },
  { "/+++", DP_ERROR_N, DP_ERROR_BASE64 },
  { "Zm9v\n", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zm\n9v", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { " Zm9v", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zm9vZm9\r", DP_ERROR_BASE64, DP_ERROR_BASE64 },
  { "Zm\xc3\xb6", DP_ERROR_BASE64, DP_ERROR_BASE64 },
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const guint8 *plain = (const guint8 *) pairs[i].plain;
      gsize len = strlen (pairs[i].plain);
      g_autofree char *base64 = dp_base64_encode (plain, len);
      g_autofree char *base64url = dp_base64url_encode (plain, len);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) a = dp_base64_decode (base64, strlen (base64), len, &error);
      g_autoptr (GBytes) b = NULL;

      g_assert_no_error (error);
      b = dp_base64url_decode (base64url, strlen (base64url), len, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (base64, ==, pairs[i].base64);
      g_assert_cmpstr (base64url, ==, pairs[i].base64url);
      g_assert_cmpmem (g_bytes_get_data (a, NULL), g_bytes_get_size (a), plain, len);
      g_assert_cmpmem (g_bytes_get_data (b, NULL), g_bytes_get_size (b), plain, len);
    }
}

static void
check (GBytes *(*decode) (const char *, gsize, gsize, GError **),
       const char *text,
       DpError     code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) out = decode (text, strlen (text), 100, &error);

  g_assert_true ((out == NULL) == (code != DP_ERROR_N));
  if (out == NULL)
    dpt_assert_code (error, code);
}

static void
test_one_spelling (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      check (dp_base64_decode, bad[i].text, bad[i].base64);
      check (dp_base64url_decode, bad[i].text, bad[i].base64url);
    }
}

static void
test_no_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_base64url_decode ("Zm9\0", 4, 100, &error));
  dpt_assert_code (error, DP_ERROR_BASE64);
}

static void
test_nul_behind (void)
{
  g_autoptr (GBytes) out = dp_base64url_decode ("Zm9v", 4, 3, NULL);

  g_assert_cmpstr (g_bytes_get_data (out, NULL), ==, "foo");
}

/* Exactly @max bytes pass; one more does not, for every length modulo three. */
static void
test_ceiling (void)
{
  for (gsize len = 1; len < 20; len++)
    {
      guint8 zeros[20] = { 0 };
      g_autofree char *base64 = dp_base64_encode (zeros, len);
      g_autofree char *base64url = dp_base64url_encode (zeros, len);
      g_autoptr (GError) a = NULL;
      g_autoptr (GError) b = NULL;
      g_autoptr (GBytes) fits = dp_base64_decode (base64, strlen (base64), len, NULL);
      g_autoptr (GBytes) fits_url = dp_base64url_decode (base64url, strlen (base64url), len, NULL);

      g_assert_nonnull (fits);
      g_assert_nonnull (fits_url);
      g_assert_null (dp_base64_decode (base64, strlen (base64), len - 1, &a));
      dpt_assert_code (a, DP_ERROR_LIMIT);
      g_assert_null (dp_base64url_decode (base64url, strlen (base64url), len - 1, &b));
      dpt_assert_code (b, DP_ERROR_LIMIT);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/base64/encodes_and_decodes", test_round_trip);
  g_test_add_func ("/base/base64/takes_one_spelling_only", test_one_spelling);
  g_test_add_func ("/base/base64/refuses_a_nul", test_no_nul);
  g_test_add_func ("/base/base64/ends_with_a_nul", test_nul_behind);
  g_test_add_func ("/base/base64/holds_its_ceiling", test_ceiling);
  return g_test_run ();
}
