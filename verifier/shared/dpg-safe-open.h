/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-bytes.h"

#include <sys/types.h>
#include <time.h>

/*
 * Opening a file that decides who gets in. The path is walked from the root with openat(2), no
 * component may be a symbolic link, each directory belongs to root and is written by nobody else;
 * the file itself is looked at through its descriptor, never by name. Nothing here can block: a
 * FIFO is opened without waiting and refused.
 */
typedef enum
{
  DPG_SAFE_OK,
  DPG_SAFE_ABSENT,  /* the file, or a directory on the way, is not there */
  DPG_SAFE_TOO_BIG,
  DPG_SAFE_FAILED,  /* anything else: no permission, no descriptors, I/O */
  DPG_SAFE_UNSAFE,  /* this and what follows: not to be trusted */
  DPG_SAFE_OWNER,
  DPG_SAFE_WRITABLE,
  DPG_SAFE_KIND,
  DPG_SAFE_LINKED,
} DpgSafeResult;

/* What a file was when it was opened. */
typedef struct
{
  dev_t           device;
  ino_t           inode;
  off_t           size;
  struct timespec modified;
  struct timespec changed;
} DpgSafeStamp;

const char   *dpg_safe_word       (DpgSafeResult       result);

/**
 * dpg_safe_open_dir:
 * @path: absolute
 * @owner: (out) (optional): who owns the last directory. NULL: it must be root, like all others
 *
 * Returns: a descriptor in @out, close-on-exec. No directory may be writable by group or others.
 */
DpgSafeResult dpg_safe_open_dir   (const char         *path,
                                   int                *out,
                                   uid_t              *owner) __attribute__ ((warn_unused_result));

/**
 * dpg_safe_open_at:
 * @dir: from dpg_safe_open_dir()
 * @name: without a slash
 * @owner: who may own the file, besides root
 * @max: most bytes it may have; 0 for any size
 * @stamp: (out): for dpg_safe_is_unchanged()
 *
 * Opens a regular file with one name, not writable by group or others, for reading.
 */
DpgSafeResult dpg_safe_open_at    (int                 dir,
                                   const char         *name,
                                   uid_t               owner,
                                   off_t               max,
                                   int                *out,
                                   DpgSafeStamp       *stamp) __attribute__ ((warn_unused_result));

/* Whether the content of @fd is still what it was: a file that was replaced as a whole is, one that
 * was written to is not. */
bool          dpg_safe_is_unchanged (int                 fd,
                                     const DpgSafeStamp *stamp)
  __attribute__ ((warn_unused_result));

/* Opens as dpg_safe_open_at() and reads all of a file that is replaced, never written in place. */
DpgSafeResult dpg_safe_read_at    (int                 dir,
                                   const char         *name,
                                   uid_t               owner,
                                   DpgBytes           *out) __attribute__ ((warn_unused_result));
