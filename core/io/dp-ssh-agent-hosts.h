/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-ssh-agent.h"
#include "dp-writer.h"

/*
 * What binds an entry of an ssh-agent to hosts (OpenSSH 8.9, PROTOCOL.agent): a constraint that
 * names the hosts by their keys, and the message with which ssh tells its agent where it connects.
 */

/* The constraint: from here directly to one of @hosts. */
void    _dp_ssh_agent_put_hosts  (DpWriter        *writer,
                                  const GPtrArray *hosts);
/* Sends @message; (transfer full): the answer. */
GBytes *_dp_ssh_agent_ask        (DpSshAgent      *self,
                                  GBytes          *message,
                                  GError         **error) G_GNUC_WARN_UNUSED_RESULT;
