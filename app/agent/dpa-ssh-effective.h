/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/**
 * dpa_ssh_effective_async:
 * @account: one with hosts
 * @host: (nullable): which one to ask about; %NULL for one that its list has
 *
 * Whether ssh itself would offer the account's key to the host if it was good: asked with a hook
 * that says so.
 */
void dpa_ssh_effective_async  (DpaAccount          *account,
                               const char          *host,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
/* Adds what is to be said: "include-effective", "include-missing", "include-shadowed"; in a sandbox
 * "ssh-unseen": the person's ssh cannot be asked there. */
void dpa_ssh_effective_finish (GAsyncResult        *result,
                               GVariantBuilder     *checks);

G_END_DECLS
