/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-process.h"

#include "dpg-channel.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define STACK_SIZE 16384

static char signal_stack[STACK_SIZE];

void
dpg_process_tidy (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    {
      /* open(2) gives the lowest free one, and those below are taken by now */
      if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", O_RDWR) != fd)
        _exit (0);
    }

  if (close_range (STDERR_FILENO + 1, ~0u, 0) != 0)
    for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
      close (fd);

  clearenv ();
}

static void
crash_cb (int signal)
{
  _exit (0);
}

static void
stop_cb (int signal)
{
  dpg_channel_stop = 1;
}

void
dpg_process_hold_signals (void)
{
  static const int crashes[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP };
  static const int stops[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGALRM, SIGXCPU };
  static const int ignored[] = { SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGIO };
  const stack_t stack = { .ss_sp = signal_stack, .ss_size = sizeof signal_stack };
  struct sigaction action = { .sa_handler = crash_cb, .sa_flags = SA_ONSTACK };
  sigset_t mask;

  sigaltstack (&stack, NULL);
  for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
    sigaction (crashes[i], &action, NULL);

  action = (struct sigaction) { .sa_handler = stop_cb };
  for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++)
    sigaction (stops[i], &action, NULL);

  action = (struct sigaction) { .sa_handler = SIG_IGN };
  for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
    sigaction (ignored[i], &action, NULL);

  /* SIGCHLD waits for sigtimedwait(2). */
  sigemptyset (&mask);
  sigaddset (&mask, SIGCHLD);
  sigprocmask (SIG_SETMASK, &mask, NULL);
}
