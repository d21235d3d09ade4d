/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Memory that wipes itself (CONTRIBUTING.md, rule 10). A secret is a GBytes made here: its memory
 * is overwritten when the last reference goes. Text secrets are NUL terminated behind their
 * length, so that dp_secret_get_text() can lend them.
 */

/* Copies @data. */
GBytes     *dp_secret_new       (const guint8 *data,
                                 gsize         len);
/* Takes @data, allocated with g_malloc() and @len + 1 bytes long, the last one NUL. */
GBytes     *dp_secret_new_take  (guint8       *data,
                                 gsize         len);
/* Copies @text; %NULL stays %NULL. */
GBytes     *dp_secret_new_text  (const char   *text);
/* Only for a secret made here: (transfer none) its text. */
const char *dp_secret_get_text  (GBytes       *secret);

/* Overwrites @len bytes in a way that the compiler keeps. */
void        dp_secret_wipe      (gpointer      data,
                                 gsize         len);
/* Wipes and frees a NUL terminated string; for g_clear_pointer(). */
void        dp_secret_free_text (char         *text);

/* Compares in a time that depends on the lengths only; different lengths are unequal. */
gboolean    dp_secret_equal     (const void   *a,
                                 gsize         a_len,
                                 const void   *b,
                                 gsize         b_len) G_GNUC_WARN_UNUSED_RESULT;

/* Fills @data from the kernel's generator; DP_ERROR_CRYPTO when it gives nothing. */
gboolean    dp_secret_fill_random (gpointer  data,
                                   gsize     len,
                                   GError  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
