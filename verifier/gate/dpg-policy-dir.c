/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-policy-files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dpg-paths.h"

/* What editors and dpkg leave behind is no policy. */
static int
is_policy (const struct dirent *entry)
{
  const char *name = entry->d_name;

  return name[0] != '.' && strchr (name, '~') == NULL && strstr (name, ".dpkg-") == NULL;
}

static int
by_name (const struct dirent **a,
         const struct dirent **b)
{
  return strcmp ((*a)->d_name, (*b)->d_name);
}

static bool
add_one (DpgPolicyFiles *self,
         int             dir,
         const char     *name,
         DpgRefusal     *refusal)
{
  DpgPolicyFile *file = &self->files[self->n];
  DpgSafeResult result = DPG_SAFE_TOO_BIG;
  int high;

  if (self->n < DPG_MAX_FILES
      && (size_t) snprintf (file->name, sizeof file->name, "%s/%s", DPG_AUTH_ID_DIR, name)
         < sizeof file->name)
    result = dpg_safe_open_at (dir, name, 0, 0, &file->fd, &file->stamp);
  if (result != DPG_SAFE_OK)
    {
      dpg_refusal_set (refusal, "policy-unsafe", "%s/%.64s: %s", DPG_AUTH_ID_DIR, name,
                       dpg_safe_word (result));
      return false;
    }
  /* out of the way of the numbers that the files get in the child: see dpg_spawn() */
  high = fcntl (file->fd, F_DUPFD_CLOEXEC, DPG_FIRST_FILE_FD + DPG_MAX_FILES);
  close (file->fd);
  file->fd = high;
  file->kind = DPG_FILE_AUTH_ID;
  self->n++;
  if (high < 0)
    dpg_refusal_set (refusal, "internal", "no descriptors left");
  return high >= 0;
}

bool
dpg_policy_files_add_dir (DpgPolicyFiles *self,
                          const char     *config_dir,
                          DpgRefusal     *refusal)
{
  char path[4096];
  struct dirent **entries = NULL;
  DpgSafeResult result = DPG_SAFE_FAILED;
  bool good = true;
  int dir = -1;
  int n;

  if ((size_t) snprintf (path, sizeof path, "%s/%s", config_dir, DPG_AUTH_ID_DIR) < sizeof path)
    result = dpg_safe_open_dir (path, &dir, NULL);
  if (result == DPG_SAFE_ABSENT)
    return true;
  n = result == DPG_SAFE_OK ? scandirat (dir, ".", &entries, is_policy, by_name) : -1;
  if (n < 0)
    {
      dpg_refusal_set (refusal, "policy-unsafe", "%s: %s", DPG_AUTH_ID_DIR,
                       dpg_safe_word (result));
      good = false;
    }
  for (int i = 0; i < n; i++)
    {
      good = good && add_one (self, dir, entries[i]->d_name, refusal);
      free (entries[i]);
    }
  free (entries);
  if (dir >= 0)
    close (dir);
  return good;
}
