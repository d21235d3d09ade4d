/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The hosts to which an account is offered. Nothing is written before the change was reviewed. */
#define DPD_TYPE_HOSTS_PAGE (dpd_hosts_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdHostsPage, dpd_hosts_page, DPD, HOSTS_PAGE, AdwBin)

GtkWidget *dpd_hosts_page_new (DpdAgent   *agent,
                               DpdAccount *account);

G_END_DECLS
