/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpc-doctor-checks.h"

G_BEGIN_DECLS

/**
 * dpc_host_check:
 * @host: what a person would give to ssh, or a whole command
 *
 * Which account is for it and why, and what one connection says. Appends to @out.
 */
gboolean dpc_host_check  (GPtrArray   *out,
                          const char  *host,
                          GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the companion finds about itself and its accounts, where there is one. Appends to @out. */
void     dpc_host_check_companion (GPtrArray *out);

/* Prints how the account of @host stands; an exit code. */
int      dpc_host_status (const char  *host);

G_END_DECLS
