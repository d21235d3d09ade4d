/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Shows what a profile, or opkssh's settings, would bring, before anything is in effect.
 * Closing it says no to a profile.
 */
#define DPD_TYPE_IMPORT_DIALOG (dpd_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DpdImportDialog, dpd_import_dialog, DPD, IMPORT_DIALOG, AdwWindow)

/* Reads @file, stages it and shows it. */
GtkWidget *dpd_import_dialog_new_profile (GtkWindow *parent,
                                          DpdAgent  *agent,
                                          GFile     *file);
/* Shows one that the agent has staged already. */
GtkWidget *dpd_import_dialog_new_staged (GtkWindow  *parent,
                                         DpdAgent   *agent,
                                         const char *id);
GtkWidget *dpd_import_dialog_new_opkssh (GtkWindow *parent,
                                         DpdAgent  *agent);

G_END_DECLS
