/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-private-key.h"

G_BEGIN_DECLS

/*
 * The person's ssh-agent (draft-miller-ssh-agent), over its socket. Calls block for about two
 * seconds at most: an agent that asks the person before it answers is treated as one that does not.
 *
 * Errors: DP_ERROR_UNREACHABLE when there is none or it went away, DP_ERROR_TIMED_OUT,
 * DP_ERROR_SSH_TYPE when it refuses, DP_ERROR_SSH_MALFORMED for an answer that is not one.
 */
typedef struct _DpSshAgent DpSshAgent;

/* @socket: (nullable): $SSH_AUTH_SOCK */
DpSshAgent *dp_ssh_agent_open   (const char          *socket,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;
void        dp_ssh_agent_close  (DpSshAgent          *self);

/* Readable, by a hang-up, when the agent ends. */
int         dp_ssh_agent_get_fd (DpSshAgent          *self);

/**
 * dp_ssh_agent_knows_hosts:
 * @socket: (nullable): as for dp_ssh_agent_open()
 *
 * Whether entries can be bound to hosts: OpenSSH 8.9 does it. An agent that only keeps the hosts,
 * or does not see where connections go because it stands in front of another, would refuse such a
 * key everywhere, and ssh does not try the file then. So it is tried with a key of nobody.
 */
gboolean    dp_ssh_agent_knows_hosts (const char     *socket);

typedef struct
{
  char      *name;
  GPtrArray *keys; /* (element-type GBytes): the blobs of the host's own keys; at least one */
} DpSshAgentHost;

void        dp_ssh_agent_host_free (gpointer          data);

typedef struct
{
  guint32          lifetime; /* seconds after which the agent forgets; 0: never */
  gboolean         confirm;  /* it asks before each use */
  const GPtrArray *hosts;    /* (nullable) (element-type DpSshAgentHost): the only ones that may
                                see and use it, and only directly from here */
} DpSshAgentLimits;

/**
 * dp_ssh_agent_add:
 * @certificate: (nullable): the blob of the key's certificate; without it the plain key is added
 *
 * An entry with the same blob is replaced.
 */
gboolean    dp_ssh_agent_add    (DpSshAgent             *self,
                                 const DpPrivateKey     *key,
                                 GBytes                 *certificate,
                                 const char             *comment,
                                 const DpSshAgentLimits *limits,
                                 GError                **error) G_GNUC_WARN_UNUSED_RESULT;
/* Success also when it was not there. */
gboolean    dp_ssh_agent_remove (DpSshAgent          *self,
                                 GBytes              *blob,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type GBytes): the blobs of what it has, certificates among them. */
GPtrArray  *dp_ssh_agent_list   (DpSshAgent          *self,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpSshAgent, dp_ssh_agent_close)

G_END_DECLS
