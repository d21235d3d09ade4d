/* SPDX-License-Identifier: Apache-2.0 */
/* Where text of anybody may be broken, and that its markup is nobody's but ours. */
#include "config.h"

#include "dpd-markup.h"

/* The text of @markup, with "|" wherever a line may end inside a word. */
static char *
show_breaks (const char *markup)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree PangoLogAttr *breaks = NULL;
  GString *shown = g_string_new (NULL);
  glong length;

  pango_parse_markup (markup, -1, 0, &attributes, &text, NULL, &error);
  g_assert_no_error (error);
  length = g_utf8_strlen (text, -1);
  breaks = g_new0 (PangoLogAttr, length + 1);
  pango_get_log_attrs (text, -1, 0, pango_language_from_string ("en"), breaks, (int) length + 1);
  pango_attr_break (text, (int) strlen (text), attributes, 0, breaks, (int) length + 1);
  for (glong i = 0; i < length; i++)
    {
      const char *p = g_utf8_offset_to_pointer (text, i);

      if (i > 0 && breaks[i].is_char_break && *p != ' ' && p[-1] != ' ')
        g_string_append_c (shown, '|');
      g_string_append_unichar (shown, g_utf8_get_char (p));
    }
  return g_string_free (shown, FALSE);
}

static void
test_breaks (void)
{
  static const struct { const char *text, *expected; } cases[] = {
    { "alice@corp.example", "alice@|corp.|example" },
    { "https://login.example/a-b_c", "https:|/|/|login.|example/|a-|b_|c" },
    { "Are You alice@corp.example?", "A|r|e Y|o|u alice@|corp.|example?" },
    { "averyveryverylongname@a.example",
      "a|v|e|r|y|v|e|r|y|v|e|r|y|l|o|n|g|n|a|m|e|@|a.|example" },
    { "", "" },
    { "@", "@" },
    { "............", ".|.|.|.|.|.|.|.|.|.|.|." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = dpd_plain_markup (cases[i].text);
      g_autofree char *shown = show_breaks (markup);

      g_assert_cmpstr (shown, ==, cases[i].expected);
    }
}

static void
test_hostile (void)
{
  static const struct { const char *text, *expected; } cases[] = {
    { "<b>&amp;</b>", "<b>&amp;</b>" },
    { "<span size=\"100\">@a.example</span>", "<span size=\"100\">@a.example</span>" },
    { "\342\200\256gro.elpmaxe@ecila", "\357\277\275gro.elpmaxe@ecila" },
    { "\377\376", "\357\277\275\357\277\275" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = dpd_plain_markup (cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      pango_parse_markup (markup, -1, 0, NULL, &text, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_isolated (void)
{
  g_autofree char *markup = dpd_ltr_markup ("!legacy.x");

  g_assert_true (g_str_has_prefix (markup, "\342\201\246"));
  g_assert_true (g_str_has_suffix (markup, "\342\201\251"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/markup/addresses_break_after_their_parts", test_breaks);
  g_test_add_func ("/app/markup/is_never_a_strangers", test_hostile);
  g_test_add_func ("/app/markup/patterns_are_left_to_right", test_isolated);
  return g_test_run ();
}
