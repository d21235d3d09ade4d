/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-json-private.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"

typedef struct
{
  const char *text;
  gsize       len;
  gsize       at;
  guint       depth;
  guint       commas[DP_JSON_MAX_DEPTH];
  GString    *out;
} Scan;

/* Copies the string literal at the cursor; the parser judges what is in it. */
static void
skip_string (Scan *self)
{
  gsize start = self->at++;

  while (self->at < self->len && self->text[self->at] != '"')
    self->at += self->text[self->at] == '\\' ? 2 : 1;
  self->at = MIN (self->at + 1, self->len);
  g_string_append_len (self->out, self->text + start, (gssize) (self->at - start));
}

/* Whether the integer literal is one that a 64 bit integer holds; a leading zero is left to the
 * parser, which refuses it. */
static gboolean
is_plain_integer (const char *literal,
                  gsize       len)
{
  gboolean negative = literal[0] == '-';
  const char *digits = negative ? literal + 1 : literal;
  gsize n = negative ? len - 1 : len;

  if (n == 19)
    return strncmp (digits, negative ? "9223372036854775808" : "9223372036854775807", 19) <= 0;
  return n < 19 && !(negative && n == 1 && digits[0] == '0');
}

static void
scan_number (Scan *self)
{
  const char *literal = self->text + self->at;
  gsize len = 1, digits;

  while (self->at + len < self->len && g_ascii_isdigit (literal[len]))
    len++;
  digits = len;
  while (self->at + len < self->len && literal[len] != '\0'
         && strchr ("0123456789+-.eE", literal[len]) != NULL)
    len++;
  self->at += len;
  g_string_append_len (self->out, literal, (gssize) len);
  if (digits == len && !is_plain_integer (literal, len))
    g_string_append (self->out, ".0");
}

static gboolean
scan_structure (Scan    *self,
                char     c,
                GError **error)
{
  if (c == '{' || c == '[')
    {
      if (self->depth == DP_JSON_MAX_DEPTH)
        return dp_error_set (error, DP_ERROR_LIMIT, "more than %d levels", DP_JSON_MAX_DEPTH);
      self->commas[self->depth++] = 0;
    }
  else if ((c == '}' || c == ']') && self->depth > 0)
    self->depth--;
  else if (c == ',' && self->depth > 0
           && ++self->commas[self->depth - 1] >= DP_JSON_MAX_MEMBERS)
    return dp_error_set (error, DP_ERROR_LIMIT, "more than %d members", DP_JSON_MAX_MEMBERS);
  self->at++;
  g_string_append_c (self->out, c);
  return TRUE;
}

GString *
_dp_json_scan (const guint8 *data,
               gsize         len,
               GError      **error)
{
  g_autoptr (GString) out = g_string_sized_new (len + 1);
  Scan self = { .text = (const char *) data, .len = len, .out = out };

  if (len > 0 && memchr (data, '\0', len) != NULL)
    {
      dp_error_set (error, DP_ERROR_JSON_SYNTAX, "a NUL byte");
      return NULL;
    }
  while (self.at < len)
    {
      char c = self.text[self.at];

      if (c == '"')
        skip_string (&self);
      else if (c == '-' || g_ascii_isdigit (c))
        scan_number (&self);
      else if (!scan_structure (&self, c, error))
        return NULL;
    }
  return g_steal_pointer (&out);
}
