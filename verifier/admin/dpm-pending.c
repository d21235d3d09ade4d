/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-pending.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpm-file.h"

#define DIRECTORY "/run/daypass"
#define STATE DIRECTORY "/setup-pending" /* the session that ran the setup */
#define MIN_SPAN 3
#define MAX_SPAN 3600

/* Returns: seconds, 0 when it is none. */
static guint
read_span (const char *span)
{
  gsize len = strlen (span);
  g_autofree char *digits = g_strndup (span, len > 0 ? len - 1 : 0);
  guint unit = len == 0 ? 0 : span[len - 1] == 's' ? 1 : span[len - 1] == 'm' ? 60 : 3600;
  guint64 n = 0;

  if (len == 0 || strchr ("smh", span[len - 1]) == NULL
      || !g_ascii_string_to_unsigned (digits, 10, 1, MAX_SPAN, &n, NULL) || n * unit < MIN_SPAN
      || n * unit > MAX_SPAN)
    return 0;
  return (guint) n * unit;
}

gboolean
dpm_pending_check (const char *span,
                   GError    **error)
{
  return read_span (span) > 0
         || dp_error_set (error, DP_ERROR_USAGE,
                          "--confirm needs a time between 3s and 1h, such as 5m");
}

static gboolean
write_state (GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d\n", (int) getsid (0));
  const DpmFileKind kind = { 0600, (uid_t) -1, (gid_t) -1 };
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (DpmFile) file = NULL;

  if (mkdir (DIRECTORY, 0755) != 0 && access (DIRECTORY, F_OK) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "cannot make " DIRECTORY);
  file = dpm_file_lock (STATE, &kind, FALSE, error);
  return file != NULL && dpm_file_replace (file, bytes, error);
}

/* In a process of its own, which nobody waits for. */
static void
wait_and_undo (guint seconds)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  for (; seconds > 0 && access (STATE, F_OK) == 0; seconds--)
    sleep (1);
  if (seconds > 0 || unlink (STATE) != 0)
    return;
  if (dpm_setup_undo (FALSE, &changed, &error))
    syslog (LOG_AUTHPRIV | LOG_NOTICE, "daypass-admin setup was not confirmed: undone");
  else
    syslog (LOG_AUTHPRIV | LOG_ERR, "daypass-admin setup cannot be undone: %s", error->message);
}

gboolean
dpm_pending_begin (const char *span,
                   GError    **error)
{
  int null;
  pid_t pid;

  if (!write_state (error))
    return FALSE;
  pid = fork ();
  if (pid != 0)
    return pid > 0 || dp_error_set (error, DP_ERROR_FILE, "cannot start a process");
  /* a login that ends must not end it */
  null = open ("/dev/null", O_RDWR | O_CLOEXEC);
  if (setsid () < 0 || null < 0 || dup2 (null, STDIN_FILENO) < 0 || dup2 (null, STDOUT_FILENO) < 0
      || dup2 (null, STDERR_FILENO) < 0 || close_range (3, ~0U, 0) != 0 || chdir ("/") != 0)
    _exit (1);
  wait_and_undo (read_span (span));
  _exit (0);
}

gboolean
dpm_pending_confirm (gboolean   check,
                     GError  **error)
{
  gboolean absent = FALSE;
  g_autoptr (GBytes) bytes = dpm_file_read (STATE, &absent, error);
  g_autofree char *text = NULL;
  g_autofree char *here = g_strdup_printf ("%d\n", (int) getsid (0));

  if (absent)
    {
      g_clear_error (error);
      return dp_error_set (error, DP_ERROR_USAGE,
                           "no setup waits to be confirmed: it was confirmed or undone already, or "
                           "run without --confirm");
    }
  if (bytes == NULL)
    return FALSE; /* nocheck: set by dpm_file_read() */
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (strcmp (text, here) == 0)
    return dp_error_set (error, DP_ERROR_USAGE,
                         "this is the login that ran setup: log in once more and confirm from "
                         "there, which proves that it works");
  return check || unlink (STATE) == 0
         || dp_error_set (error, DP_ERROR_FILE, "cannot remove " STATE);
}
