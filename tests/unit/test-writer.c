/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-secret.h"
#include "dp-writer.h"
#include "dpt.h"

static void
expect (DpWriter   *writer,
        const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) got = dp_writer_finish (writer, &error);
  g_autoptr (GBytes) wanted = dpt_hex (hex);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got),
                   g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

static void
test_values (void)
{
  g_autoptr (DpWriter) writer = dp_writer_new (100);

  dp_writer_put_u8 (writer, 1);
  dp_writer_put_u32 (writer, 0x80000002);
  dp_writer_put_u64 (writer, 3);
  dp_writer_put_bytes (writer, (const guint8 *) "ab", 2);
  dp_writer_put_string (writer, (const guint8 *) "c\0", 2);
  dp_writer_put_cstring (writer, "d");
  g_assert_cmpuint (dp_writer_get_length (writer), ==, 26);
  expect (writer, "01" "80000002" "0000000000000003" "6162" "000000026300" "0000000164");
  g_assert_cmpuint (dp_writer_get_length (writer), ==, 0);
  expect (writer, "");
}

/* RFC 4251 section 5, the examples that are not negative, and zeros in front. */
static const struct
{
  const char *number;
  const char *mpint;
} mpints[] = {
  { "", "00000000" },
  { "00", "00000000" },
  { "0000", "00000000" },
  { "09a378f9b2e332a7", "0000000809a378f9b2e332a7" },
  { "80", "000000020080" },
  { "0080", "000000020080" },
  { "000001", "0000000101" },
};

static void
test_mpints (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mpints); i++)
    {
      g_autoptr (DpWriter) writer = dp_writer_new (100);
      g_autoptr (GBytes) number = dpt_hex (mpints[i].number);

      dp_writer_put_mpint (writer, g_bytes_get_data (number, NULL), g_bytes_get_size (number));
      expect (writer, mpints[i].mpint);
    }
}

static void
test_ceiling (void)
{
  g_autoptr (DpWriter) writer = dp_writer_new (4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) secret_error = NULL;

  dp_writer_put_u32 (writer, 1);
  dp_writer_put_bytes (writer, NULL, 0);
  expect (writer, "00000001");
  dp_writer_put_u32 (writer, 1);
  dp_writer_put_u8 (writer, 1);
  g_assert_null (dp_writer_finish (writer, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
  g_assert_null (dp_writer_finish_secret (writer, &secret_error));
  dpt_assert_code (secret_error, DP_ERROR_LIMIT);
}

/* A length that has no 32 bits fails before a byte is read. */
static void
test_huge (void)
{
  g_autoptr (DpWriter) strings = dp_writer_new (100);
  g_autoptr (DpWriter) numbers = dp_writer_new (100);
  g_autoptr (GError) a = NULL;
  g_autoptr (GError) b = NULL;

  dp_writer_put_string (strings, (const guint8 *) "x", (gsize) G_MAXUINT32 + 1);
  g_assert_null (dp_writer_finish (strings, &a));
  dpt_assert_code (a, DP_ERROR_LIMIT);
  dp_writer_put_mpint (numbers, (const guint8 *) "x", G_MAXUINT32);
  g_assert_null (dp_writer_finish (numbers, &b));
  dpt_assert_code (b, DP_ERROR_LIMIT);
}

static void
test_grows (void)
{
  g_autoptr (DpWriter) writer = dp_writer_new (5000);
  g_autoptr (GBytes) out = NULL;
  const guint8 *data;
  gsize len;

  for (guint i = 0; i < 5000; i++)
    dp_writer_put_u8 (writer, (guint8) i);
  out = dp_writer_finish_secret (writer, NULL);
  data = g_bytes_get_data (out, &len);
  g_assert_cmpuint (len, ==, 5000);
  for (guint i = 0; i < 5000; i++)
    g_assert_cmpuint (data[i], ==, (guint8) i);
  g_assert_cmpuint (data[5000], ==, 0);
  dp_writer_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/writer/writes_big_endian", test_values);
  g_test_add_func ("/base/writer/writes_minimal_numbers", test_mpints);
  g_test_add_func ("/base/writer/stops_at_its_ceiling", test_ceiling);
  g_test_add_func ("/base/writer/refuses_lengths_of_4_gib", test_huge);
  g_test_add_func ("/base/writer/grows_and_ends_with_a_nul", test_grows);
  return g_test_run ();
}
