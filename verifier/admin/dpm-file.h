/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/*
 * A file of the administrator, or of a person, that is changed as a whole: under a lock that all
 * of our commands take, written aside, synced, renamed. A reader, and a machine that stops, see
 * the old text or the new one. Owner, group and mode stay as they were.
 */
typedef struct _DpmFile DpmFile;

#define DPM_FILE_MAX (64 * 1024 * 1024)

/* How a file is made when there is none. */
typedef struct
{
  mode_t mode;
  uid_t  uid; /* (uid_t) -1: whoever we are */
  gid_t  gid;
} DpmFileKind;

/**
 * dpm_file_lock:
 * @path: absolute
 * @kind: for a file that does not exist
 * @check: only to look, for --check: nothing is made, not even the lock; dpm_file_replace() must
 * not be called then
 *
 * Waits at most 10 s for other commands. The lock is on a file of its own in the same directory,
 * which only its owner can open, so that nobody else can hold it.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_FILE; DP_ERROR_FILE_READ_ONLY when we may not write
 * there; DP_ERROR_FILE_FOREIGN for a symbolic link or anything that is not a regular file;
 * DP_ERROR_TIMED_OUT.
 */
DpmFile  *dpm_file_lock    (const char        *path,
                            const DpmFileKind *kind,
                            gboolean           check,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void      dpm_file_free    (DpmFile           *self);
/* (transfer none): what is in it now, nothing when it does not exist */
GBytes   *dpm_file_get_text (const DpmFile    *self);
gboolean  dpm_file_replace (DpmFile           *self,
                            GBytes            *text,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads without a lock; for commands that change nothing. An absent file is DP_ERROR_FILE with
 * @absent set. FIFOs, devices and directories are DP_ERROR_FILE_FOREIGN. */
GBytes   *dpm_file_read    (const char        *path,
                            gboolean          *absent,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmFile, dpm_file_free)

G_END_DECLS
