/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `status --watch`: every account of the companion, then each one again when it changes, until the
 * companion ends or the person does; with --json an object a line. Exit code. */
int dpc_watch (void);

G_END_DECLS
