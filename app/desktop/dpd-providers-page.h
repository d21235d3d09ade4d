/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* All providers: own ones can be edited, the others are only shown. */
#define DPD_TYPE_PROVIDERS_PAGE (dpd_providers_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdProvidersPage, dpd_providers_page, DPD, PROVIDERS_PAGE, AdwBin)

GtkWidget *dpd_providers_page_new (DpdAgent *agent);

G_END_DECLS
