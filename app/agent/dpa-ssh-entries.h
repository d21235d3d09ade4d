/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-ssh-agent.h"

G_BEGIN_DECLS

/*
 * The two entries of a key in the ssh-agent: the plain one, which ssh uses with the certificate on
 * disk, and the certificate, for programs that only know the ssh-agent.
 */
typedef struct
{
  const DpPrivateKey *key;
  char               *comment;
  GBytes             *plain; /* (nullable): not wanted */
  GBytes             *cert;
} DpaSshPair;

/* @cert_line: "type base64" */
gboolean dpa_ssh_pair_init         (DpaSshPair          *self,
                                    const DpPrivateKey  *key,
                                    const char          *cert_line,
                                    const char          *id,
                                    GError             **error) G_GNUC_WARN_UNUSED_RESULT;
void     dpa_ssh_pair_clear        (DpaSshPair          *self);

/**
 * dpa_ssh_entries_add:
 * @limits: (inout): its hosts become %NULL when the ssh-agent does not hold the key to them
 *
 * Bound to hosts it is the certificate alone: OpenSSH's agent does not let a bound plain key sign
 * for a certificate. An ssh-agent that takes no certificate does: ssh has it on disk.
 */
gboolean dpa_ssh_entries_add       (DpSshAgent          *ssh_agent,
                                    DpaSshPair          *pair,
                                    DpSshAgentLimits    *limits,
                                    GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes out every entry of @key. @keep: (nullable): but these. */
void     dpa_ssh_entries_forget    (DpSshAgent          *ssh_agent,
                                    const DpPublicKey   *key,
                                    const DpaSshPair    *keep);

/* @entries: (element-type GBytes): as dp_ssh_agent_list() gives them */
gboolean dpa_ssh_entries_have_plain (GPtrArray          *entries,
                                     const DpPublicKey  *key);
gboolean dpa_ssh_entries_have_cert (GPtrArray           *entries,
                                    const DpPublicKey   *key);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DpaSshPair, dpa_ssh_pair_clear)

G_END_DECLS
