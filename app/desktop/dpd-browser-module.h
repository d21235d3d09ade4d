/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* libdaypass-browser.so: WebKit costs start time and memory, so it is loaded when it is used. */

/* For tests: where it is, instead of where it is installed. */
void       dpd_browser_module_set_folder (const char *folder);
gboolean   dpd_browser_module_is_installed (void);
/* (transfer floating) (nullable): a DpbView, see app/browser/dpb-view.h. */
GtkWidget *dpd_browser_module_new_view (const char *url,
                                        const char *callback);

G_END_DECLS
