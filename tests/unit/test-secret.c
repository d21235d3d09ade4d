/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-secret.h"
#include "dpt.h"

static void
test_copies (void)
{
  g_autoptr (GBytes) text = dp_secret_new_text ("hush");
  g_autoptr (GBytes) empty = dp_secret_new (NULL, 0);
  g_autoptr (GBytes) taken = dp_secret_new_take ((guint8 *) g_strdup ("mine"), 4);

  g_assert_cmpstr (dp_secret_get_text (text), ==, "hush");
  g_assert_cmpuint (g_bytes_get_size (text), ==, 4);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_cmpstr (dp_secret_get_text (taken), ==, "mine");
  g_assert_null (dp_secret_new_text (NULL));
}

static void
test_wipe (void)
{
  char text[] = "hush";

  dp_secret_wipe (text, 4);
  g_assert_cmpmem (text, sizeof text, "\0\0\0\0\0", 5);
  dp_secret_wipe (NULL, 4);
  dp_secret_free_text (g_strdup ("hush"));
  dp_secret_free_text (NULL);
}

static void
test_equal (void)
{
  g_assert_true (dp_secret_equal ("abc", 3, "abc", 3));
  g_assert_true (dp_secret_equal (NULL, 0, NULL, 0));
  g_assert_false (dp_secret_equal ("abc", 3, "abd", 3));
  g_assert_false (dp_secret_equal ("abc", 3, "abcd", 4));
  g_assert_false (dp_secret_equal ("abc", 3, NULL, 0));
}

static void
test_random (void)
{
  guint8 a[32] = { 0 }, b[32] = { 0 };

  g_assert_true (dp_secret_fill_random (a, sizeof a, NULL));
  g_assert_true (dp_secret_fill_random (b, sizeof b, NULL));
  g_assert_false (dp_secret_equal (a, sizeof a, b, sizeof b));
  g_assert_true (dp_secret_fill_random (a, 0, NULL));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/secret/holds_what_it_got", test_copies);
  g_test_add_func ("/base/secret/wipes", test_wipe);
  g_test_add_func ("/base/secret/compares", test_equal);
  g_test_add_func ("/base/secret/random_numbers_differ", test_random);
  return g_test_run ();
}
