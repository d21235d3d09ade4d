/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass: the command that a person types. What a shell asks before each prompt is answered here,
 * with libc alone, in the time of /bin/true. Alone on a terminal it is the interactive screen,
 * `daypass-screen`; everything else is `daypass-command`, which takes ten times as long to load its
 * libraries.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dpe-prompt.h"

#define COMMAND "daypass-command"
#define SCREEN "daypass-screen"
#define BIN "/bin"

/* `status` with --prompt, and at most --json: anything else is explained by the command. */
static bool
is_prompt (int          argc,
           char *const *argv,
           bool        *json)
{
  bool prompt = false;

  *json = false;
  if (argc < 3 || strcmp (argv[1], "status") != 0)
    return false;
  for (int i = 2; i < argc; i++)
    if (strcmp (argv[i], "--prompt") == 0)
      prompt = true;
    else if (strcmp (argv[i], "--json") == 0)
      *json = true;
    else
      return false;
  return prompt;
}

/* Where there is nobody to talk to, `daypass` alone prints its help. */
static bool
is_screen (int          argc,
           char *const *argv)
{
  if (argc == 2 && strcmp (argv[1], "--plain") == 0)
    return true;
  return argc == 1 && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
}

/* PREFIX/libexec/daypass/PROGRAM for PREFIX/bin/daypass; beside this program where it was built. */
static void
run_beside (const char  *program,
            char *const *argv)
{
  char folder[PATH_MAX];
  char path[PATH_MAX + sizeof "/../tui//libexec/daypass/" COMMAND];
  ssize_t len = readlink ("/proc/self/exe", folder, sizeof folder - 1);
  size_t n;

  if (len < 0)
    return;
  folder[len] = '\0';
  *strrchr (folder, '/') = '\0';
  snprintf (path, sizeof path, "%s/%s", folder, program);
  n = strlen (folder);
  if (n >= sizeof BIN - 1 && strcmp (folder + n - (sizeof BIN - 1), BIN) == 0)
    {
      folder[n - (sizeof BIN - 1)] = '\0';
      snprintf (path, sizeof path, "%s/libexec/daypass/%s", folder, program);
    }
  execv (path, argv);
}

int
main (int    argc,
      char **argv)
{
  bool json;

  if (is_prompt (argc, argv, &json))
    return dpe_prompt_print (json);
  if (is_screen (argc, argv))
    {
      run_beside (SCREEN, argv);
      run_beside ("../tui/" SCREEN, argv);
      execv (DP_LIBEXECDIR "/" SCREEN, argv);
    }
  /* also without that screen: it may not have been built */
  run_beside (COMMAND, argv);
  execv (DP_LIBEXECDIR "/" COMMAND, argv);
  fprintf (stderr, "Error: %s/%s cannot be started: %s. Install Daypass again.\n", DP_LIBEXECDIR,
           COMMAND, strerror (errno));
  return 1;
}
