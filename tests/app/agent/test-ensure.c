/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "dpe-caller.h"

/* Words are separated by "|" here and by NUL in /proc. */
static DpeCaller
parse (const char *words)
{
  g_autofree char *command = g_strdup (words);
  DpeCaller caller = { 0 };

  g_strdelimit (command, "|", '\0');
  dpe_caller_parse (&caller, command, strlen (words) + 1);
  return caller;
}

static void
command_lines (void)
{
  static const struct
  {
    const char *words;
    const char *host;
    bool        query;
    bool        batch;
  } cases[] = {
    { "ssh|web1", "web1", false, false },
    { "ssh|-p|22|alice@web1|-G", "alice@web1", true, false },
    { "ssh|-G|web1", "web1", true, false },
    { "ssh|-vG|web1", "web1", true, false },
    { "ssh|-O|check|web1", "web1", true, false },
    { "ssh|-Q|key", "", true, false },
    { "ssh|-oBatchMode=yes|web1", "web1", false, true },
    { "ssh|-o|batchmode yes|web1", "web1", false, true },
    { "ssh|-o|BatchMode=\"yes\"|web1", "web1", false, true },
    { "ssh|-vo|BatchMode=true|web1", "web1", false, true },
    { "ssh|-o|BatchMode=no|web1", "web1", false, false },
    { "ssh|-o|User=BatchMode=yes|web1", "web1", false, false },
    { "ssh|-F|-G|web1", "web1", false, false },
    { "ssh|-l|-O|web1", "web1", false, false },
    { "ssh|-i|key|-p22|web1|ls|-G", "web1", false, false },
    { "ssh|--|-G", "-G", false, false },
    { "ssh|we\033[2Jb1", "we[2Jb1", false, false },
    { "ssh", "", false, false },
    { "ssh|-o", "", false, false },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DpeCaller caller = parse (cases[i].words);

      g_test_message ("%s", cases[i].words);
      g_assert_cmpstr (caller.host, ==, cases[i].host);
      g_assert_cmpint (caller.query, ==, cases[i].query);
      g_assert_cmpint (caller.batch, ==, cases[i].batch);
    }
}

static void
cut_command_line (void)
{
  DpeCaller caller = { 0 };

  dpe_caller_parse (&caller, "ssh\0-G", 6); /* no NUL at its end */
  g_assert_false (caller.query);
  dpe_caller_parse (&caller, "", 0);
  g_assert_cmpstr (caller.host, ==, "");
}

static void
long_host (void)
{
  g_autofree char *host = g_strnfill (1000, 'a');
  g_autofree char *words = g_strconcat ("ssh|", host, NULL);

  g_assert_cmpuint (strlen (parse (words).host), ==, DPE_HOST_MAX - 1);
}

static void
ids (void)
{
  g_assert_true (dpe_is_account_id ("corp-2"));
  g_assert_false (dpe_is_account_id (""));
  g_assert_false (dpe_is_account_id ("-x"));
  g_assert_false (dpe_is_account_id ("../x"));
  g_assert_false (dpe_is_account_id ("a b"));
  g_assert_false (dpe_is_account_id ("abcdefghijklmnopqrstuvwxyz0123456"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ensure/caller/command_lines", command_lines);
  g_test_add_func ("/ensure/caller/cut_command_line", cut_command_line);
  g_test_add_func ("/ensure/caller/long_host", long_host);
  g_test_add_func ("/ensure/caller/ids", ids);
  return g_test_run ();
}
