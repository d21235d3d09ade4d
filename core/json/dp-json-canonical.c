/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-json-private.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "dp-error.h"

#define DOUBLE_DIGITS 17 /* always enough to read a double back */

static void put_value (GString      *out,
                       const json_t *value);

/* Go's encoding/json with its HTML escapes. U+2028 and U+2029 are e2 80 a8 and e2 80 a9. */
static void
put_string (GString    *out,
            const char *text,
            gsize       len)
{
  static const char shorts[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";

  g_string_append_c (out, '"');
  for (gsize i = 0; i < len; i++)
    {
      guint8 c = (guint8) text[i];
      const char *found = c != 0 ? strchr (shorts, c) : NULL;

      if (found != NULL)
        g_string_append_printf (out, "\\%c", letters[found - shorts]);
      else if (c < 0x20 || c == '<' || c == '>' || c == '&')
        g_string_append_printf (out, "\\u%04x", c);
      else if (c == 0xe2 && len - i > 2 && (guint8) text[i + 1] == 0x80
               && ((guint8) text[i + 2] & 0xfe) == 0xa8)
        {
          g_string_append_printf (out, "\\u20%02x", (guint8) text[i + 2] - 0xa8 + 0x28);
          i += 2;
        }
      else
        g_string_append_c (out, (char) c);
    }
  g_string_append_c (out, '"');
}

/* Whether @digits * 10^@exponent reads back as @value; if so writes the digits to @out. */
static gboolean
try_digits (double  value,
            guint64 digits,
            int     exponent,
            char    out[32])
{
  char text[48];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e%d", digits, exponent);
  if (g_ascii_strtod (text, NULL) != value)
    return FALSE;
  g_snprintf (out, 32, "%" G_GUINT64_FORMAT, digits);
  return TRUE;
}

/*
 * The shortest decimal that reads back to @value, which is finite and positive: its digits, and
 * *@point digits before the decimal point. Below a power of two, doubles lie closer than above it:
 * there the shortest may be the nearest decimal but one, the upper. The last digit is never a zero:
 * without it the decimal was tried before.
 */
static void
shortest (double value,
          char   digits[32],
          int   *point)
{
  gboolean found = FALSE;

  for (int n = 1; n <= DOUBLE_DIGITS && !found; n++)
    {
      char format[16], text[48], mantissa[32];
      const char *e;
      guint64 number;
      int exponent;

      g_snprintf (format, sizeof format, "%%.%de", n - 1);
      g_ascii_formatd (text, sizeof text, format, value);
      e = strchr (text, 'e');
      exponent = (int) g_ascii_strtoll (e + 1, NULL, 10);
      g_snprintf (mantissa, sizeof mantissa, "%c%.*s", text[0], n - 1, n > 1 ? text + 2 : "");
      number = g_ascii_strtoull (mantissa, NULL, 10);
      found = try_digits (value, number, exponent - n + 1, digits)
              || try_digits (value, number + 1, exponent - n + 1, digits);
      *point = exponent + 1 + (int) strlen (digits) - n; /* 9 + 1 has a digit more */
    }
}

static void
put_zeros (GString *out,
           int      n)
{
  for (int i = 0; i < n; i++)
    g_string_append_c (out, '0');
}

/* As Go does: plain from 1e-6 to below 1e21, else with an exponent without leading zeros. */
static void
put_number (GString *out,
            double   value)
{
  char digits[32] = "0";
  int point = 1, len;

  if (signbit (value))
    g_string_append_c (out, '-');
  if (value != 0)
    shortest (fabs (value), digits, &point);
  len = (int) strlen (digits);
  if (point > 21 || point < -5)
    {
      g_string_append_c (out, digits[0]);
      if (len > 1)
        g_string_append_printf (out, ".%s", digits + 1);
      g_string_append_printf (out, "e%+d", point - 1);
      return;
    }
  if (point <= 0)
    {
      g_string_append (out, "0.");
      put_zeros (out, -point);
      g_string_append (out, digits);
      return;
    }
  g_string_append_len (out, digits, MIN (len, point));
  put_zeros (out, point - len);
  if (len > point)
    g_string_append_printf (out, ".%s", digits + point);
}

static void
put_object (GString      *out,
            const json_t *object)
{
  g_autoptr (GPtrArray) names = _dp_json_sorted_names (object);

  g_string_append_c (out, '{');
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];

      if (i > 0)
        g_string_append_c (out, ',');
      put_string (out, name, strlen (name));
      g_string_append_c (out, ':');
      put_value (out, json_object_get (object, name));
    }
  g_string_append_c (out, '}');
}

static void
put_array (GString      *out,
           const json_t *array)
{
  g_string_append_c (out, '[');
  for (gsize i = 0; i < json_array_size (array); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      put_value (out, json_array_get (array, i));
    }
  g_string_append_c (out, ']');
}

/* Recursion is bounded by DP_JSON_MAX_DEPTH, which the parser enforces. */
static void
put_value (GString      *out,
           const json_t *value)
{
  switch (json_typeof (value))
    {
    case JSON_OBJECT:
      put_object (out, value);
      break;
    case JSON_ARRAY:
      put_array (out, value);
      break;
    case JSON_STRING:
      put_string (out, json_string_value (value), json_string_length (value));
      break;
    case JSON_INTEGER:
      put_number (out, (double) json_integer_value (value));
      break;
    case JSON_REAL:
      put_number (out, json_real_value (value));
      break;
    case JSON_TRUE:
      g_string_append (out, "true");
      break;
    case JSON_FALSE:
      g_string_append (out, "false");
      break;
    case JSON_NULL:
    default:
      g_string_append (out, "null");
    }
}

char *
dp_json_to_canonical (const DpJson *self,
                      GError      **error)
{
  g_autoptr (GPtrArray) names = _dp_json_sorted_names (self);
  GString *out;

  for (guint i = 0; i < names->len; i++)
    {
      if (!json_is_null (json_object_get (self, names->pdata[i])))
        continue;
      dp_error_set (error, DP_ERROR_JSON_TYPE, "a member is null");
      return NULL;
    }
  out = g_string_new (NULL);
  put_object (out, self);
  return g_string_free (out, FALSE);
}
