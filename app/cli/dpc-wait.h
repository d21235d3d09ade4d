/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpc-companion.h"

G_BEGIN_DECLS

/* Whether there is somebody at the terminal who can be asked. */
gboolean dpc_wait_is_attended (void);

/**
 * dpc_wait_in_hook:
 * @request: the sign-in to wait for
 * @who: "ssh web1"
 *
 * Opens the browser, or prints the link where the screen is elsewhere, and waits at the terminal.
 * Ctrl-C, Esc and q mean "go on without". Everything is said on stderr.
 *
 * Returns: whether the key is good now.
 */
gboolean dpc_wait_in_hook     (DpcCompanion *companion,
                               const char   *request,
                               const char   *who);

G_END_DECLS
