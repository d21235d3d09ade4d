/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dp_text_display:
 * @data: text of a stranger: a claim, key id, error description
 * @len: its length in bytes, or -1 when NUL terminated
 *
 * The only way in which outside text reaches a person, a terminal or a log: every
 * byte of invalid UTF-8, control, bidi, invisible and unassigned character as \xNN, a backslash
 * doubled, so that the form is unambiguous, and at most %DP_DISPLAY_MAX characters of that (then
 * "…"), %DP_DISPLAY_MAX_BYTES bytes with the NUL. The cut is between two characters of @data.
 * Escaping for HTML, Pango or the journal is still the sink's.
 *
 * Returns: (transfer full): printable, valid UTF-8.
 */
char       *dp_text_display        (const char *data,
                                    gssize      len);

/* Two lower-case digits a byte. */
void        dp_text_append_hex     (GString      *out,
                                    const guint8 *data,
                                    gsize         len);

/* Whether a person may read all of @text as it is: dp_text_display() would only double backslashes,
 * and cut. For names that are refused instead of escaped. */
gboolean    dp_text_is_harmless    (const char *text);

/* Whether @data is valid UTF-8 without a NUL in it. */
gboolean    dp_text_is_valid       (const guint8 *data,
                                    gsize         len);

/* Whether all of @text is ASCII. */
gboolean    dp_text_is_ascii       (const char *text);

/* ASCII case folding only: a non-ASCII byte makes two texts unequal (security requirement 8). */
gboolean    dp_text_equal_ascii_ci (const char *a,
                                    const char *b);
gboolean    dp_text_has_suffix_ascii_ci (const char *text,
                                         const char *suffix);

G_END_DECLS
