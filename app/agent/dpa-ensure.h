/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/**
 * dpa_ensure:
 * @invocation: answered here, perhaps after a renewal
 *
 * The hook's question: "good", "wait" with the sign-in to wait for, or "no": nobody could be asked
 * (then a notification is shown), or the person asked for ten minutes of peace.
 */
void dpa_ensure (DpaAgent              *agent,
                 GDBusMethodInvocation *invocation,
                 const char            *account,
                 GVariant              *caller);

G_END_DECLS
