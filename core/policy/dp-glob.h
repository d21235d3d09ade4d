/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dp_glob_matches:
 * @pattern, @text: valid UTF-8
 *
 * The patterns of Go's path.Match, which policy rows "repo:…" use (protocol section 4.6 rule 5):
 * "*" is any run without "/", "?" one character but "/", "[a-z]" and "[^a-z]" one character of a
 * class, "\" takes the next character literally; the whole text must match.
 *
 * A "*" that has matched is never tried again once a later "*" is reached, as in Go: the work is at
 * most the two lengths multiplied, whatever the number of stars.
 *
 * Returns: %FALSE also for a malformed pattern.
 */
gboolean dp_glob_matches (const char *pattern,
                          const char *text);

G_END_DECLS
