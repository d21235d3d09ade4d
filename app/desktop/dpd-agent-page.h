/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The agent does not run, or is of another version. */
#define DPD_TYPE_AGENT_PAGE (dpd_agent_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdAgentPage, dpd_agent_page, DPD, AGENT_PAGE, AdwBin)

void dpd_agent_page_setup (DpdAgentPage *self,
                           DpdAgent     *agent,
                           GMenuModel   *menu);

G_END_DECLS
