/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-table.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-text.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _DpTable
{
  guint columns;
  DpTableRowFunc func;
  gpointer user_data;
  GString *text;      /* the current line without its comment; never above DP_TABLE_LINE_MAX */
  char **words;       /* columns and a NULL; they point into @text */
  guint line;
  gboolean in_comment;
  gboolean too_long;
  gboolean stopped;
};

DpTable *
dp_table_new (guint          columns,
              DpTableRowFunc func,
              gpointer       user_data)
{
  DpTable *self = g_new0 (DpTable, 1);

  self->columns = columns;
  self->func = func;
  self->user_data = user_data;
  self->text = g_string_sized_new (256);
  self->words = g_new0 (char *, columns + 1);
  self->line = 1;
  return self;
}

void
dp_table_free (DpTable *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self->words);
  g_free (self);
}

/* What opkssh trims: Unicode's White_Space. */
static gboolean
is_space (gunichar c)
{
  return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85
         || (c >= 0x80 && g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR) || c == 0x2028
         || c == 0x2029;
}

/* Cuts white space off both ends of the valid UTF-8 text from @start to @end. */
static void
trim (const char **start,
      const char **end)
{
  while (*start < *end && is_space (g_utf8_get_char (*start)))
    *start = g_utf8_next_char (*start);
  while (*start < *end)
    {
      const char *last = g_utf8_prev_char (*end);

      if (!is_space (g_utf8_get_char (last)))
        break;
      *end = last;
    }
}

/*
 * A word is unquoted in place: what is written at @out never overtakes what is read at @in, and a
 * row of a million costs no allocation.
 */
typedef struct
{
  char *in;
  char *end;
  char *out;
} Cursor;

/* Copies the inside of a part in quotes, whose opening quote is next. */
static gboolean
read_quoted (Cursor  *c,
             GError **error)
{
  char quote = *c->in++;

  while (c->in < c->end)
    {
      char byte = *c->in++;

      if (byte == quote)
        return TRUE;
      if (quote == '"' && byte == '\\' && c->in < c->end && strchr ("$`\"\\", *c->in) != NULL)
        byte = *c->in++;
      *c->out++ = byte;
    }
  return dp_error_set (error, DP_ERROR_TABLE_ROW, "a quote is not closed");
}

static gboolean
read_word (Cursor  *c,
           GError **error)
{
  while (c->in < c->end && *c->in != ' ' && *c->in != '\t')
    {
      if (*c->in == '\'' || *c->in == '"')
        {
          if (!read_quoted (c, error))
            return FALSE;
          continue;
        }
      if (*c->in == '\\' && ++c->in == c->end)
        return dp_error_set (error, DP_ERROR_TABLE_ROW, "a backslash ends the line");
      *c->out++ = *c->in++;
    }
  return TRUE;
}

/* Fills the columns from the text between @start and @end, which is not empty; overwrites it. */
static gboolean
split (DpTable *self,
       char    *start,
       char    *end,
       GError **error)
{
  Cursor c = { start, end, start };
  guint n = 0;

  while (c.in < c.end)
    {
      if (*c.in == ' ' || *c.in == '\t')
        {
          c.in++;
          continue;
        }
      if (n < self->columns)
        self->words[n] = c.out;
      n++;
      if (!read_word (&c, error))
        return FALSE;
      if (c.in < c.end)
        c.in++;
      *c.out++ = '\0';
    }
  if (n != self->columns)
    return dp_error_set (error, DP_ERROR_TABLE_ROW, "%u columns instead of %u", n, self->columns);
  return TRUE;
}

/* What a byte is to split_plain(). */
enum
{
  PLAIN,
  BLANK,
  OTHER
};

static const guint8 classes[256] = {
  [0 ... '\t' - 1] = OTHER, ['\t'] = BLANK,  ['\t' + 1 ... ' ' - 1] = OTHER,
  [' '] = BLANK,            ['"'] = OTHER,   ['\''] = OTHER,
  ['\\'] = OTHER,           [127 ... 255] = OTHER,
};

/*
 * Most rows of a large table are plain: ASCII without quotes. They are split in one look at each
 * byte. Returns: whether that was enough; if not, the line is as it was, but for tabs that are
 * spaces now, outside quotes.
 */
