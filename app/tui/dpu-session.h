/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-flow.h"

G_BEGIN_DECLS

/* What the person can do, for the screen and for plain sentences alike. */
typedef struct
{
  /* something that is shown may have changed */
  void (*changed) (gpointer user_data);
  /* one sentence about what was asked for */
  void (*say)     (const char *sentence,
                   gpointer    user_data);
  /* a page of sentences: checks, facts */
  void (*show)    (const char *title,
                   GStrv       lines,
                   gpointer    user_data);
} DpuSessionFuncs;

typedef struct
{
  DpuClient             *client;
  DpuFlow               *flow;         /* (nullable): the sign-in that is watched */
  char                  *flow_account; /* id */
  const DpuSessionFuncs *funcs;
  gpointer               user_data;
} DpuSession;

DpuSession *dpu_session_new      (const DpuSessionFuncs *funcs,
                                  gpointer               user_data);
void        dpu_session_free     (DpuSession            *self);
/* The next step of an account: @step is an id of dpw_state_step_id(). */
void        dpu_session_step     (DpuSession            *self,
                                  DpBusAccount          *account,
                                  const char            *step);
/* Signs in, or watches the sign-in that runs. */
void        dpu_session_sign_in  (DpuSession            *self,
                                  DpBusAccount          *account);
void        dpu_session_renew    (DpuSession            *self,
                                  DpBusAccount          *account);
void        dpu_session_sign_out (DpuSession            *self,
                                  DpBusAccount          *account);
/* A new account at a provider, and its first sign-in. */
void        dpu_session_add      (DpuSession            *self,
                                  const char            *provider);
/* Looks away from the sign-in; it goes on. */
void        dpu_session_leave    (DpuSession            *self);
void        dpu_session_details  (DpuSession            *self,
                                  DpBusAccount          *account);
/* Whether the account has a sign-in that can be watched. */
gboolean    dpu_session_is_signing_in (DpBusAccount     *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpuSession, dpu_session_free)

G_END_DECLS
