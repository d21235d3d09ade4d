/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dpw_fix_label:
 * @fix: id of a fix (see app/dbus: "check")
 * @args: (array zero-terminated=1) (nullable): its arguments
 *
 * Returns: (transfer full) (nullable): what its button says, %NULL for an unknown one.
 */
char *dpw_fix_label (const char        *fix,
                     const char *const *args) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpw_fix_is_agents:
 *
 * Returns: whether the agent carries @fix out (Manager.Fix), not the reader.
 */
gboolean dpw_fix_is_agents (const char *fix);

/**
 * dpw_fix_nth:
 *
 * Returns: (transfer none) (nullable): the id of row @n, %NULL after the last.
 */
const char *dpw_fix_nth (guint n);

G_END_DECLS
