/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-companion.h"

#include "dp-error.h"
#include "dp-session-bus.h"

#define NAME APPLICATION_ID ".Agent"
#define PROGRAM "daypass-agent"

/* The agent beside this program (an uninstalled build, a copy), else where it is installed. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup ("/");
  g_autofree char *beside = g_build_filename (folder, PROGRAM, NULL);
  g_autofree char *built = g_build_filename (folder, "..", "agent", PROGRAM, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  if ((g_str_has_suffix (folder, "/app/cli") || g_str_has_suffix (folder, "/app/tui"))
      && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  return g_build_filename (DP_LIBEXECDIR, PROGRAM, NULL);
}

static GVariant *
ask_bus (GDBusConnection *connection,
         const char      *method,
         GVariant        *arguments)
{
  return g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, 10000, NULL, NULL);
}

gboolean
dp_companion_is_running (GDBusConnection *connection)
{
  g_autoptr (GVariant) owned = ask_bus (connection, "NameHasOwner", g_variant_new ("(s)", NAME));
  gboolean has_owner = FALSE;

  if (owned != NULL)
    g_variant_get (owned, "(b)", &has_owner);
  return has_owner;
}

/* Running, or started by the bus now. A name that nothing can start may have an owner, too. */
static gboolean
has_agent (GDBusConnection *connection)
{
  g_autoptr (GVariant) started = NULL;

  if (dp_companion_is_running (connection))
    return TRUE;
  started = ask_bus (connection, "StartServiceByName", g_variant_new ("(su)", NAME, 0));
  return started != NULL;
}

GDBusConnection *
dp_companion_connect (DpCompanionFlags flags,
                      const char     **name,
                      GError         **error)
{
  g_autoptr (GDBusConnection) connection = dp_session_bus_open (NULL);
  GSubprocessFlags silence = G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE;
  g_autofree char *program = NULL;

  *name = NULL;
  if (connection != NULL && has_agent (connection))
    {
      *name = NAME;
      return g_steal_pointer (&connection);
    }
  if (!(flags & DP_COMPANION_PRIVATE))
    {
      dp_error_set (error, DP_ERROR_UNREACHABLE, "the companion is not running");
      return NULL;
    }
  program = find_program ();
  return dp_session_bus_spawn (program, flags & DP_COMPANION_SILENT ? silence : 0, error);
}
