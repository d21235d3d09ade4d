/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-ssh-files.h"

G_BEGIN_DECLS

/*
 * The last change of hosts, to take it back: in ~/.ssh/daypass/undo, beside the copies of the files
 * as they were, so that it outlives the agent. Nothing in it is secret.
 */
gboolean dpa_hosts_undo_is_there (DpaAgent          *agent);
void     dpa_hosts_undo_forget   (DpaAgent          *agent);

/* @hosts: the account's list before. */
gboolean dpa_hosts_undo_save     (DpaAgent          *agent,
                                  const char        *account,
                                  const char *const *hosts,
                                  const DpaSshFiles *before,
                                  const DpaSshFiles *after,
                                  GError           **error);

/**
 * dpa_hosts_undo_load:
 * @now: the files as they are
 * @before: (out): as they are to be
 *
 * Errors: NotFound; Changed when they are not as the change left them.
 */
gboolean dpa_hosts_undo_load     (DpaAgent          *agent,
                                  const DpaSshFiles *now,
                                  DpaSshFiles       *before,
                                  char             **account,
                                  char            ***hosts,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
