/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is in order and what is not, problems first; and a probe of one server. */
#define DPD_TYPE_DIAGNOSTICS_PAGE (dpd_diagnostics_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdDiagnosticsPage, dpd_diagnostics_page, DPD, DIAGNOSTICS_PAGE, AdwBin)

/* @account: (nullable): whose checks; %NULL for everything. @host: (nullable): test it at once. */
GtkWidget *dpd_diagnostics_page_new (DpdAgent   *agent,
                                     DpdAccount *account,
                                     const char *host);

G_END_DECLS
