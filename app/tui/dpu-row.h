/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"
#include "dpu-page.h"
#include "dpw-state.h"

G_BEGIN_DECLS

/* One account in words, in the terminal's characters. */
typedef struct
{
  char       *id;
  char       *identity; /* before the first sign-in the provider's name */
  char       *provider;
  char       *line;
  char       *step;     /* (nullable): what Enter does */
  char       *step_id;  /* (nullable): see dpw_state_step_id() */
  DpwState    state;
  gint64      next_change; /* seconds until the line says something else; 0: never */
} DpuRow;

DpuRow     *dpu_row_new       (DpBusAccount *account,
                               gint64        now,
                               gboolean      utf8);
void        dpu_row_free      (DpuRow       *self);
/* One character that repeats the line. */
const char *dpu_row_get_mark  (const DpuRow *self,
                               gboolean      utf8);
DpuStyle    dpu_row_get_style (const DpuRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpuRow, dpu_row_free)

G_END_DECLS
