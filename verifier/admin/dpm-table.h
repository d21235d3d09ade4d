/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-table.h"

G_BEGIN_DECLS

/*
 * A providers or auth_id file as a text to edit: lines that are not touched keep every byte,
 * comments, blank lines, bad rows and line ends included (finding S22). Pure: bytes in, bytes out.
 */
typedef struct _DpmTable DpmTable;

#define DPM_COLUMNS 3

DpmTable          *dpm_table_new         (GBytes            *text);
void               dpm_table_free        (DpmTable          *self);
GBytes            *dpm_table_to_bytes    (const DpmTable    *self); /* (transfer full) */

/* Lines count from 1, as editors and the log do. */
guint              dpm_table_get_n_lines (const DpmTable    *self);
/* (nullable) (transfer none): the %DPM_COLUMNS columns; %NULL for a comment, blank or bad line */
const char *const *dpm_table_get_words   (const DpmTable    *self,
                                          guint              line);
/* (nullable): why a line is bad */
const GError      *dpm_table_get_problem (const DpmTable    *self,
                                          guint              line);

/* The first line from @from that has these columns, a %NULL column meaning any; 0: none. */
guint              dpm_table_find        (const DpmTable    *self,
                                          guint              from,
                                          const char *const *columns);

/**
 * dpm_table_append:
 *
 * Adds a row at the end, quoted so that it reads back the same. DP_ERROR_TABLE_ROW when no quoting
 * can do that ("#" begins a comment even inside quotes).
 */
gboolean           dpm_table_append      (DpmTable          *self,
                                          const char *const *columns,
                                          GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void               dpm_table_remove      (DpmTable          *self,
                                          guint              line);

/* Puts "# " in front of a row. */
void               dpm_table_comment_out (DpmTable          *self,
                                          guint              line);
/* The first line that would have these columns without its "#"; 0: none. */
guint              dpm_table_find_commented (const DpmTable    *self,
                                             const char *const *columns);
/* (transfer full) (nullable): the columns that a comment would have without its "#" */
char             **dpm_table_read_commented (const DpmTable    *self,
                                             guint              line);
/* Takes the "#" and the white space behind it away. */
void               dpm_table_uncomment   (DpmTable          *self,
                                          guint              line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmTable, dpm_table_free)

G_END_DECLS
