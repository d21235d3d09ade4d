/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-limits.h"
#include "dp-text.h"
#include "dpt.h"

static const struct
{
  const char *name;
  const char *text;
  const char *shown;
} display[] = {
  { "plain", "Alice <a@b> & \"c\"", "Alice <a@b> & \"c\"" },
  { "letters_of_the_world", "Žofie 李 مرحبا", "Žofie 李 مرحبا" },
  { "backslash", "a\\x1b", "a\\\\x1b" },
  { "escape", "\x1b[2J", "\\x1b[2J" },
  { "newline_and_tab", "a\nb\tc\r", "a\\x0ab\\x09c\\x0d" },
  { "delete", "\x7f", "\\x7f" },
  { "c1_control", "\xc2\x9b", "\\xc2\\x9b" },
  { "right_to_left_override", "a\xe2\x80\xae" "b", "a\\xe2\\x80\\xaeb" },
  { "isolate", "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
  { "zero_width_space", "\xe2\x80\x8b", "\\xe2\\x80\\x8b" },
  { "zero_width_joiner", "\xe2\x80\x8d", "\\xe2\\x80\\x8d" },
  { "byte_order_mark", "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },
  { "soft_hyphen", "\xc2\xad", "\\xc2\\xad" },
  { "tag_character", "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" },
  { "variation_selector", "\xef\xb8\x8f", "\\xef\\xb8\\x8f" },
  { "hangul_filler", "\xe3\x85\xa4", "\\xe3\\x85\\xa4" },
  { "no_break_space", "\xc2\xa0", "\\xc2\\xa0" },
  { "line_separator", "\xe2\x80\xa8", "\\xe2\\x80\\xa8" },
  { "private_use", "\xee\x80\x80", "\\xee\\x80\\x80" },
  { "unassigned", "\xcd\xb8", "\\xcd\\xb8" },
  { "bad_utf8", "a\xff" "b", "a\\xffb" },
  { "cut_utf8", "a\xe2\x82", "a\\xe2\\x82" },
  { "overlong", "\xc0\xaf", "\\xc0\\xaf" },
  { "surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80" },
};

static void
test_display (void)
{
  g_autofree char *nul = dp_text_display ("a\0b", 3);

  for (gsize i = 0; i < G_N_ELEMENTS (display); i++)
    {
      g_autofree char *shown = dp_text_display (display[i].text, -1);

      g_test_message ("%s", display[i].name);
      g_assert_cmpstr (shown, ==, display[i].shown);
      /* the first three are shown as they are, but for the backslash */
      g_assert_cmpint (dp_text_is_harmless (display[i].text), ==, i < 3);
    }
  g_assert_cmpstr (nul, ==, "a\\x00b");
}

static void
test_long (void)
{
  g_autofree char *fits = g_strnfill (DP_DISPLAY_MAX, 'x');
  g_autofree char *more = g_strconcat (fits, "y", NULL);
  g_autofree char *cut = g_strconcat (fits, "…", NULL);
  g_autofree char *a = dp_text_display (fits, -1);
  g_autofree char *b = dp_text_display (more, -1);

  g_assert_cmpstr (a, ==, fits);
  g_assert_cmpstr (b, ==, cut);
}

/* Whatever the text: the result has a ceiling in bytes, and an escape is not cut in two. */
static void
test_long_escapes (void)
{
  static const struct
  {
    const char *character;
    gsize length; /* of what is shown, without the "…" */
  } cases[] = {
    { "\xf3\xa0\x80\x81", DP_DISPLAY_MAX },    /* 16 characters for one */
    { "\xe2\x80\x8b", DP_DISPLAY_MAX / 12 * 12 },
    { "\x01", DP_DISPLAY_MAX },
    { "\\", DP_DISPLAY_MAX },
    { "\xf0\x9f\x98\x80", 4 * DP_DISPLAY_MAX }, /* shown as it is: 4 bytes for one */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *shown = NULL;

      for (guint n = 0; n < DP_DISPLAY_MAX + 1; n++)
        g_string_append (text, cases[i].character);
      shown = dp_text_display (text->str, -1);
      g_assert_cmpuint (strlen (shown), ==, cases[i].length + strlen ("…"));
      g_assert_cmpuint (strlen (shown), <, DP_DISPLAY_MAX_BYTES);
      g_assert_true (g_str_has_suffix (shown, "…"));
    }
}

static void
test_valid (void)
{
  g_assert_true (dp_text_is_valid (NULL, 0));
  g_assert_true (dp_text_is_valid ((const guint8 *) "\xc3\xb6", 2));
  g_assert_false (dp_text_is_valid ((const guint8 *) "\xc3", 1));
  g_assert_false (dp_text_is_valid ((const guint8 *) "a\0b", 3));
  g_assert_true (dp_text_is_ascii ("plain\x7f"));
  g_assert_false (dp_text_is_ascii ("\xc3\xb6"));
}

/* K (U+212A), long s (U+017F), dotted I (U+0130): Unicode folding would make them equal (S17). */
static const struct
{
  const char *a;
  const char *b;
  gboolean equal;
  gboolean suffix; /* a ends with b */
} folds[] = {
  { "Alice@Example.ORG", "alice@example.org", TRUE, TRUE },
  { "alice@example.org", "@EXAMPLE.org", FALSE, TRUE },
  { "", "", TRUE, TRUE },
  { "a", "ab", FALSE, FALSE },
  { "mar\xe2\x84\xaa", "mark", FALSE, FALSE },
  { "mark", "mar\xe2\x84\xaa", FALSE, FALSE },
  { "li\xc5\xbf" "a", "lisa", FALSE, FALSE },
  { "\xc4\xb0.org", "i.org", FALSE, FALSE },
  { "\xc3\xb6@x", "\xc3\xb6@x", FALSE, FALSE },
  { "\xc3\xb6@x", "@x", FALSE, FALSE },
};

static void
test_folding (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (folds); i++)
    {
      g_test_message ("%s %s", folds[i].a, folds[i].b);
      g_assert_true (dp_text_equal_ascii_ci (folds[i].a, folds[i].b) == folds[i].equal);
      g_assert_true (dp_text_has_suffix_ascii_ci (folds[i].a, folds[i].b) == folds[i].suffix);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/text/shows_nothing_hidden", test_display);
  g_test_add_func ("/base/text/cuts_what_is_long", test_long);
  g_test_add_func ("/base/text/has_a_ceiling_in_bytes", test_long_escapes);
  g_test_add_func ("/base/text/knows_utf8_and_ascii", test_valid);
  g_test_add_func ("/base/text/folds_ascii_only", test_folding);
  return g_test_run ();
}
