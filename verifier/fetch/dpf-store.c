/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dpg-frame.h"
#include "dpg-paths.h"
#include "dpg-replace.h"
#include "dpg-safe-open.h"

#define LOCK_STEP_US 20000

struct _DpfStore
{
  int    dir;
  uid_t  owner;
  mode_t mode;
};

DpfStore *
dpf_store_new (int    dir,
               uid_t  owner,
               mode_t mode)
{
  DpfStore *self = g_new0 (DpfStore, 1);

  self->dir = dir;
  self->owner = owner;
  self->mode = mode;
  return self;
}

void
dpf_store_free (DpfStore *self)
{
  close (self->dir);
  g_free (self);
}

static char *
file_name (const char *issuer,
           const char *suffix)
{
  g_autofree char *name = dp_key_cache_name (issuer);

  return g_strconcat (name, suffix, NULL);
}

/* The content of a file of @issuer, in @out; FALSE when there is no good one. */
static gboolean
read_file (const DpfStore *self,
           const char     *issuer,
           const char     *suffix,
           DpgBytes       *out)
{
  g_autofree char *name = file_name (issuer, suffix);

  return dpg_safe_read_at (self->dir, name, self->owner, out) == DPG_SAFE_OK;
}

DpKeyCache *
dpf_store_load (const DpfStore *self,
                const char     *issuer)
{
  DpgBytes bytes = DPG_BYTES_INIT (DPG_KEY_FILE_MAX);
  DpKeyCache *cache = NULL;

  if (read_file (self, issuer, DPG_KEYS_SUFFIX, &bytes))
    cache = dp_key_cache_parse (bytes.data, bytes.len, issuer, NULL);

  dpg_bytes_clear (&bytes);
  return cache;
}

DpKeyFailure *
dpf_store_load_failure (const DpfStore *self,
                        const char     *issuer)
{
  DpgBytes bytes = DPG_BYTES_INIT (DPG_FAILURE_FILE_MAX);
  DpKeyFailure *failure = NULL;

  if (read_file (self, issuer, DPG_FAILED_SUFFIX, &bytes))
    failure = dp_key_failure_parse (bytes.data, bytes.len, issuer, NULL);

  dpg_bytes_clear (&bytes);
  return failure;
}

static gboolean
replace_file (const DpfStore  *self,
              const char      *name,
              GBytes          *bytes,
              GError         **error)
{
  g_autofree char *aside = g_strconcat (name, ".new", NULL);
  const DpgReplaceKind kind = { self->mode, (uid_t) -1, (gid_t) -1 };
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  return dpg_replace_at (self->dir, aside, name, &kind, data, len)
         || dp_error_set (error, DP_ERROR_FILE, "%s: %s", name, g_strerror (errno));
}

gboolean
dpf_store_save (const DpfStore    *self,
                const DpKeyCache  *cache,
                GError           **error)
{
  g_autofree char *name = file_name (cache->issuer, DPG_KEYS_SUFFIX);
  g_autofree char *failed = file_name (cache->issuer, DPG_FAILED_SUFFIX);
  g_autoptr (GBytes) bytes = dp_key_cache_build (cache);

  if (!replace_file (self, name, bytes, error))
    return FALSE;

  unlinkat (self->dir, failed, 0);
  return TRUE;
}

gboolean
dpf_store_save_failure (const DpfStore      *self,
                        const DpKeyFailure  *failure,
                        GError             **error)
{
  g_autofree char *name = file_name (failure->issuer, DPG_FAILED_SUFFIX);
  g_autoptr (GBytes) bytes = dp_key_failure_build (failure);

  return replace_file (self, name, bytes, error);
}

int
dpf_store_lock (const DpfStore  *self,
                const char      *issuer,
                guint            wait_ms,
                GError         **error)
{
  g_autofree char *name = file_name (issuer, DPG_LOCK_SUFFIX);
  gint64 end = g_get_monotonic_time () + (gint64) wait_ms * 1000;
  int fd;

  fd = openat (self->dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  while (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EINTR && (errno != EWOULDBLOCK || g_get_monotonic_time () >= end))
        {
          close (fd);
          fd = -1;
          break;
        }
      g_usleep (LOCK_STEP_US);
    }

  if (fd < 0)
    dp_error_set (error, DP_ERROR_FILE, "%s: locked by another, or not ours", name);

  return fd;
}

void
dpf_store_close_others (const DpfStore *self,
                        int             other)
{
  const guint low = (guint) MIN (self->dir, other);
  const guint high = (guint) MAX (self->dir, other);

  if (low > STDERR_FILENO + 1)
    close_range (STDERR_FILENO + 1, low - 1, 0);
  if (high > low + 1)
    close_range (low + 1, high - 1, 0);
  close_range (high + 1, G_MAXUINT, 0);
}
