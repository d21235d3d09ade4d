/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-args.h"
#include "dpg-frame.h"
#include "dpg-refusal.h"
#include "dpg-safe-open.h"

/*
 * The administrator's files, opened safely by the gate and read by the judge through inherited
 * descriptors, so that a policy of any size is streamed.
 */
typedef struct
{
  int          fd;
  DpgFileKind  kind;
  DpgSafeStamp stamp;
  char         name[64]; /* for the log: "auth_id" */
} DpgPolicyFile;

typedef struct
{
  DpgPolicyFile files[DPG_MAX_FILES];
  int           n;
} DpgPolicyFiles;

/* Opens what is there. A file that is there and unsafe refuses; so does a missing providers
 * file. */
bool dpg_policy_files_open         (DpgPolicyFiles       *self,
                                    const DpgArgs        *args,
                                    DpgRefusal           *refusal)
  __attribute__ ((warn_unused_result));
/* Adds the files of auth_id.d, in the order of their names, behind auth_id. They are as strict: one
 * that is unsafe, or one too many, refuses. No directory is no file. */
bool dpg_policy_files_add_dir      (DpgPolicyFiles       *self,
                                    const char           *config_dir,
                                    DpgRefusal           *refusal)
  __attribute__ ((warn_unused_result));
/* To be asked when the judge has read them. */
bool dpg_policy_files_are_unchanged (const DpgPolicyFiles *self,
                                     DpgRefusal           *refusal)
  __attribute__ ((warn_unused_result));
