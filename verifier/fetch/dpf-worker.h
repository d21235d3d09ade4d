/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpf-refresh.h"

G_BEGIN_DECLS

/*
 * One fetch in a process of its own: a provider that hangs, and a library that crashes, cost nobody
 * else anything. The answer comes through a pipe; its end says that the worker has ended.
 */
typedef struct
{
  pid_t       pid;
  int         fd;
  char       *issuer;
  gboolean    shared;   /* keys: whoever asks for this issuer waits for the same worker */
  GByteArray *answer;   /* DpgFetchAnswer and body */
  gint64      patience; /* until then somebody may wait for it; of g_get_monotonic_time() */
  gint64      deadline; /* then it is ended */
} DpfWorker;

typedef struct
{
  const DpfStore *store;
  const char     *config_dir;
  const char     *issuer;
  const char     *token;  /* (nullable): userinfo instead of keys */
  DpfDemand       demand;
} DpfJob;

/* Returns: (transfer full) (nullable): NULL when no process can be had. */
DpfWorker     *dpf_worker_start      (const DpfJob    *job);
/* Reads what is there. Returns: whether the worker has ended. */
gboolean       dpf_worker_read       (DpfWorker       *self);
/* Kills what is left, and reaps it. */
void           dpf_worker_free       (DpfWorker       *self);
/* The answer for those who wait; %DPG_FETCH_FAILED when the worker did not come to one. */
DpgFetchStatus dpf_worker_get_status (const DpfWorker *self);
/* The body; NULL when there is none. */
const guint8  *dpf_worker_get_body   (const DpfWorker *self,
                                      gsize           *len);

G_END_DECLS
