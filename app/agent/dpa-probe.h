/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/*
 * "Test a server…": one connection of ssh with a harmless command, and what its -v output means.
 */

/* @invocation: of TestServer(); answered within thirty seconds. */
void        dpa_probe       (DpaAgent              *agent,
                             GDBusMethodInvocation *invocation,
                             const char            *host);

/**
 * dpa_probe_judge:
 * @printed: what ssh -v wrote on stderr: text of a stranger's server among it
 * @account: (nullable): id of the account that has this host
 *
 * Pure. Returns: (transfer none): the id of the sentence ("server-good"…).
 */
const char *dpa_probe_judge (const char            *printed,
                             const char            *account);

G_END_DECLS
