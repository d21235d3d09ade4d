/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-dir-private.h"
#include "dp-error.h"
#include "dp-secret.h"

#define LOCK_POLL_USEC 20000
#define LIST_MAX 4096

struct _DpDir
{
  char *path;
  int   fd;
};

gboolean
_dp_dir_set_errno (GError    **error,
                   int         number,
                   const char *dir,
                   const char *name)
{
  DpError code = DP_ERROR_FILE;

  if (number == EROFS || number == EACCES || number == EPERM)
    code = DP_ERROR_FILE_READ_ONLY;
  return dp_error_set (error, code, "%s%s%s: %s", dir, name[0] != '\0' ? "/" : "", name,
                       g_strerror (number));
}

/* Whoever may write the directory may replace what is in it. */
static gboolean
check_private (const DpDir *self,
               GError     **error)
{
  struct stat st;

  if (fstat (self->fd, &st) != 0)
    return _dp_dir_set_errno (error, errno, self->path, "");
  if (st.st_uid != geteuid ())
    return dp_error_set (error, DP_ERROR_FILE, "%s belongs to somebody else", self->path);
  if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s can be written by others; chmod go-w %s",
                         self->path, self->path);
  return TRUE;
}

DpDir *
dp_dir_open (const char *path,
             DpDirFlags  flags,
             GError    **error)
{
  g_autoptr (DpDir) self = g_new0 (DpDir, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  if ((flags & DP_DIR_CREATE) != 0 && mkdir (path, 0700) != 0 && errno != EEXIST)
    {
      _dp_dir_set_errno (error, errno, path, "");
      return NULL;
    }
  self->fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd < 0)
    {
      _dp_dir_set_errno (error, errno, path, "");
      return NULL;
    }
  if ((flags & DP_DIR_PRIVATE) != 0 && !check_private (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
dp_dir_free (DpDir *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

const char *
dp_dir_get_path (const DpDir *self)
{
  return self->path;
}

int
dp_dir_get_fd (const DpDir *self)
{
  return self->fd;
}

gboolean
dp_dir_lock (DpDir   *self,
             guint    seconds,
             GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

  while (flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EOPNOTSUPP || errno == ENOLCK)
        return TRUE; /* a file system without locks: renames are still whole */
      if (errno != EWOULDBLOCK && errno != EINTR)
        return _dp_dir_set_errno (error, errno, self->path, "");
      if (g_get_monotonic_time () > deadline)
        return dp_error_set (error, DP_ERROR_FILE, "%s: another program is writing there",
                             self->path);
      g_usleep (LOCK_POLL_USEC);
    }
  return TRUE;
}

void
_dp_dir_unlock (DpDir *self)
{
  (void) flock (self->fd, LOCK_UN);
}

gboolean
dp_dir_has (DpDir      *self,
            const char *name)
{
  struct stat st;

  return fstatat (self->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

static gboolean
read_all (int      fd,
          guint8  *out,
          gsize    len,
          gsize   *got)
{
  *got = 0;
  while (*got < len)
    {
      ssize_t n = read (fd, out + *got, len - *got);

      if (n == 0)
        return TRUE;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      *got += (gsize) n;
    }
  return TRUE;
}

static GBytes *
read_file (DpDir      *self,
           int         fd,
           const char *name,
           gsize       max,
           GError    **error)
{
  struct stat st;
  guint8 *data;
  gsize got;

  if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode))
    {
      dp_error_set (error, DP_ERROR_FILE, "%s/%s is not a regular file", self->path, name);
      return NULL;
    }
  if (st.st_size < 0 || (guint64) st.st_size > max)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "%s/%s is larger than %" G_GSIZE_FORMAT " bytes",
                    self->path, name, max);
      return NULL;
    }
  data = g_malloc0 ((gsize) st.st_size + 1);
  if (!read_all (fd, data, (gsize) st.st_size, &got))
    {
      _dp_dir_set_errno (error, errno, self->path, name);
      g_free (data);
      return NULL;
    }
  return dp_secret_new_take (data, got);
}

GBytes *
dp_dir_read (DpDir      *self,
             const char *name,
             gsize       max,
             GError    **error)
{
  int fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  GBytes *content;

  if (fd < 0)
    {
      if (errno == ELOOP)
        dp_error_set (error, DP_ERROR_FILE, "%s/%s is a link", self->path, name);
      else
        _dp_dir_set_errno (error, errno, self->path, name);
      return NULL;
    }
  content = read_file (self, fd, name, max, error);
  close (fd);
  return content;
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         len)
{
  while (len > 0)
    {
      ssize_t n = write (fd, data, len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      len -= (gsize) n;
    }
  return TRUE;
}

gboolean
_dp_dir_write_aside (DpDir      *self,
                     const char *name,
                     GBytes     *content,
                     int         mode,
                     GError    **error)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (content, &len);
  gboolean ok;
  int problem;
  int fd;

  (void) unlinkat (self->fd, name, 0);
  fd = openat (self->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return _dp_dir_set_errno (error, errno, self->path, name);
  ok = write_all (fd, data, len) && fchmod (fd, (mode_t) mode) == 0 && fsync (fd) == 0;
  problem = errno;
  if (close (fd) != 0 && ok) /* where a full disk is only noticed now */
    {
      problem = errno;
      ok = FALSE;
    }
  if (!ok)
    {
      (void) unlinkat (self->fd, name, 0);
      return _dp_dir_set_errno (error, problem, self->path, name);
    }
  return TRUE;
}

gboolean
_dp_dir_rename (DpDir      *self,
                const char *from,
                const char *to,
                GError    **error)
{
  if (renameat (self->fd, from, self->fd, to) != 0)
    return _dp_dir_set_errno (error, errno, self->path, to);
  return TRUE;
}

void
_dp_dir_sync (DpDir *self)
{
  (void) fsync (self->fd); /* some file systems cannot; the rename itself is whole */
}

gboolean
dp_dir_write (DpDir      *self,
              const char *name,
              GBytes     *content,
              int         mode,
              GError    **error)
{
  g_autofree char *aside = g_strdup_printf (".%s.daypass-new", name);

  if (!_dp_dir_write_aside (self, aside, content, mode, error))
    return FALSE;
  if (!_dp_dir_rename (self, aside, name, error))
    {
      (void) unlinkat (self->fd, aside, 0);
      return FALSE; /* nocheck: set by the rename */
    }
  _dp_dir_sync (self);
  return TRUE;
}

gboolean
dp_dir_remove (DpDir      *self,
               const char *name,
               GError    **error)
{
  if (unlinkat (self->fd, name, 0) != 0)
    return _dp_dir_set_errno (error, errno, self->path, name);
  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_regular (DpDir      *self,
            const char *name)
{
  struct stat st;

  return fstatat (self->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (st.st_mode);
}

char **
dp_dir_list (DpDir   *self,
             GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (self->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (dir == NULL)
    {
      _dp_dir_set_errno (error, errno, self->path, "");
      return NULL;
    }
  while ((entry = readdir (dir)) != NULL && names->len < LIST_MAX)
    if (is_regular (self, entry->d_name))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (dir);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}
