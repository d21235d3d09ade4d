/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpg-replace.h"

#define LOCK_NAME ".daypass.lock"
#define LOCK_TRIES 200
#define LOCK_PAUSE 50000 /* microseconds: 10 s in all */

struct _DpmFile
{
  int         dir;
  int         lock;
  char       *name;
  GBytes     *text;
  DpmFileKind kind; /* of the file that exists, else as asked for */
};

static gboolean
fail (GError    **error,
      const char *what,
      const char *name)
{
  int saved = errno;
  DpError code = DP_ERROR_FILE;

  if (saved == EACCES || saved == EPERM || saved == EROFS)
    code = DP_ERROR_FILE_READ_ONLY;
  else if (saved == ELOOP)
    code = DP_ERROR_FILE_FOREIGN;
  return dp_error_set (error, code, "%s %s: %s", what, name, g_strerror (saved));
}

/* Reads a regular file that is open. */
static GBytes *
read_all (int         fd,
          const char *name,
          GError    **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 piece[16384];
  gssize n;

  while ((n = read (fd, piece, sizeof piece)) > 0 && out->len <= DPM_FILE_MAX)
    g_byte_array_append (out, piece, (guint) n);
  if (n < 0)
    fail (error, "cannot read", name);
  else if (n > 0)
    dp_error_set (error, DP_ERROR_LIMIT, "%s is larger than %d bytes", name, DPM_FILE_MAX);
  if (n != 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
read_regular (int          fd,
              const char  *name,
              struct stat *st,
              GError     **error)
{
  if (fstat (fd, st) != 0)
    {
      fail (error, "cannot look at", name);
      return NULL;
    }
  if (!S_ISREG (st->st_mode))
    {
      dp_error_set (error, DP_ERROR_FILE_FOREIGN, "%s is not a regular file", name);
      return NULL;
    }
  return read_all (fd, name, error);
}

GBytes *
dpm_file_read (const char *path,
               gboolean   *absent,
               GError    **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat st;
  GBytes *text = NULL;

  *absent = fd < 0 && errno == ENOENT;
  if (fd < 0)
    {
      fail (error, "cannot open", path);
      return NULL;
    }
  text = read_regular (fd, path, &st, error);
  close (fd);
  return text;
}

static gboolean
take_lock (DpmFile *self,
           GError **error)
{
  self->lock = openat (self->dir, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->lock < 0)
    return fail (error, "cannot make", LOCK_NAME);
  for (guint i = 0; i < LOCK_TRIES; i++)
    {
      if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      g_usleep (LOCK_PAUSE);
    }
  return dp_error_set (error, DP_ERROR_TIMED_OUT, "another command holds %s", LOCK_NAME);
}

/* In place of the lock, for who only looks. */
static gboolean
may_write (DpmFile    *self,
           const char *directory,
           GError    **error)
{
  return faccessat (self->dir, ".", W_OK, AT_EACCESS) == 0
         || fail (error, "cannot write to", directory);
}

static gboolean
load (DpmFile *self,
      GError **error)
{
  int fd = openat (self->dir, self->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat st = { 0 };

  if (fd < 0 && errno == ENOENT)
    {
      self->text = g_bytes_new (NULL, 0);
      return TRUE;
    }
  if (fd < 0)
    return fail (error, "cannot open", self->name);
  self->text = read_regular (fd, self->name, &st, error);
  self->kind = (DpmFileKind) { st.st_mode & 07777, st.st_uid, st.st_gid };
  close (fd);
  return self->text != NULL;
}

DpmFile *
dpm_file_lock (const char        *path,
               const DpmFileKind *kind,
               gboolean           check,
               GError           **error)
{
  g_autoptr (DpmFile) self = g_new0 (DpmFile, 1);
  g_autofree char *directory = g_path_get_dirname (path);

  self->name = g_path_get_basename (path);
  self->kind = *kind;
  self->lock = -1;
  self->dir = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->dir < 0 && errno == ENOENT && check)
    {
      self->text = g_bytes_new (NULL, 0);
      return g_steal_pointer (&self);
    }
  if (self->dir < 0)
    {
      fail (error, "cannot open", directory);
      return NULL;
    }
  if (!(check ? may_write (self, directory, error) : take_lock (self, error))
      || !load (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
dpm_file_free (DpmFile *self)
{
  if (self == NULL)
    return;
  if (self->lock >= 0)
    close (self->lock);
  if (self->dir >= 0)
    close (self->dir);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self->name);
  g_free (self);
}

GBytes *
dpm_file_get_text (const DpmFile *self)
{
  return self->text;
}

gboolean
dpm_file_replace (DpmFile *self,
                  GBytes  *text,
                  GError **error)
{
  g_autofree char *aside = g_strdup_printf (".%s.daypass-new", self->name);
  const DpgReplaceKind kind = { self->kind.mode, self->kind.uid, self->kind.gid };
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (text, &len);

  if (!dpg_replace_at (self->dir, aside, self->name, &kind, data, len))
    return fail (error, "cannot write", self->name);
  if (fsync (self->dir) != 0)
    return fail (error, "cannot sync the directory of", self->name);
  g_bytes_unref (self->text);
  self->text = g_bytes_ref (text);
  return TRUE;
}
