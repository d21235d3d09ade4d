/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-companion.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-error.h"
#include "dp-session-bus.h"
#include "dpc-report.h"
#include "dpw-sentences.h"

#define NAME APPLICATION_ID ".Agent"
#define PROGRAM "daypass-agent"
#define ERROR_PREFIX APPLICATION_ID ".Agent.Error."

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
  if (g_str_has_suffix (folder, "/app/cli") && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
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

static gboolean
is_running (GDBusConnection *connection)
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

  if (is_running (connection))
    return TRUE;
  started = ask_bus (connection, "StartServiceByName", g_variant_new ("(su)", NAME, 0));
  return started != NULL;
}

DpcCompanion *
dpc_companion_open (DpcCompanionKind kind,
                    GError         **error)
{
  g_autoptr (DpcCompanion) self = g_new0 (DpcCompanion, 1);
  g_autofree char *program = NULL;

  self->connection = dp_session_bus_open (NULL);
  if (self->connection != NULL && !has_agent (self->connection))
    g_clear_object (&self->connection);
  if (self->connection != NULL)
    self->name = NAME;
  else if (kind == DPC_COMPANION_ANY)
    {
      program = find_program ();
      self->connection = dp_session_bus_spawn (program, error);
    }
  else
    dp_error_set (error, DP_ERROR_UNREACHABLE, "the companion is not running");
  if (self->connection == NULL)
    return NULL; /* nocheck: set by the branch that was taken */
  self->manager
    = dp_bus_manager_proxy_new_sync (self->connection, G_DBUS_PROXY_FLAGS_NONE, self->name,
                                     DPC_COMPANION_ROOT "/Manager", NULL, error);
  return self->manager != NULL ? g_steal_pointer (&self) : NULL;
}

void
dpc_companion_free (DpcCompanion *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->manager);
  if (self->connection != NULL && self->name == NULL)
    g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_clear_object (&self->connection);
  g_free (self);
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint first = dp_bus_account_get_position (*(DpBusAccount *const *) a);
  guint second = dp_bus_account_get_position (*(DpBusAccount *const *) b);

  return first < second ? -1 : first > second;
}

static GPtrArray *
collect (DpcCompanion *self,
         GVariant     *objects,
         GError      **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      DpBusAccount *account;

      if (!g_str_has_prefix (path, DPC_COMPANION_ROOT "/accounts/"))
        continue;
      account = dp_bus_account_proxy_new_sync (self->connection, G_DBUS_PROXY_FLAGS_NONE,
                                               self->name, path, NULL, error);
      if (account == NULL)
        {
          g_variant_unref (interfaces);
          return NULL; /* nocheck: dp_bus_account_proxy_new_sync() has set it */
        }
      g_ptr_array_add (accounts, account);
    }
  g_ptr_array_sort (accounts, compare_positions);
  return g_steal_pointer (&accounts);
}

GPtrArray *
dpc_companion_list (DpcCompanion *self,
                    GError      **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) objects = NULL;

  reply = g_dbus_connection_call_sync (self->connection, self->name, DPC_COMPANION_ROOT,
                                       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects",
                                       NULL, G_VARIANT_TYPE ("(a{oa{sa{sv}}})"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
  if (reply == NULL)
    return NULL;
  objects = g_variant_get_child_value (reply, 0);
  return collect (self, objects, error);
}

DpBusAccount *
dpc_companion_find (DpcCompanion *self,
                    const char   *name,
                    GError      **error)
{
  g_autoptr (GPtrArray) accounts = NULL;
  DpBusAccount *found = NULL;

  accounts = dpc_companion_list (self, error);
  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    {
      DpBusAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (dp_bus_account_get_id (account), name))
        return g_object_ref (account);
      if (!g_str_equal (dp_bus_account_get_identity (account), name))
        continue;
      if (found != NULL)
        {
          dp_error_set (error, DP_ERROR_USAGE, "%s: several accounts; name one by its id", name);
          return NULL;
        }
      found = account;
    }
  if (found == NULL)
    dp_error_set (error, DP_ERROR_USAGE, "there is no account %s", name);
  return found != NULL ? g_object_ref (found) : NULL;
}

DpBusSignIn *
dpc_companion_watch (DpcCompanion *self,
                     const char   *request,
                     GError      **error)
{
  return dp_bus_sign_in_proxy_new_sync (self->connection, G_DBUS_PROXY_FLAGS_NONE, self->name,
                                        request, NULL, error);
}

void
dpc_companion_reread (void)
{
  g_autoptr (GDBusConnection) connection = dp_session_bus_open (NULL);
  g_autoptr (GVariant) reply = NULL;

  if (connection == NULL || !is_running (connection))
    return;
  reply = g_dbus_connection_call_sync (connection, NAME, DPC_COMPANION_ROOT "/Manager",
                                       NAME ".Manager", "PreviewOpkssh", NULL, NULL,
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, 10000, NULL, NULL);
}

/* The agent's errors in words; %1 is its detail. "Failed" carries the id of a check instead. */
static char *
sentence_of (const char *name,
             const char *message)
{
  static const struct
  {
    const char *name;
    const char *words;
  } table[] = {
    { "NotFound", N_("There is no such thing: %1") },
    { "Invalid", N_("This cannot work: %1") },
    { "NotConfirmed", N_("Confirm it in the Daypass window") },
    { "NotAllowed", N_("That is not allowed: %1") },
    { "TooOften", N_("The browser was opened three times in ten minutes") },
    { "Gone", N_("It has ended in the meantime") },
    { "Busy", N_("It is in use: %1") },
    { "Changed", N_("This file changed in the meantime: %1") },
    { "Locked", N_("The keyring is locked") },
  };
  g_auto (GStrv) parts = g_strsplit (message, ": ", 2);
  const char *detail[] = { parts[0] != NULL && parts[1] != NULL ? parts[1] : message, NULL };
  const char *whole[] = { message, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (name, table[i].name))
      return dpw_fill (_(table[i].words), whole);
  return parts[0] != NULL && dpw_sentence_known (parts[0])
             ? dpw_sentence_title (parts[0], detail) : g_strdup (message);
}

int
dpc_companion_report (GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  g_autofree char *sentence = NULL;
  int code;

  if (remote == NULL || !g_str_has_prefix (remote, ERROR_PREFIX))
    {
      code = dpc_report_error (error);
      g_error_free (error);
      return code;
    }
  g_dbus_error_strip_remote_error (error);
  sentence = sentence_of (remote + strlen (ERROR_PREFIX), error->message);
  dpc_warn ("%s", sentence);
  g_error_free (error);
  return DPC_EXIT_FAILED;
}
