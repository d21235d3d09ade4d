/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Who do you sign in with? Shown while there is no account, and to add another one. */
#define DPD_TYPE_FIRST_RUN_PAGE (dpd_first_run_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdFirstRunPage, dpd_first_run_page, DPD, FIRST_RUN_PAGE, AdwBin)

/* @first: the page is the only one there is, so that it has no way back. */
void dpd_first_run_page_setup (DpdFirstRunPage *self,
                               DpdAgent        *agent,
                               GMenuModel      *menu,
                               gboolean         first);

G_END_DECLS
