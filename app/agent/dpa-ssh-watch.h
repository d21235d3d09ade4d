/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/*
 * A connection to the ssh-agent that is only kept to see it end: then the accounts whose keys it
 * had are looked at again. Nothing fires while it lives.
 */
void dpa_ssh_watch_keep (DpaAgent *agent);
void dpa_ssh_watch_end  (void);

G_END_DECLS
