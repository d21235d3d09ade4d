/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

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

/* What the hook of a Flatpak is handed: the command line of an ssh, and nothing else. */
static void
given_command_line (void)
{
  static const struct
  {
    const char *words;
    const char *host;
    bool        found;
    bool        query;
  } cases[] = {
    { "ssh|web1|", "web1", true, false },
    { "/usr/bin/ssh|-G|web1|", "web1", true, true },
    { "ssh|web1|-G", "web1", true, false }, /* cut: the last word is not looked at */
    { "fish|-c|ssh web1|", "", false, false },
    { "/opt/ssh/bash|-G|", "", false, false },
    { "ssh", "", false, false },
    { "", "", false, false },
  };
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);
  int pipes[2];
  DpeCaller caller = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *command = g_strdup (cases[i].words);
      size_t len = strlen (command);

      g_test_message ("%s", cases[i].words);
      g_strdelimit (command, "|", '\0');
      g_assert_cmpint (ftruncate (fd, 0), ==, 0);
      g_assert_cmpint (pwrite (fd, command, len, 0), ==, (ssize_t) len);
      for (int twice = 0; twice < 2; twice++)
        {
          caller = (DpeCaller) { 0 };
          dpe_caller_read (&caller, fd);
          g_assert_cmpstr (caller.host, ==, cases[i].host);
          g_assert_cmpint (caller.found, ==, cases[i].found);
          g_assert_cmpint (caller.query, ==, cases[i].query);
        }
    }
  g_assert_cmpint (pipe (pipes), ==, 0);
  g_assert_cmpint (write (pipes[1], "ssh\0-G", 7), ==, 7);
  caller = (DpeCaller) { 0 };
  dpe_caller_read (&caller, pipes[0]);
  g_assert_false (caller.found);
  g_unlink (path);
  close (fd);
  close (pipes[0]);
  close (pipes[1]);
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

/* Each of the four files, and whether the key may be offered then. */
static void
good_keys (void)
{
  static const struct
  {
    const char *files; /* k: key, p: .pub, c: certificate */
    int         ends;  /* seconds from now; 0: there is no .until */
    bool        good;
  } cases[] = {
    { "kpc", 60, true },  { "kc", 60, true }, { "pc", 60, true }, /* in the ssh-agent */
    { "kpc", -1, false }, { "kpc", 0, false }, { "c", 60, false }, { "kp", 60, false },
    { "", 60, false },    { "kpc", 1000000000, true }, { "kpc", -1000000000, false },
  };
  g_autofree char *home = g_dir_make_tmp (NULL, NULL);
  g_autofree char *folder = g_build_filename (home, ".ssh", "daypass", NULL);

  g_setenv ("HOME", home, TRUE);
  g_assert_false (dpe_is_good ("a"));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const char *const names[] = { "k", "p", "c" };
      static const char *const ends[] = { "", ".pub", "-cert.pub" };
      g_autofree char *until = g_strdup_printf ("%s/a.until", folder);
      time_t now = g_get_real_time () / G_USEC_PER_SEC;
      struct utimbuf times = { .actime = now, .modtime = now + cases[i].ends };

      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *path = g_strdup_printf ("%s/a%s", folder, ends[j]);

          g_unlink (path);
          if (strstr (cases[i].files, names[j]) != NULL)
            g_assert_true (g_file_set_contents (path, "", 0, NULL));
        }
      g_unlink (until);
      if (cases[i].ends != 0)
        {
          g_assert_true (g_file_set_contents (until, "", 0, NULL));
          g_assert_cmpint (g_utime (until, &times), ==, 0);
        }
      g_test_message ("%s, %d", cases[i].files, cases[i].ends);
      g_assert_cmpint (dpe_is_good ("a"), ==, cases[i].good);
      g_assert_false (dpe_is_good ("b"));
    }
}

/* A home without an end, and one that is no path. */
static void
odd_homes (void)
{
  g_autofree char *end = g_strnfill (5000, 'x');
  g_autofree char *longest = g_strconcat ("/", end, NULL);

  g_setenv ("HOME", longest, TRUE);
  g_assert_false (dpe_is_good ("a"));
  g_setenv ("HOME", "relative", TRUE);
  g_assert_cmpstr (dpe_home (), ==, getpwuid (getuid ())->pw_dir);
  g_assert_false (dpe_is_good ("nobody-has-this"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ensure/caller/command_lines", command_lines);
  g_test_add_func ("/ensure/caller/cut_command_line", cut_command_line);
  g_test_add_func ("/ensure/caller/given_command_line", given_command_line);
  g_test_add_func ("/ensure/caller/long_host", long_host);
  g_test_add_func ("/ensure/caller/ids", ids);
  g_test_add_func ("/ensure/good/good_keys", good_keys);
  g_test_add_func ("/ensure/good/odd_homes", odd_homes);
  return g_test_run ();
}
