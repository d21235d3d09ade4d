/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The session bus, without ever starting one (architecture section 6): the address in the
 * environment if it connects, else the runtime directory's "bus", else none. From then on, this
 * process's libraries see the same address, or none.
 */
GDBusConnection *dpa_bus_open      (GError    **error);

/* The other end of a private connection: @fd is a number in decimal. Messages wait until
 * g_dbus_connection_start_message_processing(). */
GDBusConnection *dpa_bus_open_peer (const char *fd,
                                    GError    **error);

G_END_DECLS
