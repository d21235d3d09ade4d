/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One account on Home: who, how it stands, the next step. Follows its account in place. */
#define DPD_TYPE_ACCOUNT_ROW (dpd_account_row_get_type ())
G_DECLARE_FINAL_TYPE (DpdAccountRow, dpd_account_row, DPD, ACCOUNT_ROW, AdwPreferencesRow)

GtkWidget  *dpd_account_row_new (DpdAccount *account);
DpdAccount *dpd_account_row_get_account (DpdAccountRow *self);
/* At most one row a page has a suggested button. */
void        dpd_account_row_set_primary (DpdAccountRow *self,
                                         gboolean       primary);
/* Icon and its style class for a state; the icon is %NULL for a spinner. */
const char *dpd_state_icon (DpwState     state,
                            const char **style);

G_END_DECLS
