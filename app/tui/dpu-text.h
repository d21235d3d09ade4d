/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Text in columns of a terminal. Trust: text may be of a stranger until dpu_text_name() or
 * dpu_text_words() made it; what those give has no control characters and is in the terminal's
 * characters: UTF-8, or ASCII where @utf8 is %FALSE.
 */

/* How large the screen is, and what it can show. */
typedef struct
{
  int      columns;
  int      rows;
  gboolean utf8;
} DpuSize;

/* Columns that @text takes. */
int    dpu_text_width (const char *text);
/* Our own sentences, with whatever they quote: ASCII spells what has a spelling ("...", "ae"). */
char  *dpu_text_words (const char *text,
                       gboolean    utf8) G_GNUC_WARN_UNUSED_RESULT;
/* A name or address: in ASCII every other character is a "?", so that no two look like one that has
 * another spelling. */
char  *dpu_text_name  (const char *text,
                       gboolean    utf8) G_GNUC_WARN_UNUSED_RESULT;
/* Lines of at most @width columns, broken at spaces, and inside a word where it is longer. At least
 * one line. (transfer full) */
char **dpu_text_wrap  (const char *text,
                       int         width) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
