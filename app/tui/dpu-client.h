/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"

G_BEGIN_DECLS

/* The agent's objects as they are now. Whoever shows them is told after each change, once for all
 * that came together. */
typedef struct _DpuClient DpuClient;

typedef enum
{
  DPU_AGENT_RUNNING,
  DPU_AGENT_AWAY,
  DPU_AGENT_OTHER_VERSION,
} DpuAgentStatus;

typedef void (*DpuChangedFunc) (gpointer user_data);
/* @sentence: what went wrong, in words; %NULL when nothing did. */
typedef void (*DpuDoneFunc)    (const char *sentence,
                                gpointer    user_data);

DpuClient     *dpu_client_new           (DpuChangedFunc   changed,
                                         gpointer         user_data);
void           dpu_client_free          (DpuClient       *self);
/* Blocks until there is an agent or none can be had; also again, after it went away. */
gboolean       dpu_client_connect       (DpuClient       *self,
                                         GError         **error);
/* Ends an agent of another version, and connects again. */
void           dpu_client_restart       (DpuClient       *self);
DpuAgentStatus dpu_client_get_status    (DpuClient       *self);
DpBusManager  *dpu_client_get_manager   (DpuClient       *self); /* (nullable) */
/* (transfer full) (element-type DpBusAccount): in the person's order */
GPtrArray     *dpu_client_list          (DpuClient       *self);
/* (transfer full) (nullable) */
DpBusAccount  *dpu_client_find          (DpuClient       *self,
                                         const char      *id);
/* (transfer full) (nullable): a running sign-in; "/" is none */
DpBusSignIn   *dpu_client_open_request  (DpuClient       *self,
                                         const char      *path);
/* What a failed call means to a person. (transfer full) */
char          *dpu_client_explain       (const GError    *error);
/* Calls a method that returns nothing of interest; @done may be %NULL. */
void           dpu_client_call          (gpointer         proxy,
                                         const char      *method,
                                         GVariant        *arguments,
                                         DpuDoneFunc      done,
                                         gpointer         user_data);
/* The same with descriptors; @fds: (nullable) */
void           dpu_client_call_with     (gpointer         proxy,
                                         const char      *method,
                                         GVariant        *arguments,
                                         GUnixFDList     *fds,
                                         DpuDoneFunc      done,
                                         gpointer         user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpuClient, dpu_client_free)

G_END_DECLS
