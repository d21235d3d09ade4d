/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-plugins.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dpg-command.h"

#define SUFFIX ".yml"
#define NAME_SHOWN 64

static void
say (DpgReport  *report,
     const char *name,
     const char *what)
{
  char line[256];
  char shown[NAME_SHOWN + 1];
  size_t n = 0;

  for (const char *p = name; *p != '\0' && n < NAME_SHOWN; p++)
    shown[n++] = *p >= ' ' && *p <= '~' ? *p : '?';
  shown[n] = '\0';
  snprintf (line, sizeof line, "policy plugin %s: %s", shown, what);
  report->func (line, report->data);
}

static int
is_plugin (const struct dirent *entry)
{
  size_t len = strlen (entry->d_name);

  return len > strlen (SUFFIX) && strcmp (entry->d_name + len - strlen (SUFFIX), SUFFIX) == 0;
}

static int
by_name (const struct dirent **a,
         const struct dirent **b)
{
  return strcmp ((*a)->d_name, (*b)->d_name); /* bytes, not the locale's order */
}

/* Returns: NULL, or what is wrong. */
static const char *
open_file (int            dir,
           const char    *name,
           DpgPluginFile *out)
{
  const char *problem = NULL;
  struct stat st;
  int fd = openat (dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  *out = (DpgPluginFile) { NULL, -1 };
  if (fd < 0)
    return "cannot be opened, or is a symbolic link";
  if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode))
    problem = "is not a regular file";
  else if (!dpg_command_is_roots (&st))
    problem = "is not owned by root, or others may write to it";
  else if (st.st_size > DPG_PLUGIN_FILE_MAX)
    problem = "is larger than 64 KiB";
  out->name = problem == NULL ? strdup (name) : NULL;
  if (out->name == NULL)
    close (fd);
  else
    out->fd = fd;
  return problem == NULL && out->name == NULL ? "no memory" : problem;
}

static void
open_entries (int             dir,
              struct dirent **entries,
              int             n,
              DpgReport      *report,
              DpgPluginFiles *out)
{
  for (int i = 0; i < n; i++)
    {
      const char *problem = "is one too many, 32 are used";

      if (out->n < DPG_PLUGINS_MAX)
        problem = open_file (dir, entries[i]->d_name, &out->files[out->n]);
      if (problem == NULL)
        out->n++;
      else
        say (report, entries[i]->d_name, problem);
      free (entries[i]);
    }
}

bool
dpg_plugins_may_exist (const char *directory)
{
  struct dirent **entries = NULL;
  int n = scandir (directory, &entries, is_plugin, NULL);
  bool absent = n == 0 || (n < 0 && errno == ENOENT);

  for (int i = 0; i < n; i++)
    free (entries[i]);
  free (entries);
  return !absent;
}

void
dpg_plugins_open (const char     *directory,
                  DpgReport      *report,
                  DpgPluginFiles *out)
{
  struct dirent **entries = NULL;
  struct stat st;
  int n;
  int dir = open (directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  out->n = 0;
  if (dir < 0)
    {
      if (errno != ENOENT)
        say (report, "directory", "cannot be opened: no plugin is used");
      return;
    }
  n = fstat (dir, &st) == 0 && dpg_command_is_roots (&st)
        ? scandirat (dir, ".", &entries, is_plugin, by_name)
        : -1;
  if (n < 0)
    say (report, "directory", "is not owned by root, or others may write to it: no plugin is used");
  else
    open_entries (dir, entries, n, report, out);
  free (entries);
  close (dir);
}

void
dpg_plugins_close (DpgPluginFiles *files)
{
  for (size_t i = 0; i < files->n; i++)
    {
      free (files->files[i].name);
      close (files->files[i].fd);
    }
  files->n = 0;
}
