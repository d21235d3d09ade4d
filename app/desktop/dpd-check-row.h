/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-check.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * One check: icon or spinner, a sentence, perhaps a detail and a button that mends it.
 * Signal "fix" (id, args as GStrv): the button was pressed.
 */
#define DPD_TYPE_CHECK_ROW (dpd_check_row_get_type ())
G_DECLARE_FINAL_TYPE (DpdCheckRow, dpd_check_row, DPD, CHECK_ROW, AdwPreferencesRow)

GtkWidget      *dpd_check_row_new (const DpdCheck *check);
/* A check that is no verdict but a sentence: a row without icon or button. (transfer floating) */
GtkWidget      *dpd_check_plain_row_new (const DpdCheck *check);
/* A row with words of the window's own: the steps of a sign-in. */
GtkWidget      *dpd_check_row_new_text (DpdSeverity severity,
                                        const char *title);
void            dpd_check_row_set_severity (DpdCheckRow *self,
                                            DpdSeverity  severity);
void            dpd_check_row_suggest (DpdCheckRow *self);
/* What it says, for an announcement. (transfer none) */
const char     *dpd_check_row_get_title (DpdCheckRow *self);

G_END_DECLS
