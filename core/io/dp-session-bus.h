/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The session bus, without ever starting one (ARCHITECTURE.md, section 6), and the private
 * connection that stands for it where there is none: cron, su, a container.
 *
 * Errors: DP_ERROR_UNREACHABLE, and those of GIO.
 */

/* The address in the environment if it connects, else the runtime directory's "bus". From then on
 * this process's libraries see the same address. */
GDBusConnection *dp_session_bus_open    (GError    **error);

/* The other end of a private connection: @fd is a number in decimal. Messages wait until
 * g_dbus_connection_start_message_processing(). This process's libraries see no bus. */
GDBusConnection *dp_session_bus_serve   (const char *fd,
                                         GError    **error);

/* Starts @program with "--peer FD" and connects to it; it ends when the connection does. @flags say
 * where its messages go. */
GDBusConnection *dp_session_bus_spawn   (const char      *program,
                                         GSubprocessFlags flags,
                                         GError         **error);

G_END_DECLS
