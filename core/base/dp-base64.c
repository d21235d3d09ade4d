/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-base64.h"

#include <string.h>

#include "dp-error.h"
#include "dp-secret.h"

static int
value_of (char c,
          char c62,
          char c63)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == c62)
    return 62;
  return c == c63 ? 63 : -1;
}

static gboolean
decode_into (const char *text,
             gsize       len,
             const char *last_two,
             guint8     *out,
             GError    **error)
{
  gsize n = 0;
  guint32 bits = 0;
  guint have = 0;

  for (gsize i = 0; i < len; i++)
    {
      int v = value_of (text[i], last_two[0], last_two[1]);

      if (v < 0)
        return dp_error_set (error, DP_ERROR_BASE64, "character %" G_GSIZE_FORMAT " is not base64",
                             i);
      bits = bits << 6 | (guint32) v;
      have += 6;
      if (have < 8)
        continue;
      have -= 8;
      out[n++] = (guint8) (bits >> have);
    }
  if ((bits & ((1u << have) - 1)) != 0)
    return dp_error_set (error, DP_ERROR_BASE64, "unused bits at the end are not zero");
  out[n] = '\0';
  return TRUE;
}

/* Decodes unpadded text; @len is not 1 modulo 4. */
static GBytes *
decode (const char *text,
        gsize       len,
        gsize       max,
        const char *last_two,
        GError    **error)
{
  gsize out_len = len / 4 * 3 + (len % 4 == 0 ? 0 : len % 4 - 1);
  guint8 *out;

  if (out_len > max)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "%" G_GSIZE_FORMAT " characters of base64", len);
      return NULL;
    }
  out = g_malloc0 (out_len + 1);
  if (decode_into (text, len, last_two, out, error))
    return g_bytes_new_take (out, out_len);
  dp_secret_wipe (out, out_len); /* it may have been a key */
  g_free (out);
  return NULL; /* nocheck: set by decode_into() */
}

GBytes *
dp_base64url_decode (const char *text,
                     gsize       len,
                     gsize       max,
                     GError    **error)
{
  if (len % 4 == 1)
    {
      dp_error_set (error, DP_ERROR_BASE64, "a length of %" G_GSIZE_FORMAT " cannot be", len);
      return NULL;
    }
  return decode (text, len, max, "-_", error);
}

GBytes *
dp_base64_decode (const char *text,
                  gsize       len,
                  gsize       max,
                  GError    **error)
{
  gsize padding = 0;

  if (len % 4 != 0)
    {
      dp_error_set (error, DP_ERROR_BASE64, "length is not a multiple of four");
      return NULL;
    }
  while (padding < 2 && padding < len && text[len - padding - 1] == '=')
    padding++;
  return decode (text, len - padding, max, "+/", error);
}

char *
dp_base64_encode (const guint8 *data,
                  gsize         len)
{
  return len > 0 ? g_base64_encode (data, len) : g_strdup ("");
}

char *
dp_base64url_encode (const guint8 *data,
                     gsize         len)
{
  char *text = dp_base64_encode (data, len);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}
