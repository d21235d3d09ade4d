/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-bus.h"

#include <gio/gunixconnection.h>

#include "dp-env.h"
#include "dp-error.h"

#define ADDRESS "DBUS_SESSION_BUS_ADDRESS"
#define FLAGS \
  (G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION)

/* "autolaunch:" is an address, too, and one that starts a bus. */
static GDBusConnection *
try_address (const char *address,
             GError    **error)
{
  GDBusConnection *connection;

  if (g_str_has_prefix (address, "autolaunch:"))
    {
      dp_error_set (error, DP_ERROR_UNREACHABLE, "no session bus is running");
      return NULL;
    }
  connection = g_dbus_connection_new_for_address_sync (address, FLAGS, NULL, NULL, error);
  if (connection != NULL)
    g_setenv (ADDRESS, address, TRUE);
  return connection;
}

GDBusConnection *
dpa_bus_open (GError **error)
{
  const char *given = dp_env_get (ADDRESS);
  GDBusConnection *connection = given != NULL ? try_address (given, NULL) : NULL;
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  g_autofree char *escaped = NULL;
  g_autofree char *address = NULL;

  if (connection != NULL)
    return connection;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      dp_error_set (error, DP_ERROR_UNREACHABLE, "no session bus is running");
      return NULL;
    }
  escaped = g_dbus_address_escape_value (path);
  address = g_strconcat ("unix:path=", escaped, NULL);
  return try_address (address, error);
}

GDBusConnection *
dpa_bus_open_peer (const char *fd,
                   GError    **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) stream = NULL;
  g_autofree char *guid = g_dbus_generate_guid ();
  guint64 number;

  if (!g_ascii_string_to_unsigned (fd, 10, 3, G_MAXINT, &number, error))
    return NULL;
  socket = g_socket_new_from_fd ((int) number, error);
  if (socket == NULL)
    return NULL;
  /* no library of this process may look for a bus on its own */
  g_setenv (ADDRESS, "unix:path=/nonexistent", TRUE);
  stream = g_socket_connection_factory_create_connection (socket);
  return g_dbus_connection_new_sync (G_IO_STREAM (stream), guid,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                                         | G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                     NULL, NULL, error);
}
