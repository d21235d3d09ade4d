/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one sign-in as rows of text, without a terminal. $DAYPASS_PO has the translations. */
#include "config.h"

#include "dpu-steps.h"
#include "rows.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#define LINK "https://login.microsoftonline.com/9188040d/oauth2/v2.0/authorize?client_id=096ce0a3" \
  "&response_type=code&scope=openid+email+profile&redirect_uri=http%3A%2F%2Flocalhost%3A3000"

static const DpuSize wide = { 80, 24, TRUE };
static const DpuSize narrow = { 40, 24, TRUE };
static const DpuSize ascii = { 80, 24, FALSE };

static DpuPage *
steps (DpuSize     size,
       const char *step,
       gboolean    elsewhere,
       const char *pasted)
{
  const DpuStepsView view = { .provider = "Microsoft", .step = step, .link = LINK,
                              .identity = "alice@corp.example", .expected = "bob@corp.example",
                              .pasted = pasted, .elsewhere = elsewhere, .opened = TRUE };

  return dpu_steps_body (size, &view);
}

/* The rows from the link's first one on are the link and nothing else. */
static void
assert_link (DpuPage *page)
{
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_cmpint (page->link_row, >=, 0);
  for (int i = page->link_row; found->len < strlen (LINK); i++)
    {
      g_autofree char *row = dpu_page_dup_row (page, i);

      g_assert_cmpint (dpu_text_width (row), >, 0);
      g_string_append (found, row);
    }
  g_assert_cmpstr (found->str, ==, LINK);
}

static void
test_steps (void)
{
  static const char *const expected[] = {
    "✓ Contact Microsoft", "* Sign in with your browser", ". Check the answer", ". Save the key",
    "", "Open this link on your own computer to", "sign in:", NULL,
  };
  g_autoptr (DpuPage) here = steps (wide, "browser", FALSE, "");
  g_autoptr (DpuPage) there = steps (narrow, "browser", TRUE, "http://localhost:3000/?code=x");

  dpt_assert_fits (here);
  assert_link (here);
  g_assert_cmpint (here->cursor_row, ==, -1);
  dpt_assert_rows (there, expected);
  assert_link (there);
  g_assert_cmpint (there->cursor_row, ==, dpu_page_height (there) - 1);
  g_assert_cmpint (there->cursor_column, <=, 40);
}

static void
test_steps_paste_is_cut (void)
{
  g_autofree char *typed = g_strnfill (5000, 'y');
  g_autoptr (DpuPage) page = steps (narrow, "browser", TRUE, typed);
  g_autofree char *row = dpu_page_dup_row (page, page->cursor_row);

  dpt_assert_fits (page);
  g_assert_cmpint (dpu_text_width (row), <, 40);
}

/* On @rows rows: is the link whole, and is what is typed in sight? */
static void
assert_framed (int         rows,
               const char *typed,
               gboolean    link,
               gboolean    line)
{
  static const char *const keys[] = { "Enter Send", "Esc Clear", NULL };
  const DpuSize size = { 40, rows, TRUE };
  DpuPage *head = dpu_page_new (size);
  DpuPage *foot = dpu_page_new (size);
  g_autoptr (DpuPage) page = NULL;
  int offset = 0;

  dpu_page_add (head, 0, "Sign in: Microsoft", DPU_STYLE_BOLD);
  dpu_page_keys (foot, keys);
  page = dpu_page_frame (head, steps (size, "browser", TRUE, typed), foot, &offset);
  g_assert_cmpint (dpu_page_height (page), ==, rows);
  g_assert_cmpint (page->link_row >= 0, ==, link);
  g_assert_cmpint (page->cursor_row >= 0, ==, line);
  if (link)
    assert_link (page);
  if (line)
    {
      g_autofree char *row = dpu_page_dup_row (page, page->cursor_row);

      g_assert_true (g_str_has_prefix (row, "> "));
    }
}

static void
test_steps_on_few_rows (void)
{
  assert_framed (24, "", TRUE, TRUE);
  assert_framed (11, "", TRUE, TRUE);
  assert_framed (9, "", TRUE, FALSE);
  assert_framed (9, "http://localhost:3000/?code=x", FALSE, TRUE);
  assert_framed (6, "", FALSE, FALSE);
}

static void
test_steps_ask (void)
{
  g_autoptr (DpuPage) confirm = steps (narrow, "confirm", FALSE, "");
  g_autoptr (DpuPage) other = steps (narrow, "other-person", FALSE, "");
  g_autofree char *question = dpu_page_dup_row (confirm, 5);
  const DpuStepsView failed = { .provider = "Microsoft", .step = "failed", .pasted = "",
                                .problem = (char *) "The provider cannot be reached",
                                .advice = (char *) "Check the network" };
  g_autoptr (DpuPage) page = dpu_steps_body (narrow, &failed);
  static const char *const expected[] = { "x The provider cannot be reached", "Check the network",
                                          NULL };

  dpt_assert_fits (confirm);
  dpt_assert_fits (other);
  g_assert_cmpstr (question, ==, "Are you alice@corp.example?");
  dpt_assert_rows (page, expected);
}

static void
test_steps_german (void)
{
  static const char *const expected[] = {
    "✓ Verbindung mit Microsoft", "* Anmeldung in Ihrem Browser", ". Antwort prüfen",
    ". Schlüssel speichern", NULL,
  };
  g_autoptr (DpuPage) page = NULL;
  g_autoptr (DpuPage) plain = NULL;

  g_setenv ("LANGUAGE", "de", TRUE);
  setlocale (LC_ALL, "");
  page = steps (narrow, "browser", TRUE, "");
  plain = steps (ascii, "browser", TRUE, "");
  g_unsetenv ("LANGUAGE");
  setlocale (LC_ALL, "");
  dpt_assert_rows (page, expected);
  assert_link (page);
  dpt_assert_fits (plain);
  for (int i = 0; i < dpu_page_height (plain); i++)
    {
      g_autofree char *row = dpu_page_dup_row (plain, i);

      g_assert_true (g_str_is_ascii (row));
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("DAYPASS_PO"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/screen/steps/link_is_flush_left_and_whole", test_steps);
  g_test_add_func ("/app/screen/steps/a_long_paste_stays_in_its_row", test_steps_paste_is_cut);
  g_test_add_func ("/app/screen/steps/link_and_typed_on_few_rows", test_steps_on_few_rows);
  g_test_add_func ("/app/screen/steps/questions_and_problems", test_steps_ask);
  g_test_add_func ("/app/screen/steps/in_german", test_steps_german);
  return g_test_run ();
}
