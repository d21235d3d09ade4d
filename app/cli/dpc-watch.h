/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `status --watch`: every account of the companion, then each one again when it changes, until the
 * companion ends or the person does. Exit code. */
int dpc_watch (gboolean json);

G_END_DECLS
