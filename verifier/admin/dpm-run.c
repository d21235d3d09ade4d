/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-run.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dp-error.h"

#define SECONDS 20
#define NOT_EXECUTED 127

static gboolean
become (const struct passwd *user)
{
  return user == NULL || geteuid () != 0
         || (setgroups (0, NULL) == 0 && setresgid (user->pw_gid, user->pw_gid, user->pw_gid) == 0
             && setresuid (user->pw_uid, user->pw_uid, user->pw_uid) == 0);
}

static void
run_child (const char *const   *argv,
           const struct passwd *user,
           int                  out)
{
  static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  char *const env[] = { path, NULL };
  int null = open ("/dev/null", O_RDONLY);

  if (null < 0 || dup2 (null, STDIN_FILENO) < 0 || dup2 (out, STDOUT_FILENO) < 0
      || close_range (3, ~0U, 0) != 0 || !become (user))
    _exit (NOT_EXECUTED);
  execve (argv[0], (char *const *) argv, env);
  _exit (NOT_EXECUTED);
}

/* Reads until end-of-file, the ceiling or the deadline. */
static gboolean
read_output (int      fd,
             GString *text,
             GError **error)
{
  gint64 deadline = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC;
  char piece[4096];
  gssize n = 1;

  while (n > 0)
    {
      struct pollfd entry = { fd, POLLIN, 0 };
      gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

      if (left <= 0 || poll (&entry, 1, (int) left) == 0)
        return dp_error_set (error, DP_ERROR_TIMED_OUT, "no answer within %d s", SECONDS);
      n = read (fd, piece, sizeof piece);
      if (n < 0 && errno != EINTR)
        return dp_error_set (error, DP_ERROR_FILE, "cannot read: %s", g_strerror (errno));
      g_string_append_len (text, piece, MAX (n, 0));
      n = n < 0 ? 1 : n;
      if (text->len > DPM_RUN_OUTPUT_MAX)
        return dp_error_set (error, DP_ERROR_LIMIT, "more than 1 MiB of output");
    }
  return TRUE;
}

char *
dpm_run (const char *const *argv,
         const char        *user,
         int               *status,
         GError           **error)
{
  const struct passwd *entry = user == NULL ? NULL : getpwnam (user);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean good;
  int ends[2];
  int raw = 0;
  pid_t pid;

  if (user != NULL && entry == NULL && geteuid () == 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "there is no user %s here", user);
      return NULL;
    }
  if (pipe2 (ends, O_CLOEXEC) != 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "cannot make a pipe: %s", g_strerror (errno));
      return NULL;
    }
  pid = fork ();
  if (pid == 0)
    run_child (argv, entry, ends[1]);
  close (ends[1]);
  good = pid > 0 ? read_output (ends[0], text, error)
                 : dp_error_set (error, DP_ERROR_FILE, "cannot start %s", argv[0]);
  close (ends[0]);
  if (!good && pid > 0)
    kill (pid, SIGKILL);
  if (pid > 0)
    waitpid (pid, &raw, 0);
  if (status != NULL)
    *status = WIFEXITED (raw) ? WEXITSTATUS (raw) : -1;
  if (good && WIFEXITED (raw) && WEXITSTATUS (raw) == NOT_EXECUTED)
    good = dp_error_set (error, DP_ERROR_FILE, "cannot run %s", argv[0]);
  return good ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
