/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-screen: what `daypass` alone shows on a terminal. A program of its own, so that nothing
 * else links ncurses; `daypass` becomes it.
 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "dp-env.h"
#include "dp-error.h"
#include "dpu-plain.h"
#include "dpu-screen.h"

#define EXIT_FAILED 1
#define EXIT_UNREACHABLE 3 /* as the other commands */

/* A terminal that only prints cannot be drawn on, but can be talked to. */
static gboolean
wants_plain (int    argc,
             char **argv)
{
  const char *terminal = dp_env_get ("TERM");

  return (argc == 2 && g_str_equal (argv[1], "--plain")) || terminal == NULL
         || g_str_equal (terminal, "dumb");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  int code;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, DP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("daypass");
  signal (SIGPIPE, SIG_IGN);
  dp_process_protect ();
  if (argc > 2 || (argc == 2 && !g_str_equal (argv[1], "--plain")))
    {
      fprintf (stderr, "Usage: daypass [--plain]\n");
      return EXIT_FAILED;
    }
  code = wants_plain (argc, argv) ? dpu_plain_run (&error) : dpu_screen_run (&error);
  if (error == NULL)
    return code;
  if (g_error_matches (error, DP_ERROR, DP_ERROR_USAGE))
    {
      g_clear_error (&error);
      code = dpu_plain_run (&error);
      if (error == NULL)
        return code;
    }
  /* Translators: %s is the reason, in English */
  fprintf (stderr, _("Error: the part of Daypass that works in the background cannot be started: "
                     "%s. Install Daypass again, or sign in with: daypass login\n"),
           error->message);
  return EXIT_UNREACHABLE;
}
