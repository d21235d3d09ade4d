/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For who listens instead of looking: one sentence a line, nothing is ever drawn again, lines are
 * read from standard input until it ends. Returns: the exit code; -1 with @error set. */
int dpu_plain_run (GError **error);

G_END_DECLS
