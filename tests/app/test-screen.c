/* SPDX-License-Identifier: Apache-2.0 */
/* The list of the interactive screen as rows of text, without a terminal. */
#include "config.h"

#include "dpu-home.h"
#include "rows.h"

#include <locale.h>
#include <string.h>

static const DpuSize wide = { 80, 24, TRUE };
static const DpuSize narrow = { 40, 24, TRUE };
static const DpuSize ascii = { 80, 24, FALSE };

static void
add_row (GPtrArray  *rows,
         const char *identity,
         const char *provider,
         DpwState    state,
         const char *line,
         const char *step)
{
  DpuRow *row = g_new0 (DpuRow, 1);

  row->identity = g_strdup (identity);
  row->provider = g_strdup (provider);
  row->line = g_strdup (line);
  row->step = g_strdup (step);
  row->state = state;
  g_ptr_array_add (rows, row);
}

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) dpu_row_free);
}

static GPtrArray *
mock_rows (void)
{
  GPtrArray *rows = new_rows ();

  add_row (rows, "alice@corp.example", "Microsoft", DPW_STATE_ENDED, "Ended 2 hours ago",
           "Sign In");
  add_row (rows, "alice@example.org", "Google", DPW_STATE_SIGNED_IN, "Until about 17:05", NULL);
  add_row (rows, "alice", "GitLab", DPW_STATE_ENDING, "Ends in 25 minutes", "Renew");
  add_row (rows, "dave@example.org", "Google", DPW_STATE_REFUSED,
           "web1.corp.example refused this sign-in", "Explain…");
  return rows;
}

static void
test_home_wide (void)
{
  static const char *const expected[] = {
    "> alice@corp.example  Microsoft  - Ended 2 hours ago                   Sign In",
    "  alice@example.org   Google     ✓ Until about 17:05",
    "  alice               GitLab     ! Ends in 25 minutes                    Renew",
    "  dave@example.org    Google     x web1.corp.example refused this     Explain…",
    "                                   sign-in",
    NULL,
  };
  g_autoptr (GPtrArray) rows = mock_rows ();
  g_autoptr (DpuPage) page = dpu_home_body (wide, rows, 0);

  dpt_assert_rows (page, expected);
}

static void
test_home_narrow (void)
{
  static const char *const expected[] = {
    "  alice@corp.example",
    "  - Ended 2 hours ago            Sign In",
    "  alice@example.org",
    "  ✓ Until about 17:05",
    "> alice",
    "  ! Ends in 25 minutes             Renew",
    "  dave@example.org",
    "  x web1.corp.example refused",
    "    this sign-in                Explain…",
    NULL,
  };
  g_autoptr (GPtrArray) rows = mock_rows ();
  g_autoptr (DpuPage) page = dpu_home_body (narrow, rows, 2);

  dpt_assert_rows (page, expected);
  g_assert_cmpint (page->focus, ==, 4);
  g_assert_cmpint (page->focus_end, ==, 5);
}

static void
test_home_ascii (void)
{
  static const char *const expected[] = {
    "  alice@example.org  Google  + Until about 17:05",
    "> ??ice@example.org  Google  - Ended 2 hours ago                       Sign In",
    NULL,
  };
  g_autoptr (GPtrArray) rows = new_rows ();
  g_autofree char *name = dpu_text_name ("аЛice@example.org", FALSE);
  g_autoptr (DpuPage) page = NULL;

  add_row (rows, "alice@example.org", "Google", DPW_STATE_SIGNED_IN, "Until about 17:05", NULL);
  add_row (rows, name, "Google", DPW_STATE_ENDED, "Ended 2 hours ago", "Sign In");
  page = dpu_home_body (ascii, rows, 1);
  dpt_assert_rows (page, expected);
}

static void
test_home_german (void)
{
  static const char *const expected[] = {
    "> alice@corp.example",
    "  ? Entsperren Sie Ihren",
    "    Schlüsselbund, um",
    "    angemeldet zu bleiben     Entsperren",
    NULL,
  };
  g_autoptr (GPtrArray) rows = new_rows ();
  g_autoptr (DpuPage) page = NULL;
  g_autoptr (DpuPage) roomy = NULL;

  add_row (rows, "alice@corp.example", "Microsoft", DPW_STATE_KEYRING_LOCKED,
           "Entsperren Sie Ihren Schlüsselbund, um angemeldet zu bleiben", "Entsperren");
  page = dpu_home_body (narrow, rows, 0);
  dpt_assert_rows (page, expected);
  roomy = dpu_home_body (wide, rows, 0);
  dpt_assert_fits (roomy);
}

static void
test_choices_are_whole (void)
{
  static const char *const expected[] = {
    "  Google     accounts.google.com", "> Microsoft  login.microsoftonline.c", "             om",
    NULL,
  };
  static char *names[] = { (char *) "Google", (char *) "Microsoft", NULL };
  static char *hints[] = { (char *) "accounts.google.com", (char *) "login.microsoftonline.com",
                           NULL };
  g_autoptr (DpuPage) page = dpu_home_choices ((DpuSize) { 36, 24, TRUE }, names, hints, 1);

  dpt_assert_fits (page);
  dpt_assert_rows (page, expected);
  g_assert_cmpint (page->focus, ==, 1);
  g_assert_cmpint (page->focus_end, ==, 2);
}

