/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpf-worker.h"

G_BEGIN_DECLS

/* A gate that has connected: it sends one request, waits for one answer, and goes. */
typedef struct
{
  int              fd;
  gint64           since;  /* of g_get_monotonic_time() */
  GByteArray      *input;
  const DpfWorker *worker; /* (nullable): whom it waits for; not owned */
} DpfClient;

typedef enum
{
  DPF_CLIENT_WAITING, /* not all of the request is here */
  DPF_CLIENT_ASKING,  /* it is: see dpf_client_get_request() */
  DPF_CLIENT_GONE,
} DpfClientState;

DpfClient     *dpf_client_new         (int              fd);
void           dpf_client_free        (DpfClient       *self);
/* Reads what is there. */
DpfClientState dpf_client_read        (DpfClient       *self);
/* The request, and the token that came with it: (transfer full) (nullable), wiped when freed. Here
 * nothing of it stays: workers have a copy of this memory. */
void           dpf_client_take_request (DpfClient       *self,
                                        DpgFetchRequest *out,
                                        char           **token);
/* Answers, and stays a second at most for a gate that does not read: it has lost interest. */
void           dpf_client_answer      (const DpfClient *self,
                                       DpgFetchStatus   status,
                                       const guint8    *body,
                                       gsize            body_len);

G_END_DECLS
