/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
write_all (int         fd,
           const void *data,
           size_t      len)
{
  const uint8_t *at = data;

  while (len > 0)
    {
      ssize_t n = write (fd, at, len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return false;

      at += n;
      len -= (size_t) n;
    }

  return true;
}

static bool
fill (int                   fd,
      const DpgReplaceKind *kind,
      const void           *data,
      size_t                len)
{
  bool gives = kind->uid != (uid_t) -1 || kind->gid != (gid_t) -1;

  return (!gives || fchown (fd, kind->uid, kind->gid) == 0)
         && fchmod (fd, kind->mode) == 0 && write_all (fd, data, len) && fsync (fd) == 0;
}

bool
dpg_replace_at (int                   dir,
                const char           *aside,
                const char           *name,
                const DpgReplaceKind *kind,
                const void           *data,
                size_t                len)
{
  bool good;
  int saved;
  int fd;

  if (unlinkat (dir, aside, 0) != 0 && errno != ENOENT)
    return false;

  fd = openat (dir, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return false;

  good = fill (fd, kind, data, len);
  saved = errno;
  if (close (fd) != 0 && good)
    {
      good = false;
      saved = errno;
    }

  if (good && renameat (dir, aside, dir, name) == 0)
    return true;

  if (good)
    saved = errno;
  unlinkat (dir, aside, 0);
  errno = saved;
  return false;
}
