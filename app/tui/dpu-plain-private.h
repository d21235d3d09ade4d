/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-limits.h"
#include "dpw-clock.h"
#include "dpu-plain.h"
#include "dpu-row.h"
#include "dpu-session.h"

G_BEGIN_DECLS

#define DPU_LINE_MAX (2 * DP_URL_MAX)

typedef struct _DpuPlain DpuPlain;

struct _DpuPlain
{
  GMainLoop  *loop;
  DpuSession *session;
  DpwClock   *clock;
  GHashTable *said;   /* account id -> the state that was said last */
  char       *step;   /* the step of the sign-in that was said last */
  gboolean    away;
  gboolean    prompted; /* "> " is the end of what was written */
  guint       prompt;   /* the source that writes it */
  gboolean    utf8;
  char       *asked;  /* (nullable): the account that y signs out */
  gsize       len;
  char        line[DPU_LINE_MAX + 1];
};

/* dpu-plain-say.c */
void    _dpu_plain_say          (DpuPlain     *self,
                                 const char   *sentence);
void    _dpu_plain_say_accounts (DpuPlain     *self);
void    _dpu_plain_say_changes  (DpuPlain     *self);
void    _dpu_plain_say_step     (DpuPlain     *self);
void    _dpu_plain_queue_prompt (DpuPlain     *self);
DpuRow *_dpu_plain_make_row     (DpuPlain     *self,
                                 DpBusAccount *account);

G_END_DECLS
