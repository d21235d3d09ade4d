/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-writer.h"

#include <string.h>

#include "dp-error.h"
#include "dp-secret.h"

struct _DpWriter
{
  guint8  *data; /* always one byte larger than space, for a NUL */
  gsize    len;
  gsize    space;
  gsize    max;
  gboolean failed;
};

DpWriter *
dp_writer_new (gsize max)
{
  DpWriter *self = g_new0 (DpWriter, 1);

  self->max = max;
  return self;
}

static void
drop_data (DpWriter *self)
{
  dp_secret_wipe (self->data, self->space);
  g_clear_pointer (&self->data, g_free);
  self->len = self->space = 0;
}

void
dp_writer_free (DpWriter *self)
{
  if (self == NULL)
    return;
  drop_data (self);
  g_free (self);
}

static gboolean
make_room (DpWriter *self,
           gsize     len)
{
  gsize space;
  guint8 *data;

  if (self->failed || len > self->max - self->len)
    {
      self->failed = TRUE;
      return FALSE;
    }
  if (len <= self->space - self->len)
    return TRUE;
  space = MIN (self->max, MAX (256, (self->len + len) * 2));
  data = g_malloc (space + 1);
  if (self->len > 0)
    memcpy (data, self->data, self->len); /* nocheck: space is at least len */
  dp_secret_wipe (self->data, self->space);
  g_free (self->data);
  self->data = data;
  self->space = space;
  return TRUE;
}

void
dp_writer_put_bytes (DpWriter     *self,
                     const guint8 *data,
                     gsize         len)
{
  if (len == 0 || !make_room (self, len))
    return;
  memcpy (self->data + self->len, data, len); /* nocheck: make_room() above */
  self->len += len;
}

void
dp_writer_put_u8 (DpWriter *self,
                  guint8    value)
{
  dp_writer_put_bytes (self, &value, 1);
}

void
dp_writer_put_u32 (DpWriter *self,
                   guint32   value)
{
  guint32 be = GUINT32_TO_BE (value);

  dp_writer_put_bytes (self, (const guint8 *) &be, sizeof be);
}

void
dp_writer_put_u64 (DpWriter *self,
                   guint64   value)
{
  guint64 be = GUINT64_TO_BE (value);

  dp_writer_put_bytes (self, (const guint8 *) &be, sizeof be);
}

void
dp_writer_put_string (DpWriter     *self,
                      const guint8 *data,
                      gsize         len)
{
  if (len > G_MAXUINT32)
    {
      self->failed = TRUE;
      return;
    }
  dp_writer_put_u32 (self, (guint32) len);
  dp_writer_put_bytes (self, data, len);
}

void
dp_writer_put_cstring (DpWriter   *self,
                       const char *text)
{
  dp_writer_put_string (self, (const guint8 *) text, strlen (text));
}

void
dp_writer_put_mpint (DpWriter     *self,
                     const guint8 *data,
                     gsize         len)
{
  gboolean sign;

  while (len > 0 && data[0] == 0)
    {
      data++;
      len--;
    }
  sign = len > 0 && (data[0] & 0x80) != 0;
  if (len >= G_MAXUINT32)
    {
      self->failed = TRUE;
      return;
    }
  dp_writer_put_u32 (self, (guint32) len + (sign ? 1 : 0));
  if (sign)
    dp_writer_put_u8 (self, 0);
  dp_writer_put_bytes (self, data, len);
}

gsize
dp_writer_get_length (const DpWriter *self)
{
  return self->len;
}

static guint8 *
steal (DpWriter *self,
       gsize    *len,
       GError  **error)
{
  guint8 *data;

  if (self->failed)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "more than %" G_GSIZE_FORMAT " bytes to write",
                    self->max);
      return NULL;
    }
  data = self->data != NULL ? g_steal_pointer (&self->data) : g_malloc0 (1);
  *len = self->len;
  data[self->len] = '\0';
  self->len = self->space = 0;
  return data;
}

GBytes *
dp_writer_finish (DpWriter *self,
                  GError  **error)
{
  gsize len;
  guint8 *data = steal (self, &len, error);

  return data != NULL ? g_bytes_new_take (data, len) : NULL;
}

GBytes *
dp_writer_finish_secret (DpWriter *self,
                         GError  **error)
{
  gsize len;
  guint8 *data = steal (self, &len, error);

  return data != NULL ? dp_secret_new_take (data, len) : NULL;
}
