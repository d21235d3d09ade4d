/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the agent does by itself. The values are the agent's; each change goes to it at once. */
#define DPD_TYPE_PREFERENCES_WINDOW (dpd_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (DpdPreferencesWindow, dpd_preferences_window, DPD, PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

GtkWidget *dpd_preferences_window_new (GtkWindow *parent,
                                       DpdAgent  *agent);

G_END_DECLS
