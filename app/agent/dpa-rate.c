/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-rate.h"

gboolean
dpa_rate_open (DpaRate *self,
               gint64   now)
{
  if (self->openings[0] != 0 && now - self->openings[0] < DPA_RATE_WINDOW)
    return FALSE;
  for (guint i = 1; i < DPA_RATE_OPENINGS; i++)
    self->openings[i - 1] = self->openings[i];
  self->openings[DPA_RATE_OPENINGS - 1] = now;
  return TRUE;
}

void
dpa_rate_cancelled (DpaRate *self,
                    gint64   now)
{
  self->cancelled_at = now;
}

void
dpa_rate_forgive (DpaRate *self)
{
  self->cancelled_at = 0;
}

gboolean
dpa_rate_in_peace (const DpaRate *self,
                   gint64         now)
{
  return self->cancelled_at != 0 && now - self->cancelled_at < DPA_RATE_WINDOW;
}
