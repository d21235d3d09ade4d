/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The desktop as the agent meets it on the bus: a notification service and a screen saver, both in
 * this process, answered by its main loop. */
typedef struct _DptDesktop DptDesktop;

DptDesktop      *dpt_desktop_new           (const char *address);
void             dpt_desktop_free          (DptDesktop *self);
GDBusConnection *dpt_desktop_connect       (const char *address);

/* (element-type utf8): of every Notify(), in their order; the n-th one got the number n. */
GPtrArray       *dpt_desktop_get_titles    (DptDesktop *self);
/* (element-type guint32): what was to be closed */
GArray          *dpt_desktop_get_closed    (DptDesktop *self);
void             dpt_desktop_press         (DptDesktop *self,
                                            guint32     number,
                                            const char *button);
void             dpt_desktop_unlock_screen (DptDesktop *self);

G_END_DECLS
