/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-session-bus.h"

#include <errno.h>
#include <gio/gunixconnection.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dp-env.h"
#include "dp-error.h"

#define ADDRESS "DBUS_SESSION_BUS_ADDRESS"
#define NO_ADDRESS "unix:path=/nonexistent"
#define PEER_FD 3

/* "autolaunch:" is an address, too, and one that starts a bus. */
static GDBusConnection *
try_address (const char *address,
             GError    **error)
{
  GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                               | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;
  GDBusConnection *connection;

  if (g_str_has_prefix (address, "autolaunch:"))
    {
      dp_error_set (error, DP_ERROR_UNREACHABLE, "no session bus is running");
      return NULL;
    }
  connection = g_dbus_connection_new_for_address_sync (address, flags, NULL, NULL, error);
  if (connection != NULL)
    g_setenv (ADDRESS, address, TRUE);
  return connection;
}

GDBusConnection *
dp_session_bus_open (GError **error)
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

static GDBusConnection *
connect_fd (int                  fd,
            const char          *guid,
            GDBusConnectionFlags flags,
            GError             **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) stream = NULL;

  socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL)
    return NULL;
  stream = g_socket_connection_factory_create_connection (socket);
  return g_dbus_connection_new_sync (G_IO_STREAM (stream), guid, flags, NULL, NULL, error);
}

GDBusConnection *
dp_session_bus_serve (const char *fd,
                      GError    **error)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  guint64 number;

  if (!g_ascii_string_to_unsigned (fd, 10, PEER_FD, G_MAXINT, &number, error))
    return NULL;
  g_setenv (ADDRESS, NO_ADDRESS, TRUE);
  return connect_fd ((int) number, guid,
                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                         | G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                     error);
}

GDBusConnection *
dp_session_bus_spawn (const char      *program,
                      GSubprocessFlags flags,
                      GError         **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *number = g_strdup_printf ("%d", PEER_FD);
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    {
      dp_error_set (error, DP_ERROR_UNREACHABLE, "socketpair: %s", g_strerror (errno));
      return NULL;
    }
  g_subprocess_launcher_take_fd (launcher, ends[1], PEER_FD);
  child = g_subprocess_launcher_spawn (launcher, error, program, "--peer", number, NULL);
  if (child == NULL)
    {
      close (ends[0]);
      return NULL; /* nocheck: g_subprocess_launcher_spawn() has set it */
    }
  g_clear_object (&launcher); /* closes the child's end in this process */
  return connect_fd (ends[0], NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, error);
}
