/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login.h"
#include "dpt-idp.h"

G_BEGIN_DECLS

/* One sign-in under way at a provider of the test's own, and how it ended. */
typedef struct
{
  DpLogin       *login;
  gboolean       in_browser; /* it is the person's turn, or over */
  gboolean       done;
  DpLoginResult *result;
  GError        *error;
} DptFlow;

/* Starts, with a free port, and comes back when it is the person's turn, or over. */
void           dpt_flow_start  (DptFlow    *flow,
                                DpHttp     *http,
                                DpProvider *provider,
                                DpKeyKind   kind);
/* A browser goes the whole way: link, provider, callback. */
void           dpt_flow_browse (DptFlow    *flow,
                                DptIdp     *idp);
/* The address on which a browser elsewhere ended is pasted. */
void           dpt_flow_paste  (DptFlow    *flow,
                                DptIdp     *idp);
void           dpt_flow_finish (DptFlow    *flow);
void           dpt_flow_clear  (DptFlow    *flow);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DptFlow, dpt_flow_clear)

G_END_DECLS
