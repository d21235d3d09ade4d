/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-text.h"

#include <string.h>

#include "dp-limits.h"

static gboolean
is_harmless (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (c == '\\' || (c != ' ' && g_unichar_isspace (c)))
    return FALSE;
  return g_unichar_isprint (c) && type != G_UNICODE_FORMAT && type != G_UNICODE_PRIVATE_USE
         && c != 0x2800 && !(c >= 0xfe00 && c <= 0xfe0f) && c != 0x115f
         && c != 0x1160 && c != 0x3164 && c != 0xffa0 && c != 0x034f;
}

/* Not printf: the verifier makes the name of a cache file in each login. */
void
dp_text_append_hex (GString      *out,
                    const guint8 *data,
                    gsize         len)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < len; i++)
    {
      g_string_append_c (out, digits[data[i] >> 4]);
      g_string_append_c (out, digits[data[i] & 15]);
    }
}

gboolean
dp_text_is_harmless (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (*p != '\\' && !is_harmless (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static void
append_escaped (GString    *out,
                const char *bytes,
                gsize       len)
{
  for (gsize i = 0; i < len; i++)
    g_string_append_printf (out, "\\x%02x", (guint8) bytes[i]);
}

char *
dp_text_display (const char *data,
                 gssize      len)
{
  const char *p = data;
  const char *end = data + (len < 0 ? strlen (data) : (gsize) len);
  GString *out = g_string_new (NULL);
  gsize width;

  for (gsize shown = 0; p < end; p += width)
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);
      /* g_utf8_get_char_validated() returns -1 or -2 for bad or cut sequences */
      gboolean valid = c != 0 && c < 0x110000;
      gboolean harmless = valid && is_harmless (c);

      width = valid ? (gsize) (g_utf8_next_char (p) - p) : 1;
      shown += harmless ? 1 : c == '\\' ? 2 : 4 * width;
      if (shown > DP_DISPLAY_MAX)
        {
          g_string_append (out, "…");
          break;
        }
      if (harmless)
        g_string_append_len (out, p, (gssize) width);
      else if (c == '\\')
        g_string_append (out, "\\\\");
      else
        append_escaped (out, p, width);
    }
  return g_string_free (out, FALSE);
}

gboolean
dp_text_is_valid (const guint8 *data,
                  gsize         len)
{
  return len == 0 || g_utf8_validate_len ((const char *) data, len, NULL);
}

gboolean
dp_text_is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guint8) *text >= 0x80)
      return FALSE;
  return TRUE;
}

gboolean
dp_text_equal_ascii_ci (const char *a,
                        const char *b)
{
  return dp_text_is_ascii (a) && g_ascii_strcasecmp (a, b) == 0;
}

gboolean
dp_text_has_suffix_ascii_ci (const char *text,
                             const char *suffix)
{
  gsize text_len = strlen (text), suffix_len = strlen (suffix);

  return text_len >= suffix_len && dp_text_is_ascii (text)
         && g_ascii_strcasecmp (text + text_len - suffix_len, suffix) == 0;
}
