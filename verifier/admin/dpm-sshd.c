/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-sshd.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpm-file.h"
#include "dpm-run.h"

#define SSHD "/usr/sbin/sshd"
#define SSH "/usr/bin/ssh"
#define SSH_KEYGEN "/usr/bin/ssh-keygen"
#define SYSTEMCTL "/usr/bin/systemctl"
#define VERIFY DP_LIBEXECDIR "/daypass-verify"
#define MARK "# Made by \"daypass-admin setup\"; \"daypass-admin unsetup\" takes it away."
#define RUNS "AuthorizedKeysCommand command \"" VERIFY " "

/* (transfer full) (nullable) */
static char *
read_text (const char *path)
{
  gboolean absent = FALSE;
  g_autoptr (GBytes) bytes = dpm_file_read (path, &absent, NULL);

  return bytes == NULL ? NULL
                       : g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The words behind the keyword of a line of sshd_config, %NULL when it has another. */
static const char *
value_of (const char *line,
          const char *keyword)
{
  gsize len = strlen (keyword);

  line += strspn (line, " \t");
  if (g_ascii_strncasecmp (line, keyword, len) != 0 || strchr (" \t=\"", line[len]) == NULL
      || line[len] == '\0')
    return NULL;
  return line + len + strspn (line + len, " \t=\"");
}

gboolean
dpm_sshd_is_ours (void)
{
  g_autofree char *text = read_text (DPM_SSHD_DROPIN);

  return text != NULL && g_str_has_prefix (text, MARK "\n");
}

static DpmSshdAsks
kind_of (const char *command)
{
  if (g_str_has_prefix (command, "none"))
    return DPM_SSHD_NOBODY;
  if (strstr (command, "daypass-verify") != NULL)
    return DPM_SSHD_BY_HAND;
  return strstr (command, "opkssh") != NULL ? DPM_SSHD_OPKSSH : DPM_SSHD_OTHER;
}

/* Also a lone AuthorizedKeysCommandUser is somebody's: a drop-in before it would shadow it. */
static DpmSshdAsks
look_in_file (const char *path,
              char      **where)
{
  g_autofree char *text = read_text (path);
  g_auto (GStrv) lines = g_strsplit (text == NULL ? "" : text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *command = value_of (lines[i], "AuthorizedKeysCommand");
      const char *user = value_of (lines[i], "AuthorizedKeysCommandUser");
      DpmSshdAsks found = command != NULL ? kind_of (command)
                          : user != NULL  ? DPM_SSHD_OTHER
                                          : DPM_SSHD_NOBODY;

      if (found == DPM_SSHD_NOBODY)
        continue;
      *where = g_strdup_printf ("%s:%u", path, i + 1);
      return found;
    }
  return DPM_SSHD_NOBODY;
}

char *
dpm_sshd_dup_setting (const char *keyword)
{
  const char *argv[] = { SSHD, "-T", "-C", "user=root,host=localhost,addr=127.0.0.1", NULL };
  gboolean can_ask = geteuid () == 0 && access (DPM_SSHD_CONFIG, R_OK) == 0;
  g_autofree char *output = can_ask ? dpm_run (argv, NULL, NULL, NULL) : NULL;
  g_auto (GStrv) lines = g_strsplit (output == NULL ? "" : output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (value_of (lines[i], keyword) != NULL)
      return g_strdup (value_of (lines[i], keyword));
  return NULL;
}

/* A file that sshd includes from somewhere else: which one, sshd does not say. */
static DpmSshdAsks
look_elsewhere (char **where)
{
  g_autofree char *command = dpm_sshd_dup_setting ("authorizedkeyscommand");
  DpmSshdAsks found = command == NULL ? DPM_SSHD_NOBODY : kind_of (command);

  if (found != DPM_SSHD_NOBODY)
    *where = g_strdup ("a file that " DPM_SSHD_CONFIG " includes (sshd -T shows it)");
  return found;
}

DpmSshdAsks
dpm_sshd_look (char **where)
{
  g_autoptr (GDir) dir = g_dir_open (DPM_SSHD_DIR, 0, NULL);
  DpmSshdAsks found;
  const char *name;

  *where = NULL;
  found = look_in_file (DPM_SSHD_CONFIG, where);
  while (found == DPM_SSHD_NOBODY && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (DPM_SSHD_DIR, name, NULL);

      if (g_str_has_suffix (name, ".conf")
          && !(strcmp (path, DPM_SSHD_DROPIN) == 0 && dpm_sshd_is_ours ()))
        found = look_in_file (path, where);
    }
  return found == DPM_SSHD_NOBODY && !dpm_sshd_is_ours () ? look_elsewhere (where) : found;
}

gboolean
dpm_sshd_has_include (void)
{
  g_autofree char *text = read_text (DPM_SSHD_CONFIG);
  g_auto (GStrv) lines = g_strsplit (text == NULL ? "" : text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *value = value_of (lines[i], "Include");

      if (value != NULL && strstr (value, "sshd_config.d/*.conf") != NULL)
        return TRUE;
      if (value_of (lines[i], "Match") != NULL)
        return FALSE;
    }
  return FALSE;
}

char *
dpm_sshd_dup_dropin (const char *group)
{
  g_autofree char *match = group == NULL ? g_strdup ("")
                                         : g_strdup_printf ("Match Group %s\n", group);

  return g_strdup_printf (MARK "\n%sAuthorizedKeysCommand " VERIFY " %%u %%k %%t\n"
                               "AuthorizedKeysCommandUser opksshuser\n%s",
                          match, group == NULL ? "" : "Match all\n");
}

static gboolean
run (const char *const *argv,
     const char        *what,
     GError           **error)
{
  int status = -1;
  g_autofree char *output = dpm_run (argv, NULL, &status, error);

  if (output == NULL)
    return FALSE;
  return status == 0 || dp_error_set (error, DP_ERROR_FILE, "%s ended with %d", what, status);
}

gboolean
dpm_sshd_check (GError **error)
{
  const char *argv[] = { SSHD, "-t", NULL };

  return run (argv, "sshd -t", error);
}

/* What sshd wrote about the knock: it must have started our program and not complained. */
static gboolean
judge_log (const char *text,
           GError    **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean runs = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      runs = runs || strstr (lines[i], RUNS) != NULL;
      if (strstr (lines[i], "AuthorizedKeysCommand") != NULL
          && (strstr (lines[i], "Unsafe") != NULL || strstr (lines[i], "failed") != NULL
              || strstr (lines[i], "error") != NULL))
        return dp_error_set (error, DP_ERROR_FILE, "sshd says: %s", g_strstrip (lines[i]));
    }
  return runs || dp_error_set (error, DP_ERROR_FILE,
                               "a trial sshd with this configuration did not ask " VERIFY ": "
                                       "PubkeyAuthentication may be off, or another "
                                       "AuthorizedKeysCommand come first");
}

gboolean
dpm_sshd_probe (const char *login,
                GError    **error)
{
  g_autofree char *dir = g_dir_make_tmp ("daypass-probe-XXXXXX", NULL);
  g_autofree char *key = g_build_filename (dir == NULL ? "/" : dir, "key", NULL);
  g_autofree char *public = g_strconcat (key, ".pub", NULL);
  g_autofree char *log = g_build_filename (dir == NULL ? "/" : dir, "log", NULL);
  g_autofree char *proxy = g_strdup_printf ("ProxyCommand=" SSHD " -i -E %s -o LogLevel=DEBUG3",
                                            log);
  const char *keygen[] = { SSH_KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", key, NULL };
  const char *ssh[] = { SSH, "-F", "none", "-o", proxy, "-o", "BatchMode=yes", "-o",
                        "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o",
                        "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
                        "LogLevel=QUIET", "-i", key, "-l", login, "daypass-probe", "true", NULL };
  g_autofree char *output = NULL;
  g_autofree char *text = NULL;
  gboolean good = FALSE;

  if (dir == NULL || !run (keygen, "ssh-keygen", error))
    return dir != NULL || dp_error_set (error, DP_ERROR_FILE, "no temporary directory");
  output = dpm_run (ssh, NULL, NULL, error);
  text = read_text (log);
  if (output != NULL)
    good = text != NULL ? judge_log (text, error)
                        : dp_error_set (error, DP_ERROR_FILE, "a trial sshd did not start");
  unlink (key);
  unlink (public);
  unlink (log);
  rmdir (dir);
  return good;
}

/* Without systemd: the process that the configuration's PidFile names. */
static gboolean
reload_by_signal (GError **error)
{
  g_autofree char *path = dpm_sshd_dup_setting ("pidfile");
  g_autofree char *text = path == NULL ? NULL : read_text (path);
  guint64 pid = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (g_strstrip (text), 10, 2, G_MAXINT, &pid, NULL))
    return TRUE; /* nothing runs */
  return kill ((pid_t) pid, SIGHUP) == 0
         || dp_error_set (error, DP_ERROR_FILE,
                          "the running sshd (process %s) cannot be told to reload", text);
}

gboolean
dpm_sshd_reload (GError **error)
{
  const char *argv[] = { SYSTEMCTL, "--quiet", "try-reload-or-restart", "ssh.service", NULL };

  if (!g_file_test ("/run/systemd/system", G_FILE_TEST_IS_DIR))
    return reload_by_signal (error);
  return run (argv, "systemctl try-reload-or-restart ssh", error);
}
