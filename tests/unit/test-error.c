/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dpt.h"

static void
test_table (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < DP_ERROR_N; i++)
    {
      const char *word = dp_error_word (i), *sentence = dp_error_sentence (i);

      g_test_message ("%s: %s", word, sentence);
      g_assert_nonnull (word);
      g_assert_cmpuint (strspn (word, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen (word));
      g_assert_true (g_hash_table_add (words, (char *) word));
      g_assert_true (g_ascii_isupper (sentence[0]));
      g_assert_true (g_str_has_suffix (sentence, "."));
    }
  g_assert_cmpstr (dp_error_word (DP_ERROR_N), ==, "unknown");
  g_assert_cmpstr (dp_error_sentence (DP_ERROR_N), ==, "Something unexpected happened.");
}

static void
test_set (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  g_assert_false (dp_error_set (&error, DP_ERROR_NONCE, "number %d", 7));
  g_assert_error (error, DP_ERROR, DP_ERROR_NONCE);
  g_assert_cmpstr (error->message, ==, "number 7");
  g_assert_cmpstr (dp_error_reason (error), ==, "nonce");
  g_assert_false (dp_error_set (NULL, DP_ERROR_NONCE, "nobody listens"));
  g_assert_cmpint (dp_error_code (foreign), ==, DP_ERROR_N);
  g_assert_cmpint (dp_error_code (NULL), ==, DP_ERROR_N);
  g_assert_cmpstr (dp_error_reason (foreign), ==, "internal");
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/error/every_code_has_a_word_and_a_sentence", test_table);
  g_test_add_func ("/base/error/is_set_with_code_and_detail", test_set);
  return g_test_run ();
}
