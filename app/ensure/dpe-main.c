/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-ensure ACCOUNT: what the ssh hook runs. 0: the key is good, offer it; 1: do not. A good
 * key is answered from the time of one file; everything else is left to `daypass ensure`, which may
 * take the time of a person.
 */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dpe-caller.h"

#define PROGRAM "daypass"

/* The command beside this program, else where it is installed. */
static void
run_daypass (char *const *arguments)
{
  char path[PATH_MAX];
  ssize_t len = readlink ("/proc/self/exe", path, sizeof path - sizeof PROGRAM);
  char *slash = NULL;

  if (len > 0)
    {
      path[len] = '\0';
      slash = strrchr (path, '/');
    }
  if (slash != NULL)
    {
      snprintf (slash + 1, sizeof PROGRAM, "%s", PROGRAM);
      execv (path, arguments);
    }
  execv (DP_BINDIR "/" PROGRAM, arguments);
}

int
main (int    argc,
      char **argv)
{
  char *arguments[] = { (char *) PROGRAM, (char *) "ensure", NULL, NULL };
  DpeCaller caller;

  if (argc != 2 || !dpe_is_account_id (argv[1]))
    {
      fputs ("usage: daypass-ensure ACCOUNT\n", stderr);
      return 1;
    }
  if (dpe_is_good (argv[1]))
    return 0;
  if (getenv ("DAYPASS_NO_ENSURE") != NULL || dpe_is_completing ())
    return 1;
  dpe_caller_find (&caller);
  if (caller.query)
    return 1;
  arguments[2] = argv[1];
  run_daypass (arguments);
  return 1;
}