static gboolean
split_plain (DpTable *self)
{
  char *p = self->text->str;
  char *end = p + self->text->len;
  guint8 class = BLANK;
  guint n = 0;

  while (p < end)
    {
      class = classes[(guint8) *p];
      if (class == OTHER)
        break;
      if (class == BLANK)
        {
          p++;
          continue;
        }
      if (n == self->columns)
        {
          n++;
          break;
        }
      self->words[n++] = p;
      while (p < end && classes[(guint8) *p] == PLAIN)
        p++;
      if (p < end && classes[(guint8) *p] == BLANK)
        *p++ = '\0';
    }
  if (class != OTHER && n == self->columns)
    return TRUE;

  for (char *q = self->text->str; q < p; q++)
    if (*q == '\0')
      *q = ' ';
  return FALSE;
}

static void
end_line (DpTable *self)
{
  const char *start = self->text->str;
  const char *end = start + self->text->len;
  const char *const *words = NULL;
  g_autoptr (GError) error = NULL;

  if (self->too_long)
    dp_error_set (&error, DP_ERROR_LIMIT, "the line is longer than %d bytes", DP_TABLE_LINE_MAX);
  else if (split_plain (self))
    words = (const char *const *) self->words;
  else if (!dp_text_is_valid ((const guint8 *) start, self->text->len))
    dp_error_set (&error, DP_ERROR_UTF8, "the line is not valid UTF-8");
  else
    {
      char *text = self->text->str;

      if (self->line == 1 && g_str_has_prefix (start, BYTE_ORDER_MARK))
        start += strlen (BYTE_ORDER_MARK);
      trim (&start, &end);
      if (start == end)
        return;
      if (split (self, text + (start - text), text + (end - text), &error))
        words = (const char *const *) self->words;
    }
  if (!self->func (self->line, words, error, self->user_data))
    self->stopped = TRUE;
}

static void
next_line (DpTable *self)
{
  end_line (self);
  self->line++;
  self->in_comment = FALSE;
  self->too_long = FALSE;
  g_string_truncate (self->text, 0);
}

/* Keeps what is left of a line, up to its comment and the ceiling. */
static void
append (DpTable      *self,
        const guint8 *data,
        gsize         len)
{
  const guint8 *hash = self->in_comment ? data : memchr (data, '#', len);

  if (hash != NULL)
    {
      self->in_comment = TRUE;
      len = (gsize) (hash - data);
    }
  if (len > DP_TABLE_LINE_MAX - self->text->len)
    {
      self->too_long = TRUE;
      return;
    }
  g_string_append_len (self->text, (const char *) data, (gssize) len);
}

gboolean
dp_table_feed (DpTable      *self,
               const guint8 *data,
               gsize         len)
{
  while (len > 0 && !self->stopped)
    {
      const guint8 *lf = memchr (data, '\n', len);
      gsize part = lf != NULL ? (gsize) (lf - data) : len;

      append (self, data, part);
      if (lf == NULL)
        break;
      next_line (self);
      data += part + 1;
      len -= part + 1;
    }
  return !self->stopped;
}

gboolean
dp_table_finish (DpTable *self)
{
  if (!self->stopped && (self->text->len > 0 || self->too_long))
    next_line (self);
  return !self->stopped;
}

/* Single quotes around everything but the single quotes themselves, as go-shellquote writes it. */
static char *
quote_whole (const char *word)
{
  GString *out = g_string_new (NULL);

  while (*word != '\0')
    {
      gsize run = strcspn (word, "'");

      if (run > 0)
        {
          g_string_append_c (out, '\'');
          g_string_append_len (out, word, (gssize) run);
          g_string_append_c (out, '\'');
        }
      word += run;
      if (*word == '\'')
        {
          g_string_append (out, "\\'");
          word++;
        }
    }
  return g_string_free (out, FALSE);
}

static gboolean
has_space (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    if (is_space (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

char *
dp_table_quote (const char *word)
{
  GString *out = NULL;

  if (!dp_text_is_valid ((const guint8 *) word, strlen (word)) || strpbrk (word, "#\n") != NULL)
    return NULL;
  if (*word == '\0')
    return g_strdup ("''");
  if (has_space (word) || g_str_has_prefix (word, BYTE_ORDER_MARK))
    return quote_whole (word);
  out = g_string_new (NULL);
  for (const char *p = word; *p != '\0'; p++)
    {
      if (strchr ("\\'\"`${[|&;<>()*?!", *p) != NULL || (p == word && *p == '~'))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}
