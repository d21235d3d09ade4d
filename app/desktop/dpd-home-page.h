/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The list of accounts, and the search that says which account a host will use. */
#define DPD_TYPE_HOME_PAGE (dpd_home_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdHomePage, dpd_home_page, DPD, HOME_PAGE, AdwBin)

void        dpd_home_page_set_agent (DpdHomePage *self,
                                     DpdAgent    *agent);
void        dpd_home_page_set_menu (DpdHomePage *self,
                                    GMenuModel  *menu);
/* Opens the search with @text in it, or just opens it. */
void        dpd_home_page_search (DpdHomePage *self,
                                  const char  *text);
/* Puts the search away; %FALSE when it was not open. */
gboolean    dpd_home_page_end_search (DpdHomePage *self);
/* The account whose row has the focus, else the first that needs the person. (nullable) */
DpdAccount *dpd_home_page_get_selected (DpdHomePage *self);

G_END_DECLS
