/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-reader.h"

#include "dp-error.h"

void
dp_reader_init (DpReader     *self,
                const guint8 *data,
                gsize         len)
{
  self->data = data;
  self->left = len;
}

gboolean
dp_reader_read_bytes (DpReader      *self,
                      gsize          len,
                      const guint8 **out,
                      GError       **error)
{
  *out = NULL;
  if (len > self->left)
    return dp_error_set (error, DP_ERROR_TRUNCATED,
                         "%" G_GSIZE_FORMAT " bytes wanted, %" G_GSIZE_FORMAT " left", len,
                         self->left);
  *out = self->data;
  self->data += len;
  self->left -= len;
  return TRUE;
}

gboolean
dp_reader_read_u8 (DpReader *self,
                   guint8   *out,
                   GError  **error)
{
  const guint8 *p;

  *out = 0;
  if (!dp_reader_read_bytes (self, 1, &p, error))
    return FALSE;
  *out = p[0];
  return TRUE;
}

static gboolean
read_be (DpReader *self,
         gsize     width,
         guint64  *out,
         GError  **error)
{
  const guint8 *p;

  *out = 0;
  if (!dp_reader_read_bytes (self, width, &p, error))
    return FALSE;
  for (gsize i = 0; i < width; i++)
    *out = *out << 8 | p[i];
  return TRUE;
}

gboolean
dp_reader_read_u32 (DpReader *self,
                    guint32  *out,
                    GError  **error)
{
  guint64 value;
  gboolean ok = read_be (self, 4, &value, error);

  *out = (guint32) value;
  return ok;
}

gboolean
dp_reader_read_u64 (DpReader *self,
                    guint64  *out,
                    GError  **error)
{
  return read_be (self, 8, out, error);
}

gboolean
dp_reader_read_string (DpReader      *self,
                       gsize          max,
                       const guint8 **out,
                       gsize         *out_len,
                       GError       **error)
{
  DpReader ahead = *self;
  guint32 len;

  *out = NULL;
  *out_len = 0;
  if (!dp_reader_read_u32 (&ahead, &len, error))
    return FALSE;
  if (len > max)
    return dp_error_set (error, DP_ERROR_LIMIT,
                         "string of %u bytes, at most %" G_GSIZE_FORMAT " allowed", len, max);
  if (!dp_reader_read_bytes (&ahead, len, out, error))
    return FALSE;
  *out_len = len;
  *self = ahead;
  return TRUE;
}

gboolean
dp_reader_read_nested (DpReader *self,
                       gsize     max,
                       DpReader *out,
                       GError  **error)
{
  const guint8 *p;
  gsize len;
  gboolean ok = dp_reader_read_string (self, max, &p, &len, error);

  dp_reader_init (out, p, len);
  return ok;
}

gboolean
dp_reader_expect_end (const DpReader *self,
                      GError        **error)
{
  if (self->left != 0)
    return dp_error_set (error, DP_ERROR_TRAILING, "%" G_GSIZE_FORMAT " bytes left over",
                         self->left);
  return TRUE;
}
