/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-report.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dpc-json.h"

/* What a person can do, and the exit code: one row for each code that a person can meet. */
static const struct
{
  DpError     code;
  int         exit;
  const char *sentence; /* NULL: the core's */
  const char *advice;
} table[] = {
  { DP_ERROR_UNREACHABLE, DPC_EXIT_UNREACHABLE, N_("The provider cannot be reached."),
    N_("Check the network, and the proxy settings in HTTPS_PROXY and NO_PROXY.") },
  { DP_ERROR_TIMED_OUT, DPC_EXIT_UNREACHABLE, N_("It took too long."),
    N_("Try again; a sign-in must be finished within ten minutes.") },
  { DP_ERROR_TLS, DPC_EXIT_UNREACHABLE, N_("The provider's TLS certificate is not trusted."),
    N_("Check the clock, and whether a proxy in between needs its own authority; SSL_CERT_FILE "
       "can name one.") },
  { DP_ERROR_HTTP, DPC_EXIT_UNREACHABLE, N_("The provider answered with an error."),
    N_("Try again later; if it stays, tell the provider's administrator.") },
  { DP_ERROR_NOT_A_PROVIDER, DPC_EXIT_PROVIDER, N_("This address is not an OpenID provider."),
    N_("Check the issuer: its /.well-known/openid-configuration must exist.") },
  { DP_ERROR_ISSUER_MISMATCH, DPC_EXIT_PROVIDER, N_("The provider calls itself by another name."),
    N_("Use exactly the name that the provider gives itself, with or without the slash at its "
       "end.") },
  { DP_ERROR_ALGORITHM, DPC_EXIT_PROVIDER, NULL,
    N_("The provider must sign ID tokens with RS256, PS256, ES256 or EdDSA.") },
  { DP_ERROR_PROVIDER, DPC_EXIT_FAILED, N_("The provider refused the sign-in."),
    N_("Ask the provider's administrator with these words.") },
  { DP_ERROR_ACCESS_DENIED, DPC_EXIT_FAILED, N_("The sign-in was declined."),
    N_("Start again, and allow the access when the provider asks.") },
  { DP_ERROR_GRANT, DPC_EXIT_PROVIDER, NULL,
    N_("Sign in again. If it stays: the redirect address or the PKCE setting of the client is "
       "not as registered.") },
  { DP_ERROR_REDIRECT_URI, DPC_EXIT_PROVIDER,
    N_("The redirect address is not registered at the provider."),
    N_("Register http://localhost:3000/login-callback, http://localhost:10001/login-callback and "
       "http://localhost:11110/login-callback for this client.") },
  { DP_ERROR_NO_ID_TOKEN, DPC_EXIT_PROVIDER, N_("The provider gave no ID token."),
    N_("The scopes must contain \"openid\".") },
  { DP_ERROR_NO_ACCESS_TOKEN, DPC_EXIT_PROVIDER, NULL, N_("Leave out --send-access-token.") },
  { DP_ERROR_NO_REFRESH_TOKEN, DPC_EXIT_PROVIDER, N_("The provider gave no refresh token."),
    N_("Add \"offline_access\" to the scopes, or leave out --auto-refresh.") },
  { DP_ERROR_CLOCK_WRONG, DPC_EXIT_CLOCK, N_("This computer's clock is wrong."),
    N_("Set the clock; most systems do it by themselves with NTP.") },
  { DP_ERROR_CLOCK_BEHIND, DPC_EXIT_CLOCK, N_("This computer's clock, or the provider's, is "
                                              "wrong."),
    N_("Set the clock; most systems do it by themselves with NTP.") },
  { DP_ERROR_EXPIRED, DPC_EXIT_CLOCK, N_("The sign-in had ended before it was complete."),
    N_("Check the clock, and how long the provider's ID tokens live.") },
  { DP_ERROR_PORTS_TAKEN, DPC_EXIT_PORTS, N_("All ports for the sign-in are in use."),
    N_("Another sign-in may be waiting; end it, or free one of the ports 3000, 10001 and "
       "11110.") },
  { DP_ERROR_FILE_FOREIGN, DPC_EXIT_FILES, N_("The key files belong to somebody else."),
    N_("Choose another name with -i FILE, or keep sign-ins apart with daypass login "
       "--configure.") },
  { DP_ERROR_FILE_READ_ONLY, DPC_EXIT_FILES, N_("The key cannot be written there."),
    N_("Make the directory writable for you, or choose another place with -i FILE.") },
  { DP_ERROR_FILE, DPC_EXIT_FILES, NULL,
    N_("Check that the place exists, belongs to you alone, and has free space.") },
  { DP_ERROR_CONFIG, DPC_EXIT_FAILED, N_("The configuration file is not valid."),
    N_("Mend the line that is named.") },
  { DP_ERROR_CANCELLED, DPC_EXIT_FAILED, N_("The sign-in was cancelled."), NULL },
  { DP_ERROR_STATE, DPC_EXIT_FAILED, NULL, N_("Paste the last address of this sign-in.") },
};

