/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * Keys of accounts in the person's ssh-agent, where the preferences say so (off by default: an
 * agent offers an identity to every host). Entries end by themselves when the sign-in does.
 */

/* For a sign-in that is about to be kept: replaces the account's old entry. Fails only when the
 * ssh-agent is the only place where the key would be. */
gboolean dpa_ssh_agent_load_new (DpaAccount         *account,
                                 DpLoginResult      *result,
                                 GError            **error);
/* The same for the pair on disk: after a renewal, or when the ssh-agent lost it. */
gboolean dpa_ssh_agent_reload   (DpaAccount         *account,
                                 const DpPrivateKey *key,
                                 GError            **error);
void     dpa_ssh_agent_unload   (DpaAccount         *account);
/* Looks which accounts' keys are still there. */
void     dpa_ssh_agent_look     (DpaAgent           *agent);

G_END_DECLS
