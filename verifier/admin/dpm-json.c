/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-json.h"

#include <stdio.h>

struct _DpmJson
{
  GString    *text;
  GByteArray *closers; /* '}' or ']' of what is open */
  gboolean    is_first;
};

DpmJson *
dpm_json_new (void)
{
  DpmJson *self = g_new0 (DpmJson, 1);

  self->text = g_string_new (NULL);
  self->closers = g_byte_array_new ();
  self->is_first = TRUE;
  return self;
}

void
dpm_json_free (DpmJson *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_byte_array_unref (self->closers);
  g_free (self);
}

static void
new_line (DpmJson *self)
{
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->closers->len; i++)
    g_string_append (self->text, "  ");
}

static void
append_text (GString    *out,
             const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c < 0x10000 && !g_unichar_isprint (c))
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }
  g_string_append_c (out, '"');
}

static void
begin_value (DpmJson    *self,
             const char *name)
{
  if (!self->is_first)
    g_string_append_c (self->text, ',');
  if (self->closers->len > 0)
    new_line (self);
  self->is_first = FALSE;
  if (name == NULL)
    return;
  append_text (self->text, name);
  g_string_append (self->text, ": ");
}

static void
begin (DpmJson    *self,
       const char *name,
       char        opener,
       guint8      closer)
{
  begin_value (self, name);
  g_string_append_c (self->text, opener);
  g_byte_array_append (self->closers, &closer, 1);
  self->is_first = TRUE;
}

void
dpm_json_begin_object (DpmJson    *self,
                       const char *name)
{
  begin (self, name, '{', '}');
}

void
dpm_json_begin_array (DpmJson    *self,
                      const char *name)
{
  begin (self, name, '[', ']');
}

void
dpm_json_end (DpmJson *self)
{
  guint8 closer;

  g_assert (self->closers->len > 0);
  closer = self->closers->data[self->closers->len - 1];
  g_byte_array_set_size (self->closers, self->closers->len - 1);
  if (!self->is_first)
    new_line (self);
  self->is_first = FALSE;
  g_string_append_c (self->text, (char) closer);
}

void
dpm_json_add_string (DpmJson    *self,
                     const char *name,
                     const char *value)
{
  begin_value (self, name);
  if (value == NULL)
    g_string_append (self->text, "null");
  else
    append_text (self->text, value);
}

void
dpm_json_add_int (DpmJson    *self,
                  const char *name,
                  gint64      value)
{
  begin_value (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
dpm_json_add_bool (DpmJson    *self,
                   const char *name,
                   gboolean    value)
{
  begin_value (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

static gboolean was_printed;

char *
dpm_json_finish (DpmJson *self)
{
  while (self->closers->len > 0)
    dpm_json_end (self);
  g_string_append_c (self->text, '\n');
  return g_strdup (self->text->str);
}

void
dpm_json_print (DpmJson *self)
{
  g_autofree char *text = dpm_json_finish (self);

  fputs (text, stdout);
  was_printed = TRUE;
}

gboolean
dpm_json_was_printed (void)
{
  return was_printed;
}

static void
break_line (GString *out,
            guint    depth)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (out, "  ");
}

/* One character outside of a string. */
static void
append_structure (GString  *out,
                  gunichar  c,
                  gboolean  is_empty,
                  guint    *depth)
{
  if (c == '}' || c == ']')
    {
      *depth -= *depth > 0 ? 1 : 0;
      if (!is_empty)
        break_line (out, *depth);
    }
  g_string_append_unichar (out, c);
  if (c == '{' || c == '[')
    {
      ++*depth;
      if (!is_empty)
        break_line (out, *depth);
    }
  else if (c == ',')
    break_line (out, *depth);
  else if (c == ':')
    g_string_append_c (out, ' ');
}

char *
dpm_json_pretty (const char *canonical)
{
  GString *out = g_string_new (NULL);
  gboolean in_string = FALSE;
  guint depth = 0;
  gunichar before = 0;

  for (const char *p = canonical; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_empty = (c == '{' && p[1] == '}') || (c == '[' && p[1] == ']')
                          || (c == '}' && before == '{') || (c == ']' && before == '[');
      gboolean escaped = in_string && before == '\\';

      if (c == '"' && !escaped)
        in_string = !in_string;
      if (in_string && c < 0x10000 && !g_unichar_isprint (c))
        g_string_append_printf (out, "\\u%04x", c);
      else if (in_string || c == '"')
        g_string_append_unichar (out, c);
      else
        append_structure (out, c, is_empty, &depth);
      before = escaped ? 0 : c;
    }
  return g_string_free (out, FALSE);
}
