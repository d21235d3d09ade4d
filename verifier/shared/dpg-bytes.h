/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A growing buffer with a ceiling, for the programs that use libc only. A write that does not fit,
 * or for which there is no memory, marks the buffer as failed and drops the bytes, so that a
 * sequence of writes needs one check at its end.
 */
typedef struct
{
  uint8_t *data;
  size_t   len;
  size_t   size; /* allocated */
  size_t   max;
  bool     failed;
} DpgBytes;

#define DPG_BYTES_INIT(ceiling) { .max = (ceiling) }

void  dpg_bytes_append      (DpgBytes   *self,
                             const void *data,
                             size_t      len);
void  dpg_bytes_append_text (DpgBytes   *self,
                             const char *text);
/* Room for @len more bytes, not yet counted in self->len; NULL when there is none. */
void *dpg_bytes_reserve     (DpgBytes   *self,
                             size_t      len);
/* Overwrites and frees the memory. */
void  dpg_bytes_clear       (DpgBytes   *self);

/* Copies @len bytes when they fit in @to_size; the one memcpy of these programs. */
bool  dpg_copy              (void       *to,
                             size_t      to_size,
                             const void *from,
                             size_t      len);
