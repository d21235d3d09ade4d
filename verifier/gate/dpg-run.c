/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dpg-channel.h"

#define TICK 10           /* milliseconds between looks, where the kernel has no pidfd */
#define FDS_PER_RUN 3
#define READS_A_TURN 64   /* so that an endless writer cannot hold up the others, or the deadline */
#define NOT_EXECUTED 127

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* A pipe whose ends are above 2 whatever sshd left closed, non-blocking at our end. */
static bool
make_pipe (int ends[2])
{
  int raw[2];

  ends[0] = ends[1] = -1;
  if (pipe2 (raw, O_CLOEXEC) != 0)
    return false;
  ends[0] = fcntl (raw[0], F_DUPFD_CLOEXEC, 3);
  ends[1] = fcntl (raw[1], F_DUPFD_CLOEXEC, 3);
  close (raw[0]);
  close (raw[1]);
  if (ends[0] >= 0 && ends[1] >= 0 && fcntl (ends[0], F_SETFL, O_NONBLOCK) == 0)
    return true;
  close_fd (&ends[0]);
  close_fd (&ends[1]);
  return false;
}

static void
reset_signals (void)
{
  sigset_t none;

  for (int i = 1; i < NSIG; i++)
    signal (i, SIG_DFL); /* fails for some, which are at their default anyway */
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

static void
become_child (const DpgRun *run,
              int           out,
              int           err)
{
  const struct rlimit no_core = { 0, 0 };
  int null = open ("/dev/null", O_RDONLY);

  setsid ();
  reset_signals ();
  if (null < 0 || dup2 (null, STDIN_FILENO) < 0 || dup2 (out, STDOUT_FILENO) < 0
      || dup2 (err, STDERR_FILENO) < 0 || close_range (3, ~0U, 0) != 0 || chdir ("/") != 0
      || setrlimit (RLIMIT_CORE, &no_core) != 0)
    _exit (NOT_EXECUTED);
  umask (022);
  execve (run->path, run->argv, run->envp);
  _exit (NOT_EXECUTED);
}

static bool
text_init (DpgText *text,
           size_t   max)
{
  text->text = calloc (1, max + 1);
  text->max = max;
  return text->text != NULL;
}

static void
not_started (DpgRun *run,
             int     code)
{
  run->end = DPG_RUN_NOT_STARTED;
  run->code = code;
  run->pid = 0;
  close_fd (&run->out_fd);
  close_fd (&run->err_fd);
}

static void
start (DpgRun *run)
{
  int out[2] = { -1, -1 };
  int err[2] = { -1, -1 };

  run->pid = 0;
  run->pidfd = run->out_fd = run->err_fd = -1;
  if (!text_init (&run->out, run->out_max) || !text_init (&run->err, run->err_max)
      || !make_pipe (out) || !make_pipe (err))
    {
      not_started (run, errno);
      close_fd (&out[0]);
      close_fd (&out[1]);
      return;
    }
  run->out_fd = out[0];
  run->err_fd = err[0];
  run->pid = fork ();
  if (run->pid == 0)
    become_child (run, out[1], err[1]);
  close_fd (&out[1]);
  close_fd (&err[1]);
  if (run->pid < 0)
    {
      not_started (run, errno);
      return;
    }
  run->pidfd = (int) syscall (SYS_pidfd_open, run->pid, 0);
}

/* Takes some of what is there; closes at end-of-file. */
static void
drain (int     *fd,
       DpgText *text)
{
  char beyond[4096];

  for (int i = 0; i < READS_A_TURN && *fd >= 0; i++)
    {
      size_t room = text->max - text->len;
      ssize_t n = room > 0 ? read (*fd, text->text + text->len, room)
                           : read (*fd, beyond, sizeof beyond);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        return;
      if (n <= 0)
        close_fd (fd);
      else if (room > 0)
        text->len += (size_t) n;
      else
        text->overflow = true;
    }
}

/* A child that leaves others behind, still writing, must not keep us: one last look, then the
 * whole group dies. The child is reaped after that, so that its number is not yet another's. */
static void
finish (DpgRun *run)
{
  drain (&run->out_fd, &run->out);
  drain (&run->err_fd, &run->err);
  kill (run->pid, SIGKILL); /* before setsid() it is not yet a group of its own */
  kill (-run->pid, SIGKILL);
  waitpid (run->pid, NULL, WNOHANG);
  run->pid = 0;
  close_fd (&run->pidfd);
  close_fd (&run->out_fd);
  close_fd (&run->err_fd);
}

/* Returns: whether the child has ended. */
static bool
has_ended (DpgRun *run)
{
  siginfo_t info = { 0 };

  if (waitid (P_PID, (id_t) run->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0
      || info.si_pid != run->pid)
    return false;
  run->end = info.si_code == CLD_EXITED ? DPG_RUN_EXITED : DPG_RUN_SIGNALLED;
  run->code = info.si_status;
  return true;
}

/* Returns: how many still run. */
static size_t
fill_poll (DpgRun        *runs,
           size_t         n,
           struct pollfd *fds,
           bool          *all_pidfds)
{
  size_t left = 0;

  *all_pidfds = true;
  for (size_t i = 0; i < n; i++)
    {
      bool alive = runs[i].pid > 0;

      fds[i * FDS_PER_RUN] = (struct pollfd) { alive ? runs[i].pidfd : -1, POLLIN, 0 };
      fds[i * FDS_PER_RUN + 1] = (struct pollfd) { alive ? runs[i].out_fd : -1, POLLIN, 0 };
      fds[i * FDS_PER_RUN + 2] = (struct pollfd) { alive ? runs[i].err_fd : -1, POLLIN, 0 };
      left += alive ? 1 : 0;
      *all_pidfds &= !alive || runs[i].pidfd >= 0;
    }
  return left;
}

static void
serve (DpgRun *runs,
       size_t  n)
{
  for (size_t i = 0; i < n; i++)
    {
      if (runs[i].pid <= 0)
        continue;
      drain (&runs[i].out_fd, &runs[i].out);
      drain (&runs[i].err_fd, &runs[i].err);
      if (has_ended (&runs[i]))
        finish (&runs[i]);
    }
}

void
dpg_run_all (DpgRun *runs,
             size_t  n,
             int64_t deadline)
{
  struct pollfd fds[DPG_RUN_MAX * FDS_PER_RUN];

  if (n > DPG_RUN_MAX)
    n = DPG_RUN_MAX;
  for (size_t i = 0; i < n; i++)
    start (&runs[i]);
  for (;;)
    {
      bool all_pidfds = true;
      size_t left = fill_poll (runs, n, fds, &all_pidfds);
      int64_t wait = deadline - dpg_now_ms ();

      if (left == 0 || wait <= 0)
        break;
      if (!all_pidfds && wait > TICK)
        wait = TICK;
      poll (fds, n * FDS_PER_RUN, wait > 60000 ? 60000 : (int) wait);
      serve (runs, n);
    }
  for (size_t i = 0; i < n; i++)
    {
      if (runs[i].pid <= 0)
        continue;
      if (!has_ended (&runs[i]))
        runs[i].end = DPG_RUN_TIMED_OUT;
      finish (&runs[i]);
    }
}

void
dpg_run_clear (DpgRun *run)
{
  free (run->out.text);
  free (run->err.text);
  run->out = run->err = (DpgText) { NULL, 0, 0, false };
}
