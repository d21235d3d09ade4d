/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

struct _DpcTerminal
{
  int fd;
};

/* For a signal handler: there is one terminal. */
static struct termios before;
static volatile sig_atomic_t held_fd = -1;

static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGSEGV, SIGBUS, SIGABRT };

static void
put_back (void)
{
  if (held_fd >= 0)
    tcsetattr (held_fd, TCSADRAIN, &before);
  held_fd = -1;
}

static void
ended_by_signal (int number)
{
  put_back ();
  signal (number, SIG_DFL);
  raise (number);
}

gboolean
dpc_terminal_is_attended (void)
{
  int fd;
  gboolean foreground;

  if (!isatty (STDERR_FILENO))
    return FALSE;
  fd = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  foreground = tcgetpgrp (fd) == getpgrp ();
  close (fd);
  return foreground;
}

DpcTerminal *
dpc_terminal_hold (void)
{
  static gboolean registered;
  struct sigaction action = { .sa_handler = ended_by_signal };
  struct termios quiet;
  DpcTerminal *self;
  int fd = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

  if (fd < 0 || tcgetattr (fd, &before) < 0)
    {
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  held_fd = fd;
  if (!registered)
    atexit (put_back);
  registered = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (ending); i++)
    sigaction (ending[i], &action, NULL);
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t) (ICANON | ECHO | ISIG | IEXTEN);
  quiet.c_cc[VMIN] = 1;
  quiet.c_cc[VTIME] = 0;
  tcsetattr (fd, TCSADRAIN, &quiet);
  self = g_new0 (DpcTerminal, 1);
  self->fd = fd;
  return self;
}

void
dpc_terminal_release (DpcTerminal *self)
{
  if (self == NULL)
    return;
  put_back ();
  close (self->fd);
  g_free (self);
}

int
dpc_terminal_get_fd (DpcTerminal *self)
{
  return self->fd;
}
