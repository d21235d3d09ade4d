/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-refusal.h"

#include <stdarg.h>
#include <stdio.h>

void
dpg_refusal_set (DpgRefusal *self,
                 const char *reason,
                 const char *format,
                 ...)
{
  va_list args;

  self->reason = reason;
  va_start (args, format);
  vsnprintf (self->detail, sizeof self->detail, format, args);
  va_end (args);
}
