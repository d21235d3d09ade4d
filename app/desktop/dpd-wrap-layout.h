/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DPD_TYPE_WRAP_LAYOUT (dpd_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (DpdWrapLayout, dpd_wrap_layout, DPD, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
