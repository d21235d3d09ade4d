/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  DPD_FACT_PLAIN = 0,
  DPD_FACT_COPY = 1 << 0,      /* with a button that copies the value */
  DPD_FACT_MONOSPACE = 1 << 1,
} DpdFactFlags;

/**
 * dpd_fact_row_new:
 * @title: what it is
 * @value: the fact, plain text of anybody
 *
 * Returns: (transfer floating): an AdwActionRow that shows both, never broken by a hyphen.
 */
GtkWidget *dpd_fact_row_new (const char  *title,
                             const char  *value,
                             DpdFactFlags flags);
/* Sets title or subtitle of an AdwActionRow to plain text that is never hyphenated. */
void       dpd_row_set_title (AdwActionRow *row,
                              const char   *text);
void       dpd_row_set_subtitle (AdwActionRow *row,
                                 const char   *text);
/* Puts the value below the title while the text is so large that both do not fit in one line. */
void       dpd_combo_row_adapt (AdwComboRow *row);
/* A row that leads on, with an avatar made of @name unless %NULL. (transfer floating) */
GtkWidget *dpd_link_row_new (const char *title,
                             const char *subtitle,
                             const char *avatar_name);
/* What AdwAvatar makes two letters of: "GitLab" reads GL, not a second G. (transfer none) */
const char *dpd_initials_text (const char *provider_name);

G_END_DECLS
