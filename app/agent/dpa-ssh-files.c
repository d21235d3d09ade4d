/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-files.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpa-ssh-config.h"

#define OWN_NAME "config"
#define CHECK_NAME "config.check"
#define OWN_BACKUP "config.before"
#define MAIN_BACKUP "ssh-config.before"

void
dpa_ssh_files_clear (DpaSshFiles *self)
{
  g_clear_pointer (&self->own, g_free);
  g_clear_pointer (&self->main, g_free);
}

static char *
in_ssh_dir (DpaAgent   *agent,
            const char *name)
{
  return g_build_filename (dpa_agent_get_home (agent), ".ssh", name, NULL);
}

/* Where the person's file really is: people keep it elsewhere and link it. */
static char *
find_main (DpaAgent *agent)
{
  g_autofree char *path = in_ssh_dir (agent, "config");
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

static DpDir *
open_main (DpaAgent *agent,
           char    **name,
           GError  **error)
{
  g_autofree char *path = find_main (agent);
  g_autofree char *folder = g_path_get_dirname (path);

  *name = g_path_get_basename (path);
  return dp_dir_open (folder, DP_DIR_CREATE, error);
}

static char *
read_text (DpDir      *dir,
           const char *name,
           GError    **error)
{
  g_autoptr (GBytes) content = NULL;
  gsize len;
  const char *text;

  if (!dp_dir_has (dir, name))
    return g_strdup ("");
  content = dp_dir_read (dir, name, DPA_SSH_CONFIG_MAX, error);
  if (content == NULL)
    return NULL;
  text = g_bytes_get_data (content, &len);
  if (memchr (text, '\0', len) != NULL)
    {
      dp_error_set (error, DP_ERROR_FILE, "%s is not a text file", name);
      return NULL;
    }
  return g_strndup (text, len);
}

gboolean
dpa_ssh_files_read (DpaSshFiles *self,
                    DpaAgent    *agent,
                    GError     **error)
{
  g_autofree char *name = NULL;
  g_autoptr (DpDir) folder = NULL;

  folder = open_main (agent, &name, error);
  if (folder == NULL)
    return FALSE;
  self->own = read_text (dpa_keys_get_dir (dpa_agent_get_keys (agent)), OWN_NAME, error);
  if (self->own == NULL)
    return FALSE;
  self->main = read_text (folder, name, error);
  return self->main != NULL;
}

gboolean
dpa_ssh_files_check (DpaAgent *agent,
                     GError  **error)
{
  g_autofree char *path = find_main (agent);
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean exists = g_file_test (path, G_FILE_TEST_EXISTS);

  /* a file that its owner has made read-only is meant to stay as it is */
  if (access (folder, W_OK) < 0 || (exists && access (path, W_OK) < 0))
    return dp_error_set (error, DP_ERROR_FILE_READ_ONLY, "~/.ssh/config");
  if (exists)
    {
      struct stat info;

      if (stat (path, &info) == 0 && (info.st_mode & S_IWUSR) == 0)
        return dp_error_set (error, DP_ERROR_FILE_READ_ONLY, "~/.ssh/config");
    }
  return TRUE;
}

static gboolean
write_text (DpDir      *dir,
            const char *name,
            const char *text,
            GError    **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  struct stat info;
  int mode = 0600;

  if (fstatat (dp_dir_get_fd (dir), name, &info, 0) == 0)
    mode = (int) (info.st_mode & 0777);
  return dp_dir_write (dir, name, content, mode, error);
}

gboolean
dpa_ssh_files_write (DpaAgent          *agent,
                     const DpaSshFiles *before,
                     const DpaSshFiles *after,
                     GError           **error)
{
  DpDir *own = dpa_keys_get_dir (dpa_agent_get_keys (agent));
  g_autofree char *name = NULL;
  g_autoptr (DpDir) folder = NULL;

  folder = open_main (agent, &name, error);
  if (folder == NULL)
    return FALSE;
  if (!g_str_equal (before->own, after->own)
      && (!write_text (own, OWN_BACKUP, before->own, error)
          || !write_text (own, OWN_NAME, after->own, error)))
    return FALSE; /* nocheck: write_text() has set it */
  return g_str_equal (before->main, after->main)
         || (write_text (own, MAIN_BACKUP, before->main, error)
             && write_text (folder, name, after->main, error));
}

gboolean
dpa_ssh_files_read_backup (DpaSshFiles *self,
                           DpaAgent    *agent,
                           GError     **error)
{
  DpDir *own = dpa_keys_get_dir (dpa_agent_get_keys (agent));

  self->own = read_text (own, OWN_BACKUP, error);
  if (self->own == NULL)
    return FALSE;
  self->main = read_text (own, MAIN_BACKUP, error);
  return self->main != NULL;
}

gboolean
dpa_ssh_files_verify (DpaAgent   *agent,
                      const char *own,
                      GError    **error)
{
  DpDir *dir = dpa_keys_get_dir (dpa_agent_get_keys (agent));
  g_autofree char *path = g_build_filename (dp_dir_get_path (dir), CHECK_NAME, NULL);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) ssh = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *said = NULL;

  if (!write_text (dir, CHECK_NAME, own, error))
    return FALSE;
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "DAYPASS_NO_ENSURE", "1", TRUE);
  ssh = g_subprocess_launcher_spawn (launcher, &reason, "ssh", "-G", "-F", path, "--",
                                     "daypass-check.invalid", NULL);
  if (ssh != NULL)
    g_subprocess_communicate_utf8 (ssh, NULL, NULL, NULL, &said, NULL);
  if (!dp_dir_remove (dir, CHECK_NAME, error))
    return FALSE;
  /* without ssh nobody reads the file */
  if (ssh == NULL)
    return TRUE;
  if (!g_subprocess_get_successful (ssh))
    return dp_error_set (error, DP_ERROR_CONFIG, "ssh cannot read what was made: %s",
                         said != NULL ? g_strstrip (said) : "");
  return TRUE;
}

char **
dpa_ssh_files_dup_default_keys (DpaAgent *agent)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; dpa_ssh_default_keys[i] != NULL; i++)
    {
      g_autofree char *path = in_ssh_dir (agent, dpa_ssh_default_keys[i]);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (found, g_strdup (dpa_ssh_default_keys[i]));
    }
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}
