/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * Keys of accounts in the person's ssh-agent, where the preferences say so (off by default: an
 * agent offers an identity to every host). Entries end by themselves when the sign-in does, and are
 * bound to the account's hosts where the ssh-agent can do that and known_hosts has their keys.
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
/* "Load Again", from disk: for @account, or, when it is %NULL, for all that were lost. */
gboolean dpa_ssh_agent_load_again (DpaAgent         *agent,
                                   DpaAccount       *account,
                                   GError          **error);
void     dpa_ssh_agent_unload   (DpaAccount         *account);
/* Looks which accounts' keys are still there, and again when the ssh-agent ends. */
void     dpa_ssh_agent_look     (DpaAgent           *agent);
/* Loads what is signed in, or takes it out again, as the preferences now say. */
void     dpa_ssh_agent_preferences_changed (DpaAgent *agent);

/* Whether the ssh-agent was there and would not take the last key. */
gboolean dpa_ssh_agent_has_refused (void);
/* Whether only the account's hosts may see what is there. */
gboolean dpa_ssh_agent_is_bound (DpaAccount          *account);
/* @entries: what the ssh-agent has */
gboolean dpa_ssh_agent_has_certificate (DpaAccount   *account,
                                        GPtrArray    *entries);

/* The SSH_AUTH_SOCK of a terminal; (nullable). */
void     dpa_ssh_agent_note_caller (const char       *socket);
/* What there is to say about the ssh-agent, as checks; nothing when it is not used. */
void     dpa_ssh_agent_diagnose (DpaAgent            *agent,
                                 GVariantBuilder     *checks);

G_END_DECLS
