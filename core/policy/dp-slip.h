/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dp_slip_resembles:
 * @word: what somebody wrote
 * @known: what may have been meant
 *
 * Returns: whether the two differ in letter case, punctuation and at most one slip of the keyboard.
 */
gboolean dp_slip_resembles (const char *word,
                            const char *known) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
