/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Everything about one account. Closes itself when the account goes. */
#define DPD_TYPE_ACCOUNT_PAGE (dpd_account_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdAccountPage, dpd_account_page, DPD, ACCOUNT_PAGE, AdwBin)

GtkWidget  *dpd_account_page_new (DpdAccount *account);
DpdAccount *dpd_account_page_get_account (DpdAccountPage *self);

/* In dpd-account-page-actions.c. */
void        _dpd_account_page_install_actions (GtkWidgetClass *widget_class);

/* In dpd-account-page-claims.c. Fills @group with what the provider says; @rows remembers them. */
void        _dpd_account_page_fill_claims (AdwPreferencesGroup *group,
                                           GPtrArray           *rows,
                                           GVariant            *claims,
                                           GVariant            *hints);
void        _dpd_account_page_fill_key (AdwPreferencesGroup *group,
                                        GPtrArray           *rows,
                                        DpBusAccount        *proxy);

G_END_DECLS
