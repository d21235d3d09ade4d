/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One directory of the person, held open, and files in it by bare name: nothing is looked up by
 * path twice, so a link put in its place changes nothing. Files are written aside (O_EXCL),
 * fsync'ed and renamed: a reader sees the old one or the new one. A link at the place of a file is
 * replaced, never followed (security 19).
 *
 * Errors: DP_ERROR_FILE, DP_ERROR_FILE_READ_ONLY (read-only or no permission), DP_ERROR_LIMIT.
 */
typedef struct _DpDir DpDir;

typedef enum
{
  DP_DIR_EXISTING = 0,
  DP_DIR_CREATE   = 1 << 0, /* the last part is made with 0700 when missing */
  DP_DIR_PRIVATE  = 1 << 1, /* ours, and not writable by group or others */
} DpDirFlags;

/* @path may itself be a link (people link ~/.ssh): what it leads to is checked. */
DpDir      *dp_dir_open     (const char   *path,
                             DpDirFlags    flags,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        dp_dir_free     (DpDir        *self);
const char *dp_dir_get_path (const DpDir  *self);
int         dp_dir_get_fd   (const DpDir  *self);

/* Waits at most @seconds for other writers of this directory; released by dp_dir_free(). */
gboolean    dp_dir_lock     (DpDir        *self,
                             guint         seconds,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* As opkssh counts it: everything but ENOENT exists. */
gboolean    dp_dir_has      (DpDir        *self,
                             const char   *name);
/* A regular file of at most @max bytes; links are not followed. (transfer full), wiped when freed.
 * DP_ERROR_FILE with G_FILE_ERROR_NOENT's text when it is not there: see dp_dir_has(). */
GBytes     *dp_dir_read     (DpDir        *self,
                             const char   *name,
                             gsize         max,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    dp_dir_write    (DpDir        *self,
                             const char   *name,
                             GBytes       *content,
                             int           mode,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    dp_dir_remove   (DpDir        *self,
                             const char   *name,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sorted names of regular files; (transfer full), NULL terminated. */
char      **dp_dir_list     (DpDir        *self,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpDir, dp_dir_free)

G_END_DECLS
