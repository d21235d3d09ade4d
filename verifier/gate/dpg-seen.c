/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-seen.h"

#include "dpg-paths.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOTS 1024
#define FNV_OFFSET 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull
#define START_FIELD 22 /* of /proc/PID/stat, proc(5) */

static uint64_t
hash_parts (const DpgSeenPart *parts,
            size_t             n_parts)
{
  uint64_t hash = FNV_OFFSET;

  for (size_t i = 0; i < n_parts; i++)
    {
      const uint8_t *bytes = parts[i].data;

      for (size_t j = 0; j < parts[i].len; j++)
        hash = (hash ^ bytes[j]) * FNV_PRIME;
      hash = (hash ^ 0xff) * FNV_PRIME;
    }

  return hash;
}

bool
dpg_seen (const DpgSeenPart *parts,
          size_t             n_parts)
{
  uint64_t hash = hash_parts (parts, n_parts);
  off_t at = (off_t) (hash % SLOTS) * (off_t) sizeof hash;
  uint64_t there = 0;
  bool seen;
  int fd;

  fd = open (DPG_RUN_DIR "/" DPG_SEEN_FILE, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return false;

  seen = pread (fd, &there, sizeof there, at) == sizeof there && there == hash;
  if (!seen && pwrite (fd, &hash, sizeof hash, at) != sizeof hash)
    seen = false;

  close (fd);
  return seen;
}

unsigned long long
dpg_seen_start (int pid)
{
  char path[32];
  char stat[1024];
  char *at;
  ssize_t n;
  int fd;

  snprintf (path, sizeof path, "/proc/%d/stat", pid);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;

  n = read (fd, stat, sizeof stat - 1);
  close (fd);
  if (n <= 0)
    return 0;

  /* The second field is a name in parentheses that may hold anything. */
  stat[n] = '\0';
  at = strrchr (stat, ')');
  for (int field = 2; at != NULL && field < START_FIELD; field++)
    at = strchr (at + 1, ' ');

  return at != NULL ? strtoull (at + 1, NULL, 10) : 0;
}
