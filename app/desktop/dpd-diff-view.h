/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The change of one file: added and removed lines by colour and by their "+" and "-". */
#define DPD_TYPE_DIFF_VIEW (dpd_diff_view_get_type ())
G_DECLARE_FINAL_TYPE (DpdDiffView, dpd_diff_view, DPD, DIFF_VIEW, AdwBin)

GtkWidget *dpd_diff_view_new (const char        *path,
                              const char *const *lines);

G_END_DECLS
