/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-file.h"
#include "dpm-options.h"
#include "dpm-table.h"

G_BEGIN_DECLS

/*
 * What a command that edits has done, told the same way by all: "changed PATH" or "ok PATH" for
 * each file, or a JSON object; with --check nothing is written, "would change PATH" is said and the
 * status is %DPM_EXIT_PROBLEMS.
 */
typedef struct _DpmChanges DpmChanges;

DpmChanges *dpm_changes_new      (const DpmOptions *options);
void        dpm_changes_free     (DpmChanges       *self);

/* Writes @table to @file when it differs from what is there. */
gboolean    dpm_changes_apply    (DpmChanges       *self,
                                  const char       *path,
                                  DpmFile          *file,
                                  const DpmTable   *table,
                                  GError          **error) G_GNUC_WARN_UNUSED_RESULT;
/* For changes that are not texts of a file. */
void        dpm_changes_note     (DpmChanges       *self,
                                  const char       *path,
                                  gboolean          changed);
/* A line for the person, on stderr; a member of "notes" in JSON. */
void        dpm_changes_remark   (DpmChanges       *self,
                                  const char       *format,
                                  ...) G_GNUC_PRINTF (2, 3);
gboolean    dpm_changes_is_check (const DpmChanges *self);
/* Prints it all. Returns: the exit status. */
int         dpm_changes_finish   (DpmChanges       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmChanges, dpm_changes_free)

G_END_DECLS
