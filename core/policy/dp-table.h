/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The grammar shared by /etc/opk/providers and auth_id (protocol section 4.3), fed in pieces: no
 * more than one line is ever held. "#" starts a comment even inside quotes; words are split as a
 * POSIX shell would, without expansion.
 */
typedef struct _DpTable DpTable;

/**
 * DpTableRowFunc:
 * @words: (nullable): the columns, NULL terminated; %NULL when the line is bad
 * @problem: (nullable): why, when @words is %NULL: DP_ERROR_TABLE_ROW, DP_ERROR_LIMIT or
 *   DP_ERROR_UTF8
 *
 * Called for each line that is not empty. A comment may be of any length. The words are only lent.
 * Returns: %FALSE to stop reading.
 */
typedef gboolean (*DpTableRowFunc) (guint              line,
                                    const char *const *words,
                                    const GError      *problem,
                                    gpointer           user_data);

DpTable *dp_table_new    (guint           columns, /* rows with another count are bad */
                          DpTableRowFunc  func,
                          gpointer        user_data);
void     dp_table_free   (DpTable        *self);
/* Returns: %FALSE when the row function said to stop. */
gboolean dp_table_feed   (DpTable        *self,
                          const guint8   *data,
                          gsize           len);
gboolean dp_table_finish (DpTable        *self);

/**
 * dp_table_quote:
 *
 * One word as `add` writes it, quoted so that it reads back the same.
 *
 * Returns: (transfer full) (nullable): %NULL when no quoting can carry it: "#" starts a comment
 * even inside quotes, a line feed ends the row, and only UTF-8 is read.
 */
char    *dp_table_quote  (const char     *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpTable, dp_table_free)

G_END_DECLS
