/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-text.h"

G_BEGIN_DECLS

/* How a piece of text looks. Words carry the meaning; where none of it can be shown, nothing is
 * lost. */
typedef enum
{
  DPU_STYLE_PLAIN,
  DPU_STYLE_BOLD,
  DPU_STYLE_DIM,
  DPU_STYLE_GOOD,
  DPU_STYLE_WARNING,
  DPU_STYLE_BAD,
} DpuStyle;

typedef struct
{
  int      column;
  char    *text;
  DpuStyle style;
} DpuSpan;

/* Rows of text, from the top; pure. @focus and @focus_end are rows that have to be in sight, the
 * cursor is hidden while its row is -1. */
typedef struct
{
  DpuSize    size;
  GPtrArray *rows; /* (element-type GPtrArray of DpuSpan) */
  int        focus;
  int        focus_end;
  int        cursor_row;
  int        cursor_column;
  int        link_row; /* where an address begins that takes whole rows; -1: none in sight */
  int        link_end; /* its last row */
} DpuPage;

DpuPage *dpu_page_new  (DpuSize     size);
void     dpu_page_free (DpuPage    *self);
/* The margin at both sides: none on a narrow screen. */
int      dpu_page_margin (DpuSize   size);
int      dpu_page_height (DpuPage  *self);
/* A new row at the end; @text is in the terminal's characters. */
void     dpu_page_add  (DpuPage    *self,
                        int         column,
                        const char *text,
                        DpuStyle    style);
/* More text in the last row. */
void     dpu_page_put  (DpuPage    *self,
                        int         column,
                        const char *text,
                        DpuStyle    style);
/* A sentence of ours in as many rows as it needs, inside the margins. */
void     dpu_page_say  (DpuPage    *self,
                        const char *text,
                        DpuStyle    style);
void     dpu_page_rule (DpuPage    *self);
/* "Enter Sign In", "q Quit"…: as many in a row as fit. */
void     dpu_page_keys (DpuPage          *self,
                        const char *const *keys);
/* The whole row as it would be read. (transfer full) */
char    *dpu_page_dup_row (DpuPage *self,
                           int      row);

/**
 * dpu_page_frame:
 * @head: (transfer full): rows at the top
 * @body: (transfer full): rows between, moved by @offset until its focus is in sight
 * @foot: (transfer full): rows at the bottom
 * @offset: (inout): the first row of @body that is shown
 *
 * Returns: (transfer full): exactly the rows of the screen.
 */
DpuPage *dpu_page_frame (DpuPage *head,
                         DpuPage *body,
                         DpuPage *foot,
                         int     *offset) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpuPage, dpu_page_free)

G_END_DECLS
