/* SPDX-License-Identifier: Apache-2.0 */
/*
 * launch ROUNDS -- CMD... -- CMD...: starts each command ROUNDS times, in turn, and prints one line
 * a command: the median and the fastest in microseconds, the mean of processor time (with that of
 * its children), and median and processor time against the first one's.
 * In turn, so that what else the machine does hits all alike; linked statically, so that
 * starting this program's children is not what is measured. Their output goes to /dev/null.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define MAX_COMMANDS 8
#define MAX_ROUNDS 10000

extern char **environ;

static int64_t
now_us (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (int64_t) t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Returns: how long the command took, or -1 when it could not be started. @cpu grows by the time it
 * spent on a processor. */
static int64_t
run (char                      **argv,
     posix_spawn_file_actions_t *quiet,
     int64_t                    *cpu)
{
  int64_t start = now_us ();
  struct rusage usage;
  pid_t child;
  int status;

  if (posix_spawn (&child, argv[0], quiet, NULL, argv, environ) != 0)
    return -1;
  while (wait4 (child, &status, 0, &usage) < 0)
    if (errno != EINTR)
      return -1;
  *cpu += (int64_t) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000
          + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
  return now_us () - start;
}

static int
compare (const void *a,
         const void *b)
{
  int64_t x = *(const int64_t *) a;
  int64_t y = *(const int64_t *) b;

  return (x > y) - (x < y);
}

/* Cuts argv at each "--"; returns the number of commands. */
static int
split (char  **argv,
       char ***commands)
{
  int n = 0;

  for (; *argv != NULL; argv++)
    if (strcmp (*argv, "--") == 0)
      {
        *argv = NULL;
        if (argv[1] == NULL || n == MAX_COMMANDS)
          return 0;
        commands[n++] = argv + 1;
      }
  return n;
}

static void
report (char         **command,
        int64_t       *times,
        int64_t        cpu,
        int            rounds,
        const int64_t  first[2])
{
  qsort (times, (size_t) rounds, sizeof *times, compare);
  printf ("%8lld us  %8lld us  %8lld us cpu  %6.2f x  %6.2f x cpu  %s\n",
          (long long) times[rounds / 2], (long long) times[0], (long long) cpu / rounds,
          (double) times[rounds / 2] / (double) first[0], (double) cpu / (double) first[1],
          command[0]);
}

int
main (int    argc,
      char **argv)
{
  char **commands[MAX_COMMANDS];
  int64_t *times[MAX_COMMANDS];
  posix_spawn_file_actions_t quiet;
  int64_t cpu[MAX_COMMANDS] = { 0 };
  int64_t first[2];
  int rounds = argc > 1 ? (int) strtoll (argv[1], NULL, 10) : 0;
  int n = argc > 2 ? split (argv + 2, commands) : 0;

  if (rounds < 1 || rounds > MAX_ROUNDS || n == 0)
    {
      fputs ("usage: launch ROUNDS -- CMD... [-- CMD...]...\n", stderr);
      return 2;
    }
  posix_spawn_file_actions_init (&quiet);
  posix_spawn_file_actions_addopen (&quiet, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen (&quiet, 2, "/dev/null", O_WRONLY, 0);
  for (int i = 0; i < n; i++)
    times[i] = calloc ((size_t) rounds, sizeof *times[i]);
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < n; i++)
      {
        times[i][round] = run (commands[i], &quiet, &cpu[i]);
        if (times[i][round] < 0)
          {
            fprintf (stderr, "launch: %s: cannot be started\n", commands[i][0]);
            return 1;
          }
      }
  qsort (times[0], (size_t) rounds, sizeof *times[0], compare);
  first[0] = times[0][rounds / 2] > 0 ? times[0][rounds / 2] : 1;
  first[1] = cpu[0] > 0 ? cpu[0] : 1;
  for (int i = 0; i < n; i++)
    report (commands[i], times[i], cpu[i], rounds, first);
  return 0;
}