static void
test_home_odd_names (void)
{
  static const char *const names[] = {
    "山田太郎山田太郎山田太郎山田太郎@例え.example", "\U0001F469\u200D\U0001F680@example.org",
    "a\u0301\u0302\u0303\u0304\u0305\u0306bc@example.org", "\u202egro.elpmaxe@ecila",
    "\033[2J\033]0;x\a\n@example.org", "\xff\xfe@example.org", "علي@example.org",
    "an.identity.that.is.much.longer.than.any.column.of.the.list.could.be@department.example.org",
  };
  static const DpuSize sizes[] = { { 80, 24, TRUE }, { 40, 24, TRUE }, { 80, 24, FALSE },
                                   { 20, 5, TRUE }, { 300, 80, TRUE }, { 61, 10, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (names) * G_N_ELEMENTS (sizes); i++)
    {
      DpuSize size = sizes[i % G_N_ELEMENTS (sizes)];
      g_autofree char *name = dpu_text_name (names[i / G_N_ELEMENTS (sizes)], size.utf8);
      g_autoptr (GPtrArray) rows = new_rows ();
      g_autoptr (DpuPage) page = NULL;
      g_autoptr (GString) all = g_string_new (NULL);

      add_row (rows, name, "Google", DPW_STATE_ENDED, "Ended 2 hours ago", "Sign In");
      page = dpu_home_body (size, rows, 0);
      dpt_assert_fits (page);
      for (int k = 0; k < dpu_page_height (page); k++)
        {
          g_autofree char *row = dpu_page_dup_row (page, k);

          g_string_append (all, row);
        }
      g_assert_null (strpbrk (all->str, "\033\a\n"));
      g_assert_nonnull (strstr (all->str, "Sign In"));
    }
}

static void
test_wrap (void)
{
  static const struct { const char *text; int width; const char *lines; } cases[] = {
    { "", 10, "" },
    { "one two three", 7, "one two|three" },
    { "one two three", 8, "one two|three" },
    { "abcdefghij", 4, "abcd|efgh|ij" },
    { "to abcdefghij", 4, "to|abcd|efgh|ij" },
    { "山田太郎", 5, "山田|太郎" },
    { "山", 1, "山" },
    { "e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301" },
    { "a  b", 1, "a|b" },
    { "abc", 0, "a|b|c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) lines = dpu_text_wrap (cases[i].text, cases[i].width);
      g_autofree char *joined = g_strjoinv ("|", lines);

      g_assert_cmpstr (joined, ==, cases[i].lines);
    }
}

static DpuPage *
frame (DpuSize size,
       guint   accounts,
       guint   selected,
       int    *offset)
{
  static const char *const keys[] = { "Enter Sign In", "d Details", "? Help", "q Quit", NULL };
  g_autoptr (GPtrArray) rows = new_rows ();
  DpuPage *foot = dpu_page_new (size);

  for (guint i = 0; i < accounts; i++)
    {
      g_autofree char *name = g_strdup_printf ("person%u@example.org", i);

      add_row (rows, name, "Google", DPW_STATE_ENDED, "Ended 2 hours ago", "Sign In");
    }
  dpu_page_rule (foot);
  dpu_page_keys (foot, keys);
  return dpu_page_frame (dpu_home_head (size, "Daypass", "14:40"),
                         dpu_home_body (size, rows, selected), foot, offset);
}

static void
test_frame (void)
{
  static const DpuSize sizes[] = { { 80, 24, TRUE }, { 40, 24, TRUE }, { 40, 6, TRUE },
                                   { 20, 3, TRUE }, { 1, 1, TRUE }, { 80, 24, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int offset = 0;

      for (guint selected = 0; selected < 50; selected++)
        {
          g_autoptr (DpuPage) page = frame (sizes[i], 50, selected, &offset);
          gboolean found = FALSE;

          g_assert_cmpint (dpu_page_height (page), ==, sizes[i].rows);
          for (int k = 0; k < sizes[i].rows; k++)
            {
              g_autofree char *row = dpu_page_dup_row (page, k);

              found |= g_str_has_prefix (row, ">");
            }
          g_assert_true (found || sizes[i].rows == 1);
        }
    }
}

static void
test_frame_says_more (void)
{
  int offset = 0;
  g_autoptr (DpuPage) page = frame (wide, 50, 25, &offset);
  g_autofree char *title = dpu_page_dup_row (page, 0);
  g_autofree char *above = dpu_page_dup_row (page, 1);
  g_autofree char *below = dpu_page_dup_row (page, 22);
  g_autofree char *last = dpu_page_dup_row (page, 23);

  g_assert_true (g_str_has_prefix (title, "  Daypass"));
  g_assert_true (g_str_has_suffix (title, "14:40"));
  g_assert_true (g_str_has_suffix (above, "─ ↑"));
  g_assert_true (g_str_has_suffix (below, "─ ↓"));
  g_assert_cmpstr (last, ==, "  Enter Sign In  d Details  ? Help  q Quit");
  dpt_assert_fits (page);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/screen/text/wraps", test_wrap);
  g_test_add_func ("/app/screen/home/at_80_columns", test_home_wide);
  g_test_add_func ("/app/screen/home/at_40_columns", test_home_narrow);
  g_test_add_func ("/app/screen/home/in_ascii_no_name_looks_like_another", test_home_ascii);
  g_test_add_func ("/app/screen/home/in_german", test_home_german);
  g_test_add_func ("/app/screen/home/wide_and_hostile_names_fit", test_home_odd_names);
  g_test_add_func ("/app/screen/home/providers_are_whole", test_choices_are_whole);
  g_test_add_func ("/app/screen/frame/the_selected_one_is_in_sight", test_frame);
  g_test_add_func ("/app/screen/frame/says_that_there_is_more", test_frame_says_more);
  return g_test_run ();
}
