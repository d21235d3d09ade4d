/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
dpg_command_is_roots (const struct stat *st)
{
  return st->st_uid == 0 && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Cuts @path from the right, name by name. */
static bool
is_below_roots_directories (char *path)
{
  struct stat st;

  for (char *slash = strrchr (path, '/'); slash != NULL; slash = strrchr (path, '/'))
    {
      *slash = '\0';
      if (stat (*path == '\0' ? "/" : path, &st) != 0 || !dpg_command_is_roots (&st))
        return false;
    }
  return true;
}

char *
dpg_command_resolve (const char *command)
{
  char *path = command[0] == '/' ? realpath (command, NULL) : NULL;
  char *copy = path != NULL ? strdup (path) : NULL;
  struct stat st;
  bool good = copy != NULL && stat (path, &st) == 0 && S_ISREG (st.st_mode)
              && dpg_command_is_roots (&st) && access (path, X_OK) == 0
              && is_below_roots_directories (copy);

  free (copy);
  if (good)
    return path;
  free (path);
  return NULL;
}
