/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The exact change of each file, before it is made. */
#define DPD_TYPE_SSH_CHANGE_DIALOG (dpd_ssh_change_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DpdSshChangeDialog, dpd_ssh_change_dialog, DPD, SSH_CHANGE_DIALOG, AdwWindow)

/**
 * dpd_ssh_change_dialog_new:
 * @token: for Manager.ApplyHosts; "" when the change can only be copied
 * @files: a(ssas) of Account.PreviewHosts
 */
GtkWidget *dpd_ssh_change_dialog_new (GtkWindow  *parent,
                                      DpdAgent   *agent,
                                      const char *token,
                                      GVariant   *files);

G_END_DECLS
