/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Text of anybody as Pango markup. What is too long for a line is broken where its reader would do
 * so, after the "@" or a dot of an address, and never with a hyphen: that would be another address.
 */

/* Characters that could mislead are made visible. (transfer full) */
char *dpd_plain_markup (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The same, isolated as left-to-right: addresses, patterns. (transfer full) */
char *dpd_ltr_markup (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* A sentence of ours, perhaps with an address in it, or an identity that is visible already.
 * (transfer full) */
char *dpd_sentence_markup (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void  dpd_label_set_sentence (GtkLabel   *label,
                              const char *text);

G_END_DECLS
