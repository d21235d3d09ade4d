/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login.h"

G_BEGIN_DECLS

/*
 * A sign-in from the start to its result, in a terminal: signals end it, the address is shown or
 * opened, a pasted answer is taken.
 */
typedef struct _DpcFlow DpcFlow;

typedef struct
{
  DpProvider    *provider; /* (nullable): %NULL when @choices are to be shown in the browser */
  GPtrArray     *choices;  /* (nullable) */
  DpLoginOptions login;
  gboolean       no_browser;
} DpcFlowOptions;

DpcFlow       *dpc_flow_new          (const DpcFlowOptions *options);
void           dpc_flow_free         (DpcFlow              *self);
/* Blocks. The result, or what went wrong. */
DpLoginResult *dpc_flow_run          (DpcFlow              *self,
                                      GError              **error);
/* Lets the waiting browser know how it ended; @error: (nullable) */
void           dpc_flow_tell         (DpcFlow              *self,
                                      const GError         *error);
/* The provider that was used; (transfer none) (nullable) */
DpProvider    *dpc_flow_get_provider (DpcFlow              *self);
DpHttp        *dpc_flow_get_http     (DpcFlow              *self);
/* Ends when the person does (SIGINT, SIGTERM). */
GCancellable  *dpc_flow_get_cancel   (DpcFlow              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpcFlow, dpc_flow_free)

G_END_DECLS
