/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The sentences of checks and problems (see app/dbus: "check"): an id and plain-text arguments
 * become a title and perhaps a detail, in the person's language. Trust: arguments come from the
 * agent and may hold text of a stranger; the result is plain text, never markup.
 */

/**
 * dpw_sentence_title:
 * @id: id of a check
 * @args: (array zero-terminated=1): its arguments; missing ones become "…"
 *
 * Returns: (transfer full): one line without a full stop; for an unknown id, the words for that.
 */
char *dpw_sentence_title (const char        *id,
                          const char *const *args) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpw_sentence_detail:
 *
 * Returns: (transfer full) (nullable): what to do about it, or what else there is to know.
 */
char *dpw_sentence_detail (const char        *id,
                           const char *const *args) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpw_sentence_known:
 *
 * Returns: whether @id is in the catalogue.
 */
gboolean dpw_sentence_known (const char *id);

/**
 * dpw_sentence_nth:
 *
 * Returns: (transfer none) (nullable): the id of row @n, %NULL after the last. For tests.
 */
const char *dpw_sentence_nth (guint n);

/**
 * dpw_sentence_n_args:
 *
 * Returns: how many arguments the sentences of @id use.
 */
guint dpw_sentence_n_args (const char *id);

/* Keeps what is filled in from being torn apart from right to left: "*.corp.example". */
void  dpw_set_right_to_left (gboolean rtl);

/**
 * dpw_fill:
 * @text: text with "%1" to "%9"
 * @args: (array zero-terminated=1) (nullable): what stands there
 *
 * Returns: (transfer full): @text with the arguments in place. Arguments are not expanded again.
 */
char *dpw_fill (const char        *text,
                const char *const *args) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
