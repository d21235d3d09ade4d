/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kill -9 while `daypass-admin` adds or removes a row: at the beginning and at the end of every
 * system call that it makes, each in a process of its own. A reader finds the old text or the new
 * one, with every comment; and the next command finds nothing in its way.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dpm-commands.h"
#include "dpt.h"

#define MAX_STOPS 4000
#define ISSUER "https://op.example"
#define HEAD "# who may log in\n\nalice alice@example.com " ISSUER " # why\n'bad row\n"
#define ROW "nobody-here x@example.com " ISSUER "\n"
#define PROVIDERS "# ours\n#" ISSUER " client 24h\n"
#define ENABLED "# ours\n" ISSUER " client 24h\n"

typedef int (*Command) (const DpmOptions *options,
                        char            **args);

/* What a command does to the two files. */
typedef struct
{
  Command     run;
  const char *auth_id;
  const char *auth_id_after;
  const char *providers;
  const char *providers_after;
} Case;

static char *directory;

static void
put (const char *name,
     const char *text)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
get (const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static int
run (Command command)
{
  const DpmOptions options = { .config_dir = directory, .cache_dir = directory, .force = TRUE };
  char login[] = "nobody-here", identity[] = "x@example.com", issuer[] = ISSUER;
  char *args[] = { login, identity, issuer, NULL };

  return command (&options, args);
}

/* In a process of its own, whose words are not TAP. @traced: it stops and is gone on with */
static pid_t
start (Command  command,
       gboolean traced)
{
  pid_t pid = fork ();
  int null;

  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  null = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  if (null < 0 || dup2 (null, STDOUT_FILENO) < 0 || dup2 (null, STDERR_FILENO) < 0)
    _exit (DPM_EXIT_FAILED);
  if (traced && (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0 || raise (SIGSTOP) != 0))
    _exit (DPM_EXIT_FAILED);
  _exit (run (command));
}

static void
assert_done (Command command)
{
  int status = 0;
  pid_t pid = start (command, FALSE);

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == DPM_EXIT_OK);
}

/* Lets it come to stop @n of its system calls, and kills it there. Returns: whether it had not
 * ended before. */
static gboolean
kill_at (Command command,
         guint   n)
{
  int status = 0;
  pid_t pid = start (command, TRUE);

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  for (guint i = 0; i < n && WIFSTOPPED (status); i++)
    {
      g_assert_cmpint (ptrace (PTRACE_SYSCALL, pid, NULL, NULL), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    }
  if (!WIFSTOPPED (status))
    {
      g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == DPM_EXIT_OK);
      return FALSE;
    }
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return TRUE;
}

/* Returns: whether it is the new one. */
static gboolean
is_old_or_new (const char *name,
               const char *old,
               const char *new)
{
  g_autofree char *text = get (name);
  gboolean is_new = strcmp (text, new) == 0;

  if (!is_new)
    g_assert_cmpstr (text, ==, old);
  return is_new;
}

/* Only the files and the lock: nothing that was written aside. */
static void
assert_nothing_aside (void)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_null (strstr (name, "daypass-new"));
}

static void
test_killed (gconstpointer data)
{
  const Case *test = data;
  guint kills = 0, old = 0, new = 0;
  gboolean killed = TRUE;

  for (guint n = 1; killed; n++)
    {
      gboolean is_new;

      g_assert_cmpuint (n, <, MAX_STOPS);
      put ("auth_id", test->auth_id);
      put ("providers", test->providers);
      killed = kill_at (test->run, n);
      kills += killed;
      is_new = is_old_or_new ("auth_id", test->auth_id, test->auth_id_after);
      is_old_or_new ("providers", test->providers, test->providers_after);
      new += is_new;
      old += !is_new;
      /* the lock went with its holder, and what was written aside is used up or thrown away */
      assert_done (test->run);
      g_assert_true (is_old_or_new ("auth_id", "", test->auth_id_after));
      g_assert_true (is_old_or_new ("providers", "", test->providers_after));
      assert_nothing_aside ();
    }
  g_test_message ("%u kills: %u times the old text, %u the new", kills, old, new);
  g_assert_cmpuint (old, >, 10);
  g_assert_cmpuint (new, >, 10);
}

int
main (int    argc,
      char **argv)
{
  static const Case add = { dpm_add, HEAD, HEAD ROW, PROVIDERS, ENABLED };
  static const Case take = { dpm_remove, HEAD ROW, HEAD, PROVIDERS, PROVIDERS };
  int status;

  g_test_init (&argc, &argv, NULL);
  /* in memory: a thousand times fsync is not what is tested */
  directory = g_mkdtemp (g_strdup ("/dev/shm/daypass-killed-XXXXXX"));
  g_assert_nonnull (directory);
  g_test_add_data_func ("/admin/killed/at_every_system_call_of_add", &add, test_killed);
  g_test_add_data_func ("/admin/killed/at_every_system_call_of_remove", &take, test_killed);
  status = g_test_run ();
  for (const char *const *name = (const char *[]) { "auth_id", "providers", ".daypass.lock", NULL };
       *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (directory, *name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
  return status;
}
