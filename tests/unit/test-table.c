/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-table.h"

typedef struct
{
  GString *rows; /* "line:[a][b]…;" or "line:reason;" */
  guint stop_at; /* the line at which reading ends, 0 for never */
} Reading;

static gboolean
note_row (guint              line,
          const char *const *words,
          const GError      *problem,
          gpointer           user_data)
{
  Reading *reading = user_data;

  g_string_append_printf (reading->rows, "%u:", line);
  g_assert_true ((words == NULL) == (problem != NULL));
  if (words == NULL)
    g_string_append (reading->rows, dp_error_reason (problem));
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    g_string_append_printf (reading->rows, "[%s]", words[i]);
  g_string_append_c (reading->rows, ';');
  return line != reading->stop_at;
}

/* Reads @text in pieces of @step bytes. */
static char *
read_in_steps (const char *text,
               gsize       len,
               gsize       step,
               guint       stop_at)
{
  Reading reading = { g_string_new (NULL), stop_at };
  g_autoptr (DpTable) table = dp_table_new (3, note_row, &reading);

  for (gsize i = 0; i < len; i += step)
    if (!dp_table_feed (table, (const guint8 *) text + i, MIN (step, len - i)))
      break;
  g_assert_cmpint (dp_table_finish (table), ==, stop_at == 0);
  return g_string_free (reading.rows, FALSE);
}

static const struct
{
  const char *text;
  const char *rows;
} cases[] = {
  { "", "" },
  { "\n \t\n\r\n", "" },
  { "a b c", "1:[a][b][c];" },
  { "a b c\n", "1:[a][b][c];" },
  { "a b c\r\nd\te  f\r\n", "1:[a][b][c];2:[d][e][f];" },
  { "\xef\xbb\xbf" "a b c\n", "1:[a][b][c];" },
  { "a b c\n\xef\xbb\xbf" "a b c\n", "1:[a][b][c];2:[\xef\xbb\xbf" "a][b][c];" },
  { "# a b c\n\n  # x\na b c # d e\n", "4:[a][b][c];" },
  { "a b c#d", "1:[a][b][c];" },
  { "a 'b#c' d\n", "1:table-row;" },
  { "a \"b c\" 'd e'", "1:[a][b c][d e];" },
  { "a '' \"\"", "1:[a][][];" },
  { "a'b'\"c\"d e f", "1:[abcd][e][f];" },
  { "a \"\\$\\`\\\"\\\\\\n\" '\\\\'", "1:[a][$`\"\\\\n][\\\\];" },
  { "a b\\ c \\'d", "1:[a][b c]['d];" },
  { "a \xc2\xa0 c\xc2\xa0\n", "1:[a][\xc2\xa0][c];" },
  { "\xe3\x80\x80" "a b c\xe2\x80\xa8", "1:[a][b][c];" },
  { "a\x0b" "b c d", "1:[a\x0b" "b][c][d];" },
  { "\x0c" "a b c\x0c", "1:[a][b][c];" },
  { "\xe2\x80\x8b" "a b c", "1:[\xe2\x80\x8b" "a][b][c];" },
  { "$HOME * ~", "1:[$HOME][*][~];" },
  { "a b\na b c d\n'' \n", "1:table-row;2:table-row;3:table-row;" },
  { "a 'b c\n", "1:table-row;" },
  { "a \"b c\n", "1:table-row;" },
  { "a b c\\\nd e f\n", "1:table-row;2:[d][e][f];" },
  { "a b \xff\nd e f\n", "1:utf8;2:[d][e][f];" },
  { "a b c # \xff\n", "1:[a][b][c];" },
  { "a b c\rd e f\r", "1:table-row;" },
  /* begin as plain rows and turn out not to be */
  { " a\tb  c \n", "1:[a][b][c];" },
  { "a b\tc'd\te'\n", "1:[a][b][cd\te];" },
  { "a b c d'e\n", "1:table-row;" },
  { "a b\t\\\tc\n", "1:[a][b][\tc];" },
  { "a b c\xc3\xa9\n", "1:[a][b][c\xc3\xa9];" },
  { "a b c\x7f\n", "1:[a][b][c\x7f];" },
  { "a b c \r\n", "1:[a][b][c];" },
};

