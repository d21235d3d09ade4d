/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpw-clock.h"
#include "dpu-home.h"
#include "dpu-screen.h"
#include "dpu-session.h"
#include "dpu-terminal.h"

G_BEGIN_DECLS

typedef enum
{
  DPU_VIEW_HOME,
  DPU_VIEW_CHOOSE, /* a provider for a new account */
  DPU_VIEW_STEPS,
  DPU_VIEW_TEXT,
  DPU_VIEW_AGENT,  /* there is none, or of another version */
} DpuView;

struct _DpuScreen
{
  GMainLoop  *loop;
  DpuSession *session;
  DpwClock   *clock;
  DpuView     view;
  GPtrArray  *rows;      /* (element-type DpuRow): the accounts as they were drawn last */
  guint       selected;
  char       *selected_id;
  int         offset;    /* first row of the body that is shown */
  char       *message;   /* (nullable): about the last thing that was asked for */
  char       *message_id; /* (nullable): the account that has to be signed in for it to be true */
  char       *title;     /* of a page of text */
  GStrv       lines;
  char       *detail_id; /* (nullable): the account that the page of text is about */
  GStrv       providers; /* ids, names, hosts of what can be chosen */
  GStrv       names;
  GStrv       hints;
  guint       chosen;
  gboolean    asking;    /* whether to sign out */
  guint       redraw;
  int         ended_by;  /* a signal, or 0 */
};

/* dpu-screen-draw.c */
void        _dpu_screen_draw     (DpuScreen *self);
/* dpu-screen-keys.c */
void        _dpu_screen_take_key (DpuScreen *self,
                                  int        key);

DpuRow     *_dpu_screen_get_row  (DpuScreen *self); /* (nullable): the selected one */
void        _dpu_screen_enter    (DpuScreen *self,
                                  DpuView    view);
void        _dpu_screen_say      (DpuScreen  *self,
                                  const char *message);
void        _dpu_screen_queue    (DpuScreen *self);

G_END_DECLS
