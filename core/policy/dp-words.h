/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DP_WORDS_MAX 64

/**
 * dp_words_split:
 * @text: a command of config.yml or of a policy plugin, valid UTF-8
 *
 * Words as a POSIX shell would split them, without any expansion (protocol sections 4.3 and 4.7):
 * separated by space, tab or line feed, single and double quotes, backslash. "#" means nothing
 * here.
 *
 * Returns: (transfer full) (nullable): the words, NULL terminated, maybe none; DP_ERROR_TABLE_ROW
 * for an open quote or a last backslash, DP_ERROR_LIMIT above %DP_WORDS_MAX words.
 */
char **dp_words_split (const char *text,
                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
