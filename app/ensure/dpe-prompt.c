/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpe-prompt.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dpe-caller.h"

#define HOUR (60 * 60)
#define SUFFIX ".until"

static bool
has_suffix (const char *name)
{
  size_t len = strlen (name);

  return len > sizeof SUFFIX - 1 && strcmp (name + len - (sizeof SUFFIX - 1), SUFFIX) == 0;
}

/* The latest end of all accounts; 0: there is none. */
static time_t
find_latest (void)
{
  char path[PATH_MAX];
  const char *home = dpe_home ();
  int len = snprintf (path, sizeof path, "%s/%s", home != NULL ? home : "", dpe_key_folder ());
  DIR *dir = home != NULL && len > 0 && (size_t) len < sizeof path ? opendir (path) : NULL;
  const struct dirent *entry;
  struct stat info;
  time_t latest = 0;

  if (dir == NULL)
    return 0;
  while ((entry = readdir (dir)) != NULL)
    if (has_suffix (entry->d_name) && fstatat (dirfd (dir), entry->d_name, &info, 0) == 0
        && info.st_mtim.tv_sec > latest)
      latest = info.st_mtim.tv_sec;
  closedir (dir);
  return latest;
}

int
dpe_prompt_print (bool json)
{
  time_t latest = find_latest ();
  struct timespec now;
  long long left;

  clock_gettime (CLOCK_REALTIME, &now);
  left = latest > now.tv_sec ? (long long) latest - now.tv_sec : 0;
  if (json)
    printf ("{\"signed_in\": %s, \"seconds_left\": %lld}\n", left > 0 ? "true" : "false", left);
  else if (left >= HOUR)
    printf ("%lldh\n", left / HOUR);
  else if (left > 0)
    printf ("%lldm\n", left / 60);
  return left > 0 ? DPE_GOOD : DPE_ENDED;
}
