/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-client.h"
#include "dpu-steps.h"

G_BEGIN_DECLS

/* One sign-in that somebody watches here: it opens the browser when it is the browser's turn, and
 * takes what is pasted. */
typedef struct _DpuFlow DpuFlow;

/* @request: one of ours has its link, another program's only its steps. @fresh: it was asked for
 * just now, and its page is to be opened. @changed: as of DpuClient. */
DpuFlow    *dpu_flow_new           (DpBusSignIn    *request,
                                    const char     *provider,
                                    gboolean        fresh,
                                    DpuChangedFunc  changed,
                                    gpointer        user_data);
void        dpu_flow_free          (DpuFlow        *self);
/* Borrowed from @self, good until it changes; its own strings are freed by dpu_flow_clear_view().
 */
void        dpu_flow_get_view      (DpuFlow        *self,
                                    DpuStepsView   *view);
void        dpu_flow_clear_view    (DpuStepsView   *view);
const char *dpu_flow_get_path      (DpuFlow        *self);
const char *dpu_flow_get_reason    (DpuFlow        *self);
const char *dpu_flow_get_step      (DpuFlow        *self);
const char *dpu_flow_get_link      (DpuFlow        *self); /* (nullable) */
/* Opens the page again, here. */
void        dpu_flow_open          (DpuFlow        *self);
/* From now on the link is for a browser on another computer. */
void        dpu_flow_go_elsewhere  (DpuFlow        *self);
/* One more character of a pasted address; '\b' takes one away. */
void        dpu_flow_type          (DpuFlow        *self,
                                    char            c);
gboolean    dpu_flow_has_typed     (DpuFlow        *self);
/* Hands in what was typed; @done is told when it was no such address. */
void        dpu_flow_hand_in       (DpuFlow        *self,
                                    DpuDoneFunc     done,
                                    gpointer        user_data);
void        dpu_flow_confirm       (DpuFlow        *self,
                                    gboolean        yes);
/* "keep" or "add" */
void        dpu_flow_resolve       (DpuFlow        *self,
                                    const char     *choice);
void        dpu_flow_cancel        (DpuFlow        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpuFlow, dpu_flow_free)

G_END_DECLS
