/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-page.h"

#define NARROW 60
#define MARGIN 2
#define FEWEST_BODY_ROWS 4

static void
span_free (gpointer data)
{
  DpuSpan *span = data;

  g_free (span->text);
  g_free (span);
}

DpuPage *
dpu_page_new (DpuSize size)
{
  DpuPage *self = g_new0 (DpuPage, 1);

  self->size = size;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->cursor_row = self->link_row = self->link_end = -1;
  return self;
}

void
dpu_page_free (DpuPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self);
}

int
dpu_page_margin (DpuSize size)
{
  return size.columns < NARROW ? 0 : MARGIN;
}

int
dpu_page_height (DpuPage *self)
{
  return (int) self->rows->len;
}

void
dpu_page_put (DpuPage    *self,
              int         column,
              const char *text,
              DpuStyle    style)
{
  GPtrArray *row = g_ptr_array_index (self->rows, self->rows->len - 1);
  DpuSpan *span = g_new0 (DpuSpan, 1);

  span->column = column;
  span->text = g_strdup (text);
  span->style = style;
  g_ptr_array_add (row, span);
}

void
dpu_page_add (DpuPage    *self,
              int         column,
              const char *text,
              DpuStyle    style)
{
  g_ptr_array_add (self->rows, g_ptr_array_new_with_free_func (span_free));
  if (*text != '\0')
    dpu_page_put (self, column, text, style);
}

void
dpu_page_say (DpuPage    *self,
              const char *text,
              DpuStyle    style)
{
  int margin = dpu_page_margin (self->size);
  g_autofree char *words = dpu_text_words (text, self->size.utf8);
  g_auto (GStrv) lines = dpu_text_wrap (words, self->size.columns - 2 * margin);

  for (guint i = 0; lines[i] != NULL; i++)
    dpu_page_add (self, margin, lines[i], style);
}

void
dpu_page_rule (DpuPage *self)
{
  int margin = dpu_page_margin (self->size);
  GString *rule = g_string_new (NULL);

  for (int i = 2 * margin; i < self->size.columns; i++)
    g_string_append (rule, self->size.utf8 ? "─" : "-");
  dpu_page_add (self, margin, rule->str, DPU_STYLE_DIM);
  g_string_free (rule, TRUE);
}

void
dpu_page_keys (DpuPage           *self,
               const char *const *keys)
{
  int margin = dpu_page_margin (self->size);
  int column = self->size.columns;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *words = dpu_text_words (keys[i], self->size.utf8);
      int width = dpu_text_width (words);

      if (column + width > self->size.columns - margin)
        {
          column = margin;
          dpu_page_add (self, column, "", DPU_STYLE_PLAIN);
        }
      dpu_page_put (self, column, words, DPU_STYLE_PLAIN);
      column += width + 2;
    }
}

char *
dpu_page_dup_row (DpuPage *self,
                  int      row)
{
  GPtrArray *spans = g_ptr_array_index (self->rows, row);
  GString *text = g_string_new (NULL);
  int column = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      DpuSpan *span = g_ptr_array_index (spans, i);

      for (; column < span->column; column++)
        g_string_append_c (text, ' ');
      g_string_append (text, span->text);
      column += dpu_text_width (span->text);
    }
  return g_string_free (text, FALSE);
}

static void
take_rows (DpuPage *to,
           DpuPage *from,
           int      first,
           int      n)
{
  int shift = dpu_page_height (to) - first;

  for (int i = first; i < first + n; i++)
    if (i < dpu_page_height (from))
      g_ptr_array_add (to->rows, g_ptr_array_ref (g_ptr_array_index (from->rows, i)));
    else
      dpu_page_add (to, 0, "", DPU_STYLE_PLAIN);
  if (from->cursor_row >= first && from->cursor_row < first + n)
    {
      to->cursor_row = from->cursor_row + shift;
      to->cursor_column = from->cursor_column;
    }
  /* a piece of it is none that could be written in one piece */
  if (from->link_row >= first && from->link_end < first + n)
    {
      to->link_row = from->link_row + shift;
      to->link_end = from->link_end + shift;
    }
}

/* The first row of the body that is shown, so that its focus is, and no room is wasted. */
static int
scroll (DpuPage *body,
        int      room,
        int      offset)
{
  if (body->focus_end >= offset + room)
    offset = body->focus_end - room + 1;
  if (body->focus < offset)
    offset = body->focus;
  return CLAMP (offset, 0, MAX (dpu_page_height (body) - room, 0));
}

/* Says at the end of the rule in @row that there is more. */
static void
mark_more (DpuPage    *frame,
           int         row,
           const char *mark)
{
  GPtrArray *spans = row >= 0 ? g_ptr_array_index (frame->rows, row) : NULL;
  DpuSpan *rule = spans != NULL && spans->len == 1 ? g_ptr_array_index (spans, 0) : NULL;
  DpuSpan *span;
  glong length;
  char *shorter;

  if (rule == NULL || (length = g_utf8_strlen (rule->text, -1)) < 4)
    return;
  shorter = g_utf8_substring (rule->text, 0, length - 2);
  g_free (rule->text);
  rule->text = shorter;
  span = g_new0 (DpuSpan, 1);
  span->column = rule->column + (int) length - 1;
  span->text = g_strdup (mark);
  g_ptr_array_add (spans, span);
}

DpuPage *
dpu_page_frame (DpuPage *head,
                DpuPage *body,
                DpuPage *foot,
                int     *offset)
{
  g_autoptr (DpuPage) top = head;
  g_autoptr (DpuPage) middle = body;
  g_autoptr (DpuPage) bottom = foot;
  DpuPage *self = dpu_page_new (body->size);
  int rows = MAX (body->size.rows, 1);
  int above = dpu_page_height (head), below = dpu_page_height (foot);
  int room;

  /* On a screen of a few rows the list comes first, then the keys, then the title. */
  if (rows - above - below < FEWEST_BODY_ROWS)
    above = 0;
  below = CLAMP (rows - above - FEWEST_BODY_ROWS, 0, below);
  room = rows - above - below;
  *offset = scroll (body, room, *offset);
  take_rows (self, top, 0, above);
  take_rows (self, middle, *offset, room);
  take_rows (self, bottom, 0, below);
  if (*offset > 0)
    mark_more (self, above - 1, self->size.utf8 ? "↑" : "^");
  if (*offset + room < dpu_page_height (body) && below > 0)
    mark_more (self, above + room, self->size.utf8 ? "↓" : "v");
  return self;
}
