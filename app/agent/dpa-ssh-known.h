/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dpa_ssh_known_find:
 * @texts: contents of known_hosts files
 * @patterns: the host list of an account
 * @complete: (out): whether every pattern names one host, and each of them has a key
 *
 * The keys of the hosts that an account is for, to bind an entry of the ssh-agent to them. Hashed
 * names are found by the patterns without a wildcard, at the usual port. Keys of authorities and
 * revoked ones are left out. Pure.
 *
 * Returns: (transfer full) (element-type DpSshAgentHost): perhaps empty
 */
GPtrArray *dpa_ssh_known_find (const char *const *texts,
                               const char *const *patterns,
                               gboolean          *complete);

G_END_DECLS
