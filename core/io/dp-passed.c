/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-passed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

GUnixFDList *
dp_passed_new (const char *text,
               GError    **error)
{
  int fd = memfd_create ("daypass", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gsize len = strlen (text);

  if (fd < 0 || write (fd, text, len) != (gssize) len || lseek (fd, 0, SEEK_SET) != 0
      || fcntl (fd, F_ADD_SEALS, SEALS) != 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "a file in memory: %s", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  return g_unix_fd_list_new_from_array (&fd, 1);
}

int
dp_passed_open (GUnixFDList *fds,
                GVariant    *handle,
                GError     **error)
{
  gint32 index = g_variant_get_handle (handle);

  /* GDBus hands on any number that the sender wrote */
  if (fds == NULL || index < 0 || index >= g_unix_fd_list_get_length (fds))
    {
      dp_error_set (error, DP_ERROR_USAGE, "the message has no such descriptor");
      return -1;
    }
  return g_unix_fd_list_get (fds, index, error);
}

static char *
read_sealed (int      fd,
             gsize    max,
             GError **error)
{
  int seals = fcntl (fd, F_GET_SEALS);
  g_autofree char *text = NULL;
  struct stat info;

  if (seals < 0 || (seals & SEALS) != SEALS || fstat (fd, &info) != 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "not a sealed file in memory");
      return NULL;
    }
  if (info.st_size < 0 || (guint64) info.st_size > max)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "%" G_GINT64_FORMAT " bytes were passed",
                    (gint64) info.st_size);
      return NULL;
    }
  text = g_malloc0 ((gsize) info.st_size + 1);
  if (pread (fd, text, (gsize) info.st_size, 0) != info.st_size)
    {
      dp_error_set (error, DP_ERROR_FILE, "what was passed cannot be read");
      return NULL;
    }
  if (!g_utf8_validate_len (text, (gsize) info.st_size, NULL))
    {
      dp_error_set (error, DP_ERROR_UTF8, "what was passed is not text");
      return NULL;
    }
  return g_steal_pointer (&text);
}

char *
dp_passed_read (GUnixFDList *fds,
                GVariant    *handle,
                gsize        max,
                GError     **error)
{
  int fd = dp_passed_open (fds, handle, error);
  char *text;

  if (fd < 0)
    return NULL;
  text = read_sealed (fd, max, error);
  close (fd);
  return text;
}
