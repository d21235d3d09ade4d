/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/*
 * The two files of ssh that Daypass touches: ~/.ssh/daypass/config, which is ours, and the person's
 * ~/.ssh/config, which gets one line, through symbolic links and with its mode kept. Both are
 * written aside and renamed; what was there before is kept beside our own file.
 */
typedef struct
{
  char *own;  /* content of ours; "" when it is missing */
  char *main; /* content of the person's; "" when it is missing */
} DpaSshFiles;

void     dpa_ssh_files_clear (DpaSshFiles       *self);
gboolean dpa_ssh_files_read  (DpaSshFiles       *self,
                              DpaAgent          *agent,
                              GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the person's file could be written: DP_ERROR_FILE_READ_ONLY. */
gboolean dpa_ssh_files_check (DpaAgent          *agent,
                              GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps what differs of @before, then writes what differs in @after. Our file first: a line without
 * its file would make ssh complain. */
gboolean dpa_ssh_files_write (DpaAgent          *agent,
                              const DpaSshFiles *before,
                              const DpaSshFiles *after,
                              GError           **error);

/* What was kept when each of the two was written last. */
gboolean dpa_ssh_files_read_backup (DpaSshFiles      *self,
                                    DpaAgent         *agent,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/* Has ssh itself read the text back: DP_ERROR_CONFIG when it cannot. */
gboolean dpa_ssh_files_verify (DpaAgent         *agent,
                               const char       *own,
                               GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/* The names of the person's ordinary keys that exist, NULL terminated; (transfer full). */
char   **dpa_ssh_files_dup_default_keys (DpaAgent *agent);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DpaSshFiles, dpa_ssh_files_clear)

G_END_DECLS
