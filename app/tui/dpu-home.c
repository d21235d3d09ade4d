/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-home.h"

#define INDENT 2        /* "> " */
#define IDENTITY_MIN 16
#define PROVIDER_MAX 12
#define LINE_MIN 20
#define GAP 2

/* Where the columns of the wide list begin, and how wide they are. */
typedef struct
{
  int identity, provider, mark, line, line_width, end;
} Columns;

DpuPage *
dpu_home_head (DpuSize     size,
               const char *title,
               const char *right)
{
  DpuPage *page = dpu_page_new (size);
  int margin = dpu_page_margin (size);
  int width = size.columns - 2 * margin;
  int room = width - dpu_text_width (right) - GAP;

  if (*right != '\0' && dpu_text_width (title) <= room)
    {
      dpu_page_add (page, margin, title, DPU_STYLE_BOLD);
      dpu_page_put (page, size.columns - margin - dpu_text_width (right), right, DPU_STYLE_PLAIN);
    }
  else
    {
      g_auto (GStrv) lines = dpu_text_wrap (title, width);

      for (guint i = 0; lines[i] != NULL; i++)
        dpu_page_add (page, margin, lines[i], DPU_STYLE_BOLD);
      if (*right != '\0')
        dpu_page_say (page, right, DPU_STYLE_PLAIN);
    }
  dpu_page_rule (page);
  return page;
}

static int
widest (int         so_far,
        const char *text)
{
  return text != NULL ? MAX (so_far, dpu_text_width (text)) : so_far;
}

static Columns
measure (DpuSize    size,
         GPtrArray *rows)
{
  int identity = IDENTITY_MIN, provider = 0, step = 0;
  int width = size.columns - 2 * INDENT;
  Columns at;

  for (guint i = 0; i < rows->len; i++)
    {
      DpuRow *row = g_ptr_array_index (rows, i);

      identity = widest (identity, row->identity);
      provider = widest (provider, row->provider);
      step = widest (step, row->step);
    }
  provider = MIN (provider, PROVIDER_MAX);
  /* the state has its room first; an identity that has none left goes on in the next row */
  identity = MIN (identity, MAX (width - provider - step - LINE_MIN - 4 * GAP, IDENTITY_MIN));
  at.identity = INDENT;
  at.provider = at.identity + identity + GAP;
  at.mark = at.provider + provider + GAP;
  at.line = at.mark + 2;
  at.end = size.columns - INDENT;
  at.line_width = MAX (at.end - step - GAP - at.line, 8);
  return at;
}

static const char *
nth (GStrv lines,
     guint i)
{
  return i < g_strv_length (lines) ? lines[i] : NULL;
}

static void
add_wide (DpuPage       *page,
          const Columns *at,
          const DpuRow  *row,
          gboolean       selected)
{
  g_auto (GStrv) identity = dpu_text_wrap (row->identity, at->provider - at->identity - GAP);
  g_auto (GStrv) provider = dpu_text_wrap (row->provider, at->mark - at->provider - GAP);
  g_auto (GStrv) line = dpu_text_wrap (row->line, at->line_width);
  guint n = MAX (g_strv_length (identity), g_strv_length (line));
  DpuStyle style = dpu_row_get_style (row);

  n = MAX (n, g_strv_length (provider));
  for (guint i = 0; i < n; i++)
    {
      dpu_page_add (page, 0, i == 0 && selected ? ">" : "", DPU_STYLE_BOLD);
      if (nth (identity, i) != NULL)
        dpu_page_put (page, at->identity, identity[i],
                      selected ? DPU_STYLE_BOLD : DPU_STYLE_PLAIN);
      if (nth (provider, i) != NULL)
        dpu_page_put (page, at->provider, provider[i], DPU_STYLE_PLAIN);
      if (i == 0)
        dpu_page_put (page, at->mark, dpu_row_get_mark (row, page->size.utf8), style);
      if (nth (line, i) != NULL)
        dpu_page_put (page, at->line, line[i], style);
      if (i == 0 && row->step != NULL)
        dpu_page_put (page, at->end - dpu_text_width (row->step), row->step,
                      selected ? DPU_STYLE_BOLD : DPU_STYLE_PLAIN);
    }
}

static void
add_narrow (DpuPage      *page,
            const DpuRow *row,
            gboolean      selected)
{
  int columns = page->size.columns;
  int step = row->step != NULL ? dpu_text_width (row->step) + GAP : 0;
  g_auto (GStrv) identity = dpu_text_wrap (row->identity, columns - INDENT);
  g_auto (GStrv) line = dpu_text_wrap (row->line, columns - 2 * INDENT - step);
  guint n = g_strv_length (line);
  DpuStyle style = dpu_row_get_style (row);

  for (guint i = 0; identity[i] != NULL; i++)
    {
      dpu_page_add (page, 0, i == 0 && selected ? ">" : "", DPU_STYLE_BOLD);
      dpu_page_put (page, INDENT, identity[i], selected ? DPU_STYLE_BOLD : DPU_STYLE_PLAIN);
    }
  for (guint i = 0; i < n; i++)
    {
      dpu_page_add (page, INDENT, i == 0 ? dpu_row_get_mark (row, page->size.utf8) : "", style);
      dpu_page_put (page, 2 * INDENT, line[i], style);
      if (i == n - 1 && row->step != NULL)
        dpu_page_put (page, columns - step + GAP, row->step,
                      selected ? DPU_STYLE_BOLD : DPU_STYLE_PLAIN);
    }
}

DpuPage *
dpu_home_body (DpuSize    size,
               GPtrArray *rows,
               guint      selected)
{
  DpuPage *page = dpu_page_new (size);
  Columns at = measure (size, rows);
  gboolean narrow = dpu_page_margin (size) == 0;

  for (guint i = 0; i < rows->len; i++)
    {
      int first = dpu_page_height (page);

      if (narrow)
        add_narrow (page, g_ptr_array_index (rows, i), i == selected);
      else
        add_wide (page, &at, g_ptr_array_index (rows, i), i == selected);
      if (i == selected)
        {
          page->focus = first;
          page->focus_end = dpu_page_height (page) - 1;
        }
    }
  return page;
}

DpuPage *
dpu_home_choices (DpuSize size,
                  GStrv   names,
                  GStrv   hints,
                  guint   selected)
{
  DpuPage *page = dpu_page_new (size);
  int column = 0;

  for (guint i = 0; names[i] != NULL; i++)
    column = widest (column, names[i]);
  column = INDENT + MIN (column, size.columns / 2 - INDENT) + GAP;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) name = dpu_text_wrap (names[i], column - INDENT - GAP);
      g_auto (GStrv) hint = dpu_text_wrap (hints[i], size.columns - column);

      int first = dpu_page_height (page);
      guint n = MAX (g_strv_length (name), g_strv_length (hint));

      for (guint k = 0; k < n; k++)
        {
          dpu_page_add (page, 0, k == 0 && i == selected ? ">" : "", DPU_STYLE_BOLD);
          if (nth (name, k) != NULL)
            dpu_page_put (page, INDENT, name[k],
                          i == selected ? DPU_STYLE_BOLD : DPU_STYLE_PLAIN);
          if (nth (hint, k) != NULL)
            dpu_page_put (page, column, hint[k], DPU_STYLE_DIM);
        }
      if (i == selected)
        {
          page->focus = first;
          page->focus_end = dpu_page_height (page) - 1;
        }
    }
  return page;
}
