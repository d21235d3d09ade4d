/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-table.h"

#include <string.h>

#include "dp-error.h"

typedef struct
{
  GBytes *bytes;   /* with its line end, if it has one */
  char  **words;   /* (nullable) */
  GError *problem; /* (nullable) */
} Line;

struct _DpmTable
{
  GPtrArray *lines; /* of Line */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_bytes_unref (line->bytes);
  g_strfreev (line->words);
  g_clear_error (&line->problem);
  g_free (line);
}

static gboolean
keep_row_cb (guint              number,
             const char *const *words,
             const GError      *problem,
             gpointer           user_data)
{
  Line *line = user_data;

  line->words = g_strdupv ((char **) words);
  line->problem = problem == NULL ? NULL : g_error_copy (problem);
  return TRUE;
}

/* Reads one line by itself: nothing in the grammar spans lines, but that a byte order mark counts
 * in the first one only. */
static void
read_line (Line    *line,
           gboolean is_first)
{
  g_autoptr (DpTable) table = dp_table_new (DPM_COLUMNS, keep_row_cb, line);
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (line->bytes, &len);

  g_strfreev (g_steal_pointer (&line->words));
  g_clear_error (&line->problem);
  if (!is_first)
    dp_table_feed (table, (const guint8 *) "\n", 1);
  if (dp_table_feed (table, data, len))
    dp_table_finish (table);
}

static Line *
line_new (const guint8 *data,
          gsize         len,
          gboolean      is_first)
{
  Line *line = g_new0 (Line, 1);

  line->bytes = g_bytes_new (data, len);
  read_line (line, is_first);
  return line;
}

DpmTable *
dpm_table_new (GBytes *text)
{
  DpmTable *self = g_new0 (DpmTable, 1);
  gsize left = 0;
  const guint8 *data = g_bytes_get_data (text, &left);

  self->lines = g_ptr_array_new_with_free_func (line_free);
  while (left > 0)
    {
      const guint8 *end = memchr (data, '\n', left);
      gsize len = end == NULL ? left : (gsize) (end - data) + 1;

      g_ptr_array_add (self->lines, line_new (data, len, self->lines->len == 0));
      data += len;
      left -= len;
    }
  return self;
}

void
dpm_table_free (DpmTable *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  g_free (self);
}

GBytes *
dpm_table_to_bytes (const DpmTable *self)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = self->lines->pdata[i];
      gsize len = 0;
      const guint8 *data = g_bytes_get_data (line->bytes, &len);

      g_byte_array_append (out, data, (guint) len);
    }
  return g_byte_array_free_to_bytes (out);
}

guint
dpm_table_get_n_lines (const DpmTable *self)
{
  return self->lines->len;
}

static Line *
get_line (const DpmTable *self,
          guint           line)
{
  g_assert (line > 0 && line <= self->lines->len);
  return self->lines->pdata[line - 1];
}

const char *const *
dpm_table_get_words (const DpmTable *self,
                     guint           line)
{
  return (const char *const *) get_line (self, line)->words;
}

const GError *
dpm_table_get_problem (const DpmTable *self,
                       guint           line)
{
  return get_line (self, line)->problem;
}

