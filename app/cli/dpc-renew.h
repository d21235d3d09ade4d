/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-key-store.h"
#include "dpc-flow.h"

G_BEGIN_DECLS

/**
 * dpc_renew_run:
 * @place: (nullable): %NULL prints each new certificate and the key, as opkssh does
 *
 * --auto-refresh: sleeps until 60 s before the newest ID token ends, renews, writes the certificate
 * to the same place, until a signal or an error that waiting does not mend.
 *
 * Returns: the exit code.
 */
int dpc_renew_run (DpcFlow              *flow,
                   const DpLoginOptions *options,
                   DpLoginResult        *first,
                   const DpKeyPlace     *place);

G_END_DECLS
