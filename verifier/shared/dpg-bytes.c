/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-bytes.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024

bool
dpg_copy (void       *to,
          size_t      to_size,
          const void *from,
          size_t      len)
{
  if (len > to_size)
    return false;

  if (len > 0)
    memcpy (to, from, len); /* nocheck: compared with the size of the target above */

  return true;
}

void *
dpg_bytes_reserve (DpgBytes *self,
                   size_t    len)
{
  size_t size = self->size > 0 ? self->size : FIRST_SIZE;
  uint8_t *data;

  if (self->failed || len > self->max || self->len > self->max - len)
    {
      self->failed = true;
      return NULL;
    }

  if (self->data != NULL && len <= self->size - self->len)
    return self->data + self->len;

  while (size < self->len + len)
    size *= 2;

  data = malloc (size);
  if (data == NULL)
    {
      self->failed = true;
      return NULL;
    }

  if (self->data != NULL)
    {
      if (!dpg_copy (data, size, self->data, self->len))
        abort (); /* size is at least self->len */
      explicit_bzero (self->data, self->size);
      free (self->data);
    }

  self->data = data;
  self->size = size;
  return self->data + self->len;
}

void
dpg_bytes_append (DpgBytes   *self,
                  const void *data,
                  size_t      len)
{
  void *room = dpg_bytes_reserve (self, len);

  if (room != NULL && dpg_copy (room, self->size - self->len, data, len))
    self->len += len;
}

void
dpg_bytes_append_text (DpgBytes   *self,
                       const char *text)
{
  dpg_bytes_append (self, text, strlen (text));
}

void
dpg_bytes_clear (DpgBytes *self)
{
  if (self->data != NULL)
    explicit_bzero (self->data, self->size);
  free (self->data);
  self->data = NULL;
  self->len = 0;
  self->size = 0;
  self->failed = false;
}
