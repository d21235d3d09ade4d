/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-policy-files.h"

#include "dpg-paths.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_MAX (64 * 1024)
#define PROVIDERS_MAX (256 * 1024)

static const struct
{
  const char *name;
  DpgFileKind kind;
  off_t       max;
  bool        required;
} table[] = {
  { DPG_CONFIG_FILE, DPG_FILE_CONFIG, CONFIG_MAX, false },
  { DPG_PROVIDERS_FILE, DPG_FILE_PROVIDERS, PROVIDERS_MAX, true },
  { DPG_AUTH_ID_FILE, DPG_FILE_AUTH_ID, 0, false },
};

static bool
add_file (DpgPolicyFiles *self,
          int             dir,
          const char     *name,
          size_t          row,
          DpgRefusal     *refusal)
{
  DpgPolicyFile *file = &self->files[self->n];
  DpgSafeResult result;

  result = dpg_safe_open_at (dir, name, 0, table[row].max, &file->fd, &file->stamp);
  if (result == DPG_SAFE_ABSENT && !table[row].required)
    return true;

  if (result != DPG_SAFE_OK)
    {
      dpg_refusal_set (refusal, result == DPG_SAFE_ABSENT ? "config" : "policy-unsafe", "%s: %s",
                       name, dpg_safe_word (result));
      return false;
    }

  file->kind = table[row].kind;
  snprintf (file->name, sizeof file->name, "%s", name);
  self->n++;
  return true;
}

/* A file that the command line names: its directory is walked like the others. */
static bool
add_named_file (DpgPolicyFiles *self,
                const char     *path,
                DpgRefusal     *refusal)
{
  const char *slash = strrchr (path, '/');
  char *parent = slash != NULL ? strndup (path, (size_t) (slash - path) + 1) : NULL;
  DpgSafeResult result = DPG_SAFE_UNSAFE;
  bool good;
  int moved;
  int dir = -1;

  if (parent != NULL)
    result = dpg_safe_open_dir (parent, &dir, NULL);
  free (parent);

  if (result != DPG_SAFE_OK)
    {
      dpg_refusal_set (refusal, "policy-unsafe", "%s: %s", path, dpg_safe_word (result));
      return false;
    }

  good = add_file (self, dir, slash + 1, 0, refusal);
  close (dir);
  if (!good || self->n == 0)
    return good;

  /* Out of the way of the files that are opened next: see dpg_spawn(). */
  moved = fcntl (self->files[0].fd, F_DUPFD_CLOEXEC, DPG_FIRST_FILE_FD + DPG_MAX_FILES);
  close (self->files[0].fd);
  self->files[0].fd = moved;
  if (moved < 0)
    dpg_refusal_set (refusal, "internal", "no descriptors left");
  return moved >= 0;
}

bool
dpg_policy_files_open (DpgPolicyFiles *self,
                       const DpgArgs  *args,
                       DpgRefusal     *refusal)
{
  DpgSafeResult result;
  bool good = true;
  int dir;

  self->n = 0;
  result = dpg_safe_open_dir (args->config_dir, &dir, NULL);
  if (result != DPG_SAFE_OK)
    {
      dpg_refusal_set (refusal, result == DPG_SAFE_ABSENT ? "config" : "policy-unsafe", "%s: %s",
                       args->config_dir, dpg_safe_word (result));
      return false;
    }

  for (size_t i = 0; good && i < sizeof table / sizeof table[0]; i++)
    good = table[i].kind == DPG_FILE_CONFIG && args->config_file != NULL
      ? add_named_file (self, args->config_file, refusal)
      : add_file (self, dir, table[i].name, i, refusal);

  close (dir);
  return good && dpg_policy_files_add_dir (self, args->config_dir, refusal);
}

bool
dpg_policy_files_are_unchanged (const DpgPolicyFiles *self,
                                DpgRefusal           *refusal)
{
  for (int i = 0; i < self->n; i++)
    if (!dpg_safe_is_unchanged (self->files[i].fd, &self->files[i].stamp))
      {
        dpg_refusal_set (refusal, "policy-changed", "%s: written to while it was read",
                         self->files[i].name);
        return false;
      }

  return true;
}
