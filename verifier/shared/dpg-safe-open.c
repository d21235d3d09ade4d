/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-safe-open.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 32
/* A file's times move with the kernel's tick, 10 ms at the coarsest (CONFIG_HZ=100). */
#define TICK_NS 10000000L

const char *
dpg_safe_word (DpgSafeResult result)
{
  switch (result)
    {
    case DPG_SAFE_OK:
      return "good";
    case DPG_SAFE_ABSENT:
      return "not there";
    case DPG_SAFE_UNSAFE:
      return "not a path that can be trusted";
    case DPG_SAFE_OWNER:
      return "owned by the wrong user";
    case DPG_SAFE_WRITABLE:
      return "its group or others may write to it";
    case DPG_SAFE_KIND:
      return "a link, or another kind of file than it must be";
    case DPG_SAFE_LINKED:
      return "has a second name (a hard link)";
    case DPG_SAFE_TOO_BIG:
      return "too big";
    case DPG_SAFE_FAILED:
    default:
      return "cannot be read";
    }
}

static DpgSafeResult
result_of_errno (void)
{
  switch (errno)
    {
    case ENOENT:
      return DPG_SAFE_ABSENT;
    case ELOOP:
    case ENOTDIR:
    case ENXIO:
      return DPG_SAFE_KIND;
    default:
      return DPG_SAFE_FAILED;
    }
}

static bool
writable_by_others (mode_t mode)
{
  return (mode & (S_IWGRP | S_IWOTH)) != 0;
}

/* Looks at the directory @fd; @last: its owner is the caller's to judge. */
static DpgSafeResult
check_dir (int    fd,
           bool   last,
           uid_t *owner)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    return DPG_SAFE_FAILED;
  if (!S_ISDIR (st.st_mode))
    return DPG_SAFE_KIND;
  if (writable_by_others (st.st_mode))
    return DPG_SAFE_WRITABLE;

  if (last && owner != NULL)
    {
      *owner = st.st_uid;
      return DPG_SAFE_OK;
    }

  return st.st_uid == 0 ? DPG_SAFE_OK : DPG_SAFE_OWNER;
}

/* Cuts the next component out of @rest. Returns: its length, 0 at the end. */
static size_t
next_component (const char **rest)
{
  while (**rest == '/')
    (*rest)++;

  return strcspn (*rest, "/");
}

static DpgSafeResult
step_into (int        *fd,
           const char *name,
           size_t      len,
           bool        last,
           uid_t      *owner)
{
  char component[256] = "";
  int next;

  if (!dpg_copy (component, sizeof component - 1, name, len)
      || strcmp (component, "..") == 0)
    return DPG_SAFE_UNSAFE;

  next = openat (*fd, component, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (next < 0)
    return result_of_errno ();

  close (*fd);
  *fd = next;
  return check_dir (next, last, owner);
}

DpgSafeResult
dpg_safe_open_dir (const char *path,
                   int        *out,
                   uid_t      *owner)
{
  const char *rest = path;
  DpgSafeResult result;
  size_t len;
  int fd;

  *out = -1;
  if (path[0] != '/')
    return DPG_SAFE_UNSAFE;

  fd = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return DPG_SAFE_FAILED;

  result = check_dir (fd, false, NULL);
  for (int depth = 0; result == DPG_SAFE_OK && (len = next_component (&rest)) > 0; depth++)
    {
      const char *name = rest;
      const char *after = rest + len;

      rest = after;
      result = depth < MAX_DEPTH
        ? step_into (&fd, name, len, next_component (&after) == 0, owner) : DPG_SAFE_UNSAFE;
    }

  if (result != DPG_SAFE_OK)
    {
      close (fd);
      return result;
    }

  *out = fd;
  return DPG_SAFE_OK;
}

/*
 * A write in the same tick as an earlier one leaves the times as they are and would not be noticed.
 * So a file that was written in the current tick is looked at when the next one has begun.
 */
static bool
settle (int          fd,
        struct stat *st)
{
  const struct timespec tick = { .tv_nsec = TICK_NS };
  struct timespec now;

  if (clock_gettime (CLOCK_REALTIME_COARSE, &now) != 0)
    return false;

  if (st->st_mtim.tv_sec != now.tv_sec || st->st_mtim.tv_nsec < now.tv_nsec)
    return true;

  nanosleep (&tick, NULL);
  return fstat (fd, st) == 0;
}

static DpgSafeResult
check_file (int           fd,
            uid_t         owner,
            off_t         max,
            DpgSafeStamp *stamp)
{
  struct stat st;

  if (fstat (fd, &st) != 0 || !settle (fd, &st))
    return DPG_SAFE_FAILED;
  if (!S_ISREG (st.st_mode))
    return DPG_SAFE_KIND;
  if (st.st_uid != 0 && st.st_uid != owner)
    return DPG_SAFE_OWNER;
  if (writable_by_others (st.st_mode))
    return DPG_SAFE_WRITABLE;
  if (st.st_nlink != 1)
    return DPG_SAFE_LINKED;
  if (max > 0 && st.st_size > max)
    return DPG_SAFE_TOO_BIG;

  stamp->device = st.st_dev;
  stamp->inode = st.st_ino;
  stamp->size = st.st_size;
  stamp->modified = st.st_mtim;
  stamp->changed = st.st_ctim;
  return DPG_SAFE_OK;
}

DpgSafeResult
dpg_safe_open_at (int           dir,
                  const char   *name,
                  uid_t         owner,
                  off_t         max,
                  int          *out,
                  DpgSafeStamp *stamp)
{
  DpgSafeResult result;
  int fd;

  *out = -1;
  if (strchr (name, '/') != NULL)
    return DPG_SAFE_UNSAFE;

  fd = openat (dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    return result_of_errno ();

  result = check_file (fd, owner, max, stamp);
  if (result != DPG_SAFE_OK)
    {
      close (fd);
      return result;
    }

  *out = fd;
  return DPG_SAFE_OK;
}

static bool
same_time (const struct timespec *a,
           const struct timespec *b)
{
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool
dpg_safe_is_unchanged (int                 fd,
                       const DpgSafeStamp *stamp)
{
  struct stat st;

  if (fstat (fd, &st) != 0
      || st.st_dev != stamp->device || st.st_ino != stamp->inode || st.st_size != stamp->size
      || !same_time (&st.st_mtim, &stamp->modified))
    return false;

  /* Losing its only name (replaced by rename) changes ctime, but not the content. */
  return same_time (&st.st_ctim, &stamp->changed) || st.st_nlink == 0;
}

DpgSafeResult
dpg_safe_read_at (int         dir,
                  const char *name,
                  uid_t       owner,
                  DpgBytes   *out)
{
  DpgSafeStamp stamp;
  DpgSafeResult result;
  size_t size;
  uint8_t *room;
  int fd;

  result = dpg_safe_open_at (dir, name, owner, (off_t) out->max, &fd, &stamp);
  if (result != DPG_SAFE_OK)
    return result;

  size = (size_t) stamp.size;
  room = dpg_bytes_reserve (out, size > 0 ? size : 1);
  result = room != NULL ? DPG_SAFE_OK : DPG_SAFE_FAILED;
  for (size_t done = 0; result == DPG_SAFE_OK && done < size;)
    {
      ssize_t n = read (fd, room + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          result = DPG_SAFE_FAILED;
          break;
        }
      done += (size_t) n;
      out->len += (size_t) n;
    }

  close (fd);
  return result;
}