static gboolean quiet;
static gboolean json;
static int log_fd = -1;

void
dpc_report_quiet (void)
{
  quiet = TRUE;
}

void
dpc_report_json (void)
{
  json = TRUE;
  quiet = TRUE;
}

gboolean
dpc_report_is_json (void)
{
  return json;
}

static void
log_line (const char *text)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *line = NULL;

  if (log_fd < 0)
    return;
  now = g_date_time_new_now_local ();
  stamp = g_date_time_format (now, "%Y/%m/%d %H:%M:%S");
  line = g_strdup_printf ("%s %s\n", stamp, text);
  if (write (log_fd, line, strlen (line)) < 0)
    log_fd = -1; /* full disk: the terminal has the line */
}

gboolean
dpc_report_log_to (const char *dir,
                   GError    **error)
{
  g_autofree char *path = g_build_filename (dir, "opkssh.log", NULL);

  log_fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0660);
  if (log_fd < 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", path, g_strerror (errno));
  return TRUE;
}

void
dpc_say (const char *format,
         ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (quiet)
    g_printerr ("%s\n", text);
  else
    g_print ("%s\n", text);
  fflush (stdout);
  log_line (text);
}

void
dpc_warn (const char *format,
          ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr (_("Warning: %s\n"), text);
  log_line (text);
}

static int
find_row (const GError *error)
{
  DpError code = dp_error_code (error);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].code == code)
      return (int) i;
  return -1;
}

const char *
dpc_report_sentence (const GError *error)
{
  int row = find_row (error);

  if (row >= 0 && table[row].sentence != NULL)
    return _(table[row].sentence);
  return dp_error_sentence (dp_error_code (error));
}

const char *
dpc_report_advice (const GError *error)
{
  int row = find_row (error);

  return row >= 0 && table[row].advice != NULL ? _(table[row].advice) : NULL;
}

int
dpc_report_exit (const GError *error)
{
  int row = find_row (error);

  return row >= 0 ? table[row].exit : DPC_EXIT_FAILED;
}

/* With --json: what a command that failed prints. */
static void
print_error (const char *reason,
             const char *sentence,
             const char *detail,
             const char *advice)
{
  g_autoptr (DpcJson) out = dpc_json_new ();

  if (!json)
    return;
  dpc_json_begin (out, NULL);
  dpc_json_begin (out, "error");
  dpc_json_text (out, "reason", reason);
  dpc_json_text (out, "sentence", sentence);
  dpc_json_text (out, "detail", detail);
  dpc_json_text (out, "advice", advice);
  dpc_json_end (out);
  dpc_json_end (out);
  dpc_json_print (out);
}

void
dpc_report_problem (const char *reason,
                    const char *sentence,
                    const char *detail)
{
  g_printerr (_("Error: %s\n"), sentence);
  log_line (sentence);
  print_error (reason, sentence, detail, NULL);
}

void
dpc_report_usage (const char *problem)
{
  dpc_report_problem ("usage", problem, NULL);
}

void
dpc_report_changed (const char *path)
{
  g_autoptr (DpcJson) out = dpc_json_new ();

  if (!json)
    return;
  dpc_json_begin (out, NULL);
  dpc_json_text (out, "changed", path);
  dpc_json_end (out);
  dpc_json_print (out);
}

char *
dpc_report_dup_text (const GError *error)
{
  if (dp_error_code (error) == DP_ERROR_USAGE)
    return g_strdup (error->message);
  /* Translators: what happened, then the detail */
  return g_strdup_printf (_("%s (%s)"), dpc_report_sentence (error), error->message);
}

int
dpc_report_error (const GError *error)
{
  const char *advice = dpc_report_advice (error);
  g_autofree char *text = dpc_report_dup_text (error);

  g_printerr (_("Error: %s\n"), text);
  if (advice != NULL)
    g_printerr ("%s\n", advice);
  log_line (text);
  print_error (dp_error_reason (error), dpc_report_sentence (error), error->message, advice);
  return dpc_report_exit (error);
}
