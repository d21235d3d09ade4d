/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dpw_error_sentence:
 * @name: the last word of an error's name on the bus: "NotFound"
 * @message: its message, without the name
 *
 * Returns: (transfer full): what a person is told.
 */
char *dpw_error_sentence (const char *name,
                          const char *message) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
