/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Single instance. Actions that the agent, the shell and a second start reach over D-Bus:
 * "show-account" (s), "sign-in" (s), "later" (s), "search" (s), "sign-in-today", "diagnostics".
 * "later" opens no window.
 */
#define DPD_TYPE_APPLICATION (dpd_application_get_type ())
G_DECLARE_FINAL_TYPE (DpdApplication, dpd_application, DPD, APPLICATION, AdwApplication)

DpdApplication *dpd_application_new (void);
DpdAgent       *dpd_application_get_agent (DpdApplication *self);

G_END_DECLS
