/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-reader.h"
#include "dpt.h"

static void
init (DpReader   *reader,
      GBytes    **owner,
      const char *hex)
{
  *owner = dpt_hex (hex);
  dp_reader_init (reader, g_bytes_get_data (*owner, NULL), g_bytes_get_size (*owner));
}

static void
test_integers (void)
{
  g_autoptr (GBytes) owner = NULL;
  DpReader reader;
  guint8 a;
  guint32 b;
  guint64 c;

  init (&reader, &owner, "7f" "80000001" "ff00000000000002");
  g_assert_true (dp_reader_read_u8 (&reader, &a, NULL));
  g_assert_cmpuint (a, ==, 0x7f);
  g_assert_true (dp_reader_read_u32 (&reader, &b, NULL));
  g_assert_cmphex (b, ==, 0x80000001);
  g_assert_true (dp_reader_read_u64 (&reader, &c, NULL));
  g_assert_cmphex (c, ==, G_GUINT64_CONSTANT (0xff00000000000002));
  g_assert_true (dp_reader_expect_end (&reader, NULL));
}

/* What kind of read fails on what, and that the cursor stays. */
static const struct
{
  const char *name;
  const char *hex;
  char read; /* '1' '4' '8' integers, 's' string of at most 4 bytes, 'n' nested, 'b' 3 bytes */
  DpError code;
} bad[] = {
  { "u8_of_nothing", "", '1', DP_ERROR_TRUNCATED },
  { "u32_of_three", "000000", '4', DP_ERROR_TRUNCATED },
  { "u64_of_seven", "00000000000000", '8', DP_ERROR_TRUNCATED },
  { "three_of_two", "0102", 'b', DP_ERROR_TRUNCATED },
  { "string_without_length", "000000", 's', DP_ERROR_TRUNCATED },
  { "string_cut", "00000003aabb", 's', DP_ERROR_TRUNCATED },
  { "string_above_max", "00000005aabbccddee", 's', DP_ERROR_LIMIT },
  { "string_of_4_gib", "ffffffff", 's', DP_ERROR_LIMIT },
  { "nested_cut", "00000002aa", 'n', DP_ERROR_TRUNCATED },
  { "nested_above_max", "7fffffffaa", 'n', DP_ERROR_LIMIT },
};

static gboolean
read_one (DpReader *reader,
          char      read,
          GError  **error)
{
  DpReader nested;
  const guint8 *data;
  gsize len;
  guint8 a;
  guint32 b;
  guint64 c;

  switch (read)
    {
    case '1':
      return dp_reader_read_u8 (reader, &a, error);
    case '4':
      return dp_reader_read_u32 (reader, &b, error);
    case '8':
      return dp_reader_read_u64 (reader, &c, error);
    case 'b':
      return dp_reader_read_bytes (reader, 3, &data, error);
    case 's':
      return dp_reader_read_string (reader, 4, &data, &len, error);
    default:
      return dp_reader_read_nested (reader, 4, &nested, error);
    }
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) owner = NULL;
      g_autoptr (GError) error = NULL;
      DpReader reader, before;

      g_test_message ("%s", bad[i].name);
      init (&reader, &owner, bad[i].hex);
      before = reader;
      g_assert_false (read_one (&reader, bad[i].read, &error));
      dpt_assert_code (error, bad[i].code);
      g_assert_true (reader.data == before.data && reader.left == before.left);
    }
}

static void
test_strings (void)
{
  g_autoptr (GBytes) owner = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  gsize len;
  DpReader reader, nested;

  init (&reader, &owner, "00000000" "00000002aabb" "00000003ccddee" "99");
  g_assert_true (dp_reader_read_string (&reader, 4, &data, &len, NULL));
  g_assert_cmpuint (len, ==, 0);
  g_assert_true (dp_reader_read_string (&reader, 2, &data, &len, NULL));
  g_assert_cmpmem (data, len, "\xaa\xbb", 2);
  g_assert_true (dp_reader_read_nested (&reader, 3, &nested, NULL));
  g_assert_cmpmem (nested.data, nested.left, "\xcc\xdd\xee", 3);
  g_assert_false (dp_reader_expect_end (&reader, &error));
  dpt_assert_code (error, DP_ERROR_TRAILING);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/reader/reads_big_endian", test_integers);
  g_test_add_func ("/base/reader/refuses_and_stays", test_refused);
  g_test_add_func ("/base/reader/reads_strings_and_finds_leftovers", test_strings);
  return g_test_run ();
}
