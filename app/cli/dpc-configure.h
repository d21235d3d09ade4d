/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* login --configure, and the command of that name. Returns: the exit code. */
int dpc_configure (void);

G_END_DECLS
