/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a file has when it is in place. */
typedef struct
{
  mode_t mode;
  uid_t  uid; /* (uid_t) -1 leaves the owner as it is made */
  gid_t  gid; /* (gid_t) -1 likewise */
} DpgReplaceKind;

/**
 * dpg_replace_at:
 * @dir: the directory; nobody but those who may write the file may write to it
 * @aside: a name in @dir for the new content until it is whole. What is there, left by a writer
 *   that was killed, is removed: the caller holds a lock, or is the only writer.
 * @name: the file, as it is in @dir
 *
 * Puts @len bytes of @data in the place of @name: whole and on the disk, or not at all. The
 * directory itself is not synced.
 *
 * Returns: false, with errno, when @name is as before.
 */
bool dpg_replace_at (int                   dir,
                     const char           *aside,
                     const char           *name,
                     const DpgReplaceKind *kind,
                     const void           *data,
                     size_t                len) __attribute__ ((warn_unused_result));