static gboolean
words_match (const char *const *words,
             const char *const *columns)
{
  if (words == NULL)
    return FALSE;
  for (guint i = 0; i < DPM_COLUMNS; i++)
    if (columns[i] != NULL && g_strcmp0 (words[i], columns[i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
has_columns (const Line        *line,
             const char *const *columns)
{
  return words_match ((const char *const *) line->words, columns);
}

guint
dpm_table_find (const DpmTable    *self,
                guint              from,
                const char *const *columns)
{
  for (guint line = MAX (from, 1); line <= self->lines->len; line++)
    if (has_columns (get_line (self, line), columns))
      return line;
  return 0;
}

/* The line end that the file uses; a last line without one gets it first. */
static const char *
end_last_line (DpmTable *self)
{
  Line *last = self->lines->len == 0 ? NULL : get_line (self, self->lines->len);
  const Line *first = self->lines->len == 0 ? NULL : get_line (self, 1);
  gsize len = 0;
  const char *data = first == NULL ? NULL : g_bytes_get_data (first->bytes, &len);
  const char *end = len > 1 && data[len - 1] == '\n' && data[len - 2] == '\r' ? "\r\n" : "\n";

  data = last == NULL ? NULL : g_bytes_get_data (last->bytes, &len);
  if (data != NULL && data[len - 1] != '\n')
    {
      g_autoptr (GString) whole = g_string_new_len (data, (gssize) len);

      g_string_append (whole, end);
      g_bytes_unref (last->bytes);
      last->bytes = g_bytes_new (whole->str, whole->len);
    }
  return end;
}

/* The row as text, without a line end; %NULL when the grammar cannot carry it. */
static char *
quote_row (const char *const *columns)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < DPM_COLUMNS; i++)
    {
      g_autofree char *quoted = dp_table_quote (columns[i]);

      if (quoted == NULL)
        return NULL;
      g_string_append_printf (text, "%s%s", i == 0 ? "" : " ", quoted);
    }
  return g_strdup (text->str);
}

gboolean
dpm_table_append (DpmTable          *self,
                  const char *const *columns,
                  GError           **error)
{
  g_autofree char *row = quote_row (columns);
  g_autofree char *text = row == NULL ? NULL : g_strconcat (row, end_last_line (self), NULL);
  Line *line = text == NULL
                 ? NULL
                 : line_new ((const guint8 *) text, strlen (text), self->lines->len == 0);

  if (line == NULL || !has_columns (line, columns))
    {
      if (line != NULL)
        line_free (line);
      return dp_error_set (error, DP_ERROR_TABLE_ROW,
                           "a row cannot hold this text: \"#\" begins a comment even inside "
                           "quotes, and a line break ends the row");
    }
  g_ptr_array_add (self->lines, line);
  return TRUE;
}

void
dpm_table_remove (DpmTable *self,
                  guint     line)
{
  g_ptr_array_remove_index (self->lines, line - 1);
}

static void
set_text (DpmTable   *self,
          guint       number,
          const char *prefix,
          const char *text,
          gsize       len)
{
  g_autoptr (GString) whole = g_string_new (prefix);
  Line *line = get_line (self, number);

  g_string_append_len (whole, text, (gssize) len);
  g_bytes_unref (line->bytes);
  line->bytes = g_bytes_new (whole->str, whole->len);
  read_line (line, number == 1);
}

void
dpm_table_comment_out (DpmTable *self,
                       guint     line)
{
  g_autoptr (GBytes) bytes = g_bytes_ref (get_line (self, line)->bytes);

  set_text (self, line, "# ", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* What stands behind the "#" of a comment line, or %NULL. */
static const char *
behind_hash (const Line *line,
             gsize      *len)
{
  const char *data = g_bytes_get_data (line->bytes, len);

  for (; *len > 0 && (*data == ' ' || *data == '\t'); (*len)--)
    data++;
  if (*len == 0 || *data != '#')
    return NULL;
  for (; *len > 0 && (*data == '#' || *data == ' ' || *data == '\t'); (*len)--)
    data++;
  return data;
}

char **
dpm_table_read_commented (const DpmTable *self,
                          guint           line)
{
  gsize len = 0;
  const char *rest = behind_hash (get_line (self, line), &len);
  Line *row = rest == NULL ? NULL : line_new ((const guint8 *) rest, len, FALSE);
  char **words = row == NULL ? NULL : g_steal_pointer (&row->words);

  if (row != NULL)
    line_free (row);
  return words;
}

guint
dpm_table_find_commented (const DpmTable    *self,
                          const char *const *columns)
{
  for (guint line = 1; line <= self->lines->len; line++)
    {
      g_auto (GStrv) words = dpm_table_read_commented (self, line);

      if (words_match ((const char *const *) words, columns))
        return line;
    }
  return 0;
}

void
dpm_table_uncomment (DpmTable *self,
                     guint     line)
{
  g_autoptr (GBytes) bytes = g_bytes_ref (get_line (self, line)->bytes);
  gsize len = 0;
  const char *rest = behind_hash (get_line (self, line), &len);

  if (rest != NULL)
    set_text (self, line, "", rest, len);
}
