/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-companion.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-companion.h"
#include "dp-error.h"
#include "dp-session-bus.h"
#include "dpc-report.h"
#include "dpw-errors.h"

#define NAME APPLICATION_ID ".Agent"
#define ERROR_PREFIX APPLICATION_ID ".Agent.Error."

DpcCompanion *
dpc_companion_open (DpcCompanionKind kind,
                    GError         **error)
{
  g_autoptr (DpcCompanion) self = g_new0 (DpcCompanion, 1);

  self->connection = dp_companion_connect (kind == DPC_COMPANION_ANY ? DP_COMPANION_PRIVATE : 0,
                                           &self->name, error);
  if (self->connection == NULL)
    return NULL;
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

  if (connection == NULL || !dp_companion_is_running (connection))
    return;
  reply = g_dbus_connection_call_sync (connection, NAME, DPC_COMPANION_ROOT "/Manager",
                                       NAME ".Manager", "PreviewOpkssh", NULL, NULL,
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, 10000, NULL, NULL);
}

int
dpc_companion_report (GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  g_autofree char *sentence = NULL;
  int code;

  if (dp_error_code (error) == DP_ERROR_UNREACHABLE)
    {
      dpc_report_problem (dp_error_reason (error),
                          _("The companion is not running; it needs a session bus."),
                          error->message);
      g_error_free (error);
      return DPC_EXIT_UNREACHABLE;
    }
  if (remote == NULL || !g_str_has_prefix (remote, ERROR_PREFIX))
    {
      code = dpc_report_error (error);
      g_error_free (error);
      return code;
    }
  g_dbus_error_strip_remote_error (error);
  sentence = dpw_error_sentence (remote + strlen (ERROR_PREFIX), error->message);
  dpc_report_problem (remote + strlen (ERROR_PREFIX), sentence, error->message);
  g_error_free (error);
  return DPC_EXIT_FAILED;
}
