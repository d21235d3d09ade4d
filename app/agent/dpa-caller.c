/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-caller.h"

#include <string.h>
#include <unistd.h>

#include "dp-sandbox.h"
#include "dpa-check.h"

/* From other programs these need a yes in our window. */
static const char *const guarded[] = {
  "RemoveAccount", "DecideProfile", "ImportOpkssh", "ApplyHosts", "UndoHosts",
  "EditProvider",  "RemoveProvider", NULL,
};

static const char *const own_names[] = { "daypass-command", "daypass-desktop", "daypass-agent",
                                         NULL };

static GMutex lock;
static GHashTable *kinds; /* unique name -> kind + 1; names are never used again by a bus */

#define KINDS_MAX 4096

/*
 * The application id that a process is sandboxed under; "" for none. NULL: it is gone. A process
 * that is not dumpable cannot be looked at; that does not hide a sandbox, because a sandboxed
 * program's end of the connection is its proxy, which is not its own to change.
 */
static char *
sandbox_of (guint32 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u/root" DP_SANDBOX_MARK, pid);
  g_autofree char *process = g_strdup_printf ("/proc/%u", pid);
  g_autoptr (GKeyFile) info = g_key_file_new ();

  if (g_key_file_load_from_file (info, path, G_KEY_FILE_NONE, NULL))
    return g_key_file_get_string (info, "Application", "name", NULL);
  return g_file_test (process, G_FILE_TEST_IS_DIR) ? g_strdup ("") : NULL;
}

/* Whether a program of ours would be there: beside this one, where we are installed, or, when this
 * one runs from a build folder, below it. */
static gboolean
is_own_place (const char *directory)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *mine = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *above = mine != NULL ? g_path_get_dirname (mine) : NULL;

  if (g_str_equal (directory, DP_BINDIR) || g_str_equal (directory, DP_LIBEXECDIR)
      || g_strcmp0 (directory, mine) == 0)
    return TRUE;
  return above != NULL && g_str_has_suffix (mine, "/app/agent")
         && g_str_has_prefix (directory, above) && directory[strlen (above)] == '/';
}

static DpaCallerKind
kind_of_process (guint32 pid)
{
  g_autofree char *link = g_strdup_printf ("/proc/%u/exe", pid);
  g_autofree char *exe = g_file_read_link (link, NULL);
  g_autofree char *sandbox = sandbox_of (pid);
  g_autofree char *directory = NULL;
  g_autofree char *name = NULL;

  if (sandbox == NULL || (*sandbox != '\0' && !g_str_equal (sandbox, APPLICATION_ID)))
    return DPA_CALLER_SANDBOXED;
  if (exe == NULL)
    return DPA_CALLER_OUTSIDE;
  directory = g_path_get_dirname (exe);
  name = g_path_get_basename (exe);
  if (!g_strv_contains (own_names, name) || !is_own_place (directory))
    return DPA_CALLER_OUTSIDE;
  return g_str_equal (name, "daypass-desktop") ? DPA_CALLER_WINDOW : DPA_CALLER_OWN;
}

/* In our own sandbox processes outside cannot be looked at: the window is who owns its name. */
static gboolean
owns_window_name (GDBusConnection *connection,
                  const char      *sender)
{
  const char *owner = "";
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus", "GetNameOwner",
                                   g_variant_new ("(s)", APPLICATION_ID), G_VARIANT_TYPE ("(s)"),
                                   G_DBUS_CALL_FLAGS_NONE, 2000, NULL, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(&s)", &owner);
  return g_str_equal (owner, sender);
}

static DpaCallerKind
ask_bus (GDBusConnection *connection,
         const char      *sender)
{
  g_autoptr (GVariant) credentials = NULL;
  guint32 pid, uid;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus", "GetConnectionCredentials",
                                   g_variant_new ("(s)", sender), G_VARIANT_TYPE ("(a{sv})"),
                                   G_DBUS_CALL_FLAGS_NONE, 2000, NULL, NULL);

  if (reply == NULL)
    return DPA_CALLER_SANDBOXED;
  g_variant_get (reply, "(@a{sv})", &credentials);
  if (!g_variant_lookup (credentials, "UnixUserID", "u", &uid) || uid != getuid ())
    return DPA_CALLER_SANDBOXED;
  if (dp_sandbox_is_inside ())
    return owns_window_name (connection, sender) ? DPA_CALLER_WINDOW : DPA_CALLER_OUTSIDE;
  if (!g_variant_lookup (credentials, "ProcessID", "u", &pid))
    return DPA_CALLER_SANDBOXED;
  return kind_of_process (pid);
}

/* The kind + 1; 0 when it has not been asked for yet. */
static guint
look_up (const char *sender)
{
  guint known;

  if (sender == NULL)
    return DPA_CALLER_OWN + 1;
  g_mutex_lock (&lock);
  if (kinds == NULL)
    kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known = GPOINTER_TO_UINT (g_hash_table_lookup (kinds, sender));
  g_mutex_unlock (&lock);
  return known;
}

gboolean
dpa_caller_is_known_good (const char *sender)
{
  return look_up (sender) > DPA_CALLER_SANDBOXED + 1;
}

DpaCallerKind
dpa_caller_find_kind (GDBusConnection *connection,
                      const char      *sender)
{
  guint known = look_up (sender);

  if (known != 0)
    return (DpaCallerKind) (known - 1);

  known = (guint) ask_bus (connection, sender) + 1;
  g_mutex_lock (&lock);
  if (g_hash_table_size (kinds) >= KINDS_MAX)
    g_hash_table_remove_all (kinds);
  g_hash_table_insert (kinds, g_strdup (sender), GUINT_TO_POINTER (known));
  g_mutex_unlock (&lock);
  return (DpaCallerKind) (known - 1);
}

/* The person sees that somebody asked, in the window, where the same can be done with a yes. */
static void
raise_window (GDBusConnection *connection)
{
  GVariantBuilder platform;

  g_variant_builder_init (&platform, G_VARIANT_TYPE_VARDICT);
  g_dbus_connection_call (connection, APPLICATION_ID, "/io/github/daypass/Daypass",
                          "org.freedesktop.Application", "Activate",
                          g_variant_new ("(a{sv})", &platform), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, NULL, NULL);
}

gboolean
dpa_caller_authorize (GDBusInterfaceSkeleton *skeleton,
                      GDBusMethodInvocation  *invocation,
                      gpointer                user_data)
{
  GDBusConnection *connection = g_dbus_method_invocation_get_connection (invocation);
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  DpaCallerKind kind
    = dpa_caller_find_kind (connection, g_dbus_method_invocation_get_sender (invocation));

  if (kind == DPA_CALLER_SANDBOXED)
    return !dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "the caller is sandboxed");
  if (kind == DPA_CALLER_OUTSIDE && g_strv_contains (guarded, method))
    {
      raise_window (connection);
      return !dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_CONFIRMED,
                              "%s is confirmed in the window", method);
    }
  return TRUE;
}