static void
test_grammar (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step < 80; step += 13)
      {
        g_autofree char *rows = read_in_steps (cases[i].text, strlen (cases[i].text), step, 0);

        g_test_message ("case %u in pieces of %u", i, (guint) step);
        g_assert_cmpstr (rows, ==, cases[i].rows);
      }
}

static void
test_nul (void)
{
  static const char text[] = "a b c\0d\na b c\n";
  g_autofree char *rows = read_in_steps (text, sizeof text - 1, 4, 0);

  g_assert_cmpstr (rows, ==, "1:utf8;2:[a][b][c];");
}

static void
test_long_lines (void)
{
  g_autofree char *fits = g_strnfill (DP_TABLE_LINE_MAX - 4, 'x');
  g_autofree char *good = g_strdup_printf ("%s a b\n", fits);
  g_autofree char *bad = g_strdup_printf ("%s aa b\nd e f\n", fits);
  g_autofree char *huge = g_strnfill (1024 * 1024, 'y');
  g_autofree char *comment = g_strdup_printf ("a b c # %s\nd e f\n", huge);
  g_autofree char *rows = NULL;

  rows = read_in_steps (good, strlen (good), 4096, 0);
  g_assert_true (g_str_has_suffix (rows, "x][a][b];"));
  g_clear_pointer (&rows, g_free);
  rows = read_in_steps (bad, strlen (bad), 100, 0);
  g_assert_cmpstr (rows, ==, "1:limit;2:[d][e][f];");
  g_clear_pointer (&rows, g_free);
  rows = read_in_steps (huge, strlen (huge), 4096, 0);
  g_assert_cmpstr (rows, ==, "1:limit;");
  g_clear_pointer (&rows, g_free);
  rows = read_in_steps (comment, strlen (comment), 4096, 0);
  g_assert_cmpstr (rows, ==, "1:[a][b][c];2:[d][e][f];");
}

static void
test_stop (void)
{
  static const char text[] = "a b c\nd e f\ng h i";

  for (gsize step = 1; step < sizeof text; step++)
    {
      g_autofree char *rows = read_in_steps (text, strlen (text), step, 2);

      g_assert_cmpstr (rows, ==, "1:[a][b][c];2:[d][e][f];");
    }
}

static const struct
{
  const char *word;
  const char *quoted; /* NULL: cannot be written */
} words[] = {
  { "", "''" },
  { "alice@example.com", "alice@example.com" },
  { "a b", "'a b'" },
  { "a b'c", "'a b'\\''c'" },
  { "it's", "it\\'s" },
  { "repo:a/b:*", "repo:a/b:\\*" },
  { "~x~", "\\~x~" },
  { "oidc:\"https://acme.com/groups\":x", "oidc:\\\"https://acme.com/groups\\\":x" },
  { "a\\b$c`d", "a\\\\b\\$c\\`d" },
  { "\xc2\xa0x", "'\xc2\xa0x'" },
  { "a\rb", "'a\rb'" },
  { "\xef\xbb\xbfx", "'\xef\xbb\xbfx'" },
  { "a#b", NULL },
  { "a\nb", NULL },
  { "a\xff", NULL },
};

static void
test_quote (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *quoted = dp_table_quote (words[i].word);
      g_autofree char *line = g_strdup_printf ("%s %s %s\n", quoted, quoted, quoted);
      g_autofree char *want = g_strdup_printf ("1:[%s][%s][%s];", words[i].word, words[i].word,
                                               words[i].word);
      g_autofree char *rows = NULL;

      g_assert_cmpstr (quoted, ==, words[i].quoted);
      if (quoted == NULL)
        continue;
      rows = read_in_steps (line, strlen (line), 7, 0);
      g_assert_cmpstr (rows, ==, want);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/table/reads_the_grammar_in_pieces_of_any_size", test_grammar);
  g_test_add_func ("/policy/table/a_nul_spoils_its_line_only", test_nul);
  g_test_add_func ("/policy/table/a_long_line_is_refused_a_long_comment_is_not", test_long_lines);
  g_test_add_func ("/policy/table/stops_when_told", test_stop);
  g_test_add_func ("/policy/table/quotes_what_reads_back_the_same", test_quote);
  return g_test_run ();
}
