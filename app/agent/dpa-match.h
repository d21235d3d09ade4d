/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/**
 * dpa_match:
 * @invocation: of MatchHost(); answered when ssh has said what the host's real name is
 *
 * Which account a host, or a whole ssh command line, will use, and why.
 */
void dpa_match (DpaAgent              *agent,
                GDBusMethodInvocation *invocation,
                const char            *text);

/* Asks ssh for the real name of @host; at most five seconds. */
void  dpa_match_resolve_async  (const char           *host,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
/* (transfer full): @host itself where ssh cannot tell. */
char *dpa_match_resolve_finish (GAsyncResult         *result);

/* (transfer none) (nullable): whose host list has it. @which: (out): the pattern that decided; also
 * without an account, when it was an exclusion. */
DpaAccount *dpa_match_find     (DpaAgent             *agent,
                                const char           *host,
                                const char          **which);

G_END_DECLS
