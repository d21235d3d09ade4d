/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-text.h"

#include <string.h>
#include <wchar.h>

#include "dpw-state.h"

/* A character that the terminal's own table does not know is none that we print. */
static int
char_width (gunichar c)
{
  int width = wcwidth ((wchar_t) c);

  return width < 0 ? 1 : width;
}

int
dpu_text_width (const char *text)
{
  int width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));
  return width;
}

char *
dpu_text_words (const char *text,
                gboolean    utf8)
{
  g_autofree char *visible = dpw_visible (text);

  return utf8 ? g_steal_pointer (&visible) : g_str_to_ascii (visible, NULL);
}

char *
dpu_text_name (const char *text,
               gboolean    utf8)
{
  g_autofree char *visible = dpw_visible (text);
  GString *name = g_string_new (NULL);

  for (const char *p = visible; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!utf8 && c > 0x7E)
        g_string_append_c (name, '?');
      else if (utf8 && wcwidth ((wchar_t) c) < 0)
        g_string_append_unichar (name, 0xFFFD);
      else
        g_string_append_unichar (name, c);
    }
  return g_string_free (name, FALSE);
}

/* The bytes of @text that fit into @width; what has no width stays with what it stands on. */
static gsize
bytes_in (const char *text,
          int         width)
{
  const char *p = text;

  while (*p != '\0')
    {
      int next = char_width (g_utf8_get_char (p));

      if (next > width && p != text)
        break;
      width -= next;
      p = g_utf8_next_char (p);
    }
  return (gsize) (p - text);
}

/* Where to break @text, whose first @fits bytes fit: after the last space in them, if there is
 * one. */
static gsize
break_at (const char *text,
          gsize       fits)
{
  if (text[fits] == '\0' || text[fits] == ' ')
    return fits;
  for (gsize i = fits; i > 0; i--)
    if (text[i - 1] == ' ')
      return i;
  return fits;
}

char **
dpu_text_wrap (const char *text,
               int         width)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  do
    {
      gsize n = break_at (text, bytes_in (text, MAX (width, 1)));
      char *line = g_strndup (text, n);

      g_ptr_array_add (lines, g_strchomp (line));
      text += n;
      while (*text == ' ')
        text++;
    }
  while (*text != '\0');
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
