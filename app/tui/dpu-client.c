/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-client.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-companion.h"
#include "dpw-errors.h"

#define ROOT "/io/github/daypass/Daypass/Agent"
#define ERROR_PREFIX APPLICATION_ID ".Agent.Error."
#define PROTOCOL 1
/* An agent that restarts is not worth a word. */
#define GRACE_MS 1500
/* Diagnose() may take fifteen seconds, a renewal as long as its HTTP. */
#define CALL_TIMEOUT_MS 45000

struct _DpuClient
{
  GDBusConnection    *connection;
  const char         *name; /* (nullable): private */
  GDBusObjectManager *objects;
  DpBusManager       *manager;
  DpuChangedFunc      changed;
  gpointer            user_data;
  guint               told;  /* the idle source that tells it */
  guint               grace;
  gboolean            away;
};

static gboolean
tell_cb (gpointer user_data)
{
  DpuClient *self = user_data;

  self->told = 0;
  self->changed (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell (DpuClient *self)
{
  if (self->told == 0)
    self->told = g_idle_add (tell_cb, self);
}

static gboolean
grace_over_cb (gpointer user_data)
{
  DpuClient *self = user_data;

  self->grace = 0;
  self->away = TRUE;
  tell (self);
  return G_SOURCE_REMOVE;
}

static void
find_manager (DpuClient *self)
{
  g_autoptr (GDBusInterface) manager = g_dbus_object_manager_get_interface (
    self->objects, ROOT "/Manager", APPLICATION_ID ".Agent.Manager");

  g_clear_object (&self->manager);
  if (manager != NULL)
    self->manager = DP_BUS_MANAGER (g_steal_pointer (&manager));
}

static void
owner_changed_cb (DpuClient *self)
{
  g_autofree char *owner
    = g_dbus_object_manager_client_get_name_owner (G_DBUS_OBJECT_MANAGER_CLIENT (self->objects));

  if (owner == NULL)
    {
      if (self->grace == 0 && !self->away)
        self->grace = g_timeout_add (GRACE_MS, grace_over_cb, self);
      return;
    }
  g_clear_handle_id (&self->grace, g_source_remove);
  self->away = FALSE;
  find_manager (self);
  tell (self);
}

static void
closed_cb (DpuClient *self)
{
  g_clear_handle_id (&self->grace, g_source_remove);
  grace_over_cb (self);
}

static void
disconnect (DpuClient *self)
{
  g_clear_handle_id (&self->grace, g_source_remove);
  if (self->objects != NULL)
    g_signal_handlers_disconnect_by_data (self->objects, self);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->manager);
  g_clear_object (&self->objects);
  if (self->connection != NULL && self->name == NULL)
    g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_clear_object (&self->connection);
}

DpuClient *
dpu_client_new (DpuChangedFunc changed,
                gpointer       user_data)
{
  DpuClient *self = g_new0 (DpuClient, 1);

  self->changed = changed;
  self->user_data = user_data;
  self->away = TRUE;
  return self;
}

void
dpu_client_free (DpuClient *self)
{
  if (self == NULL)
    return;
  disconnect (self);
  g_clear_handle_id (&self->told, g_source_remove);
  g_free (self);
}

gboolean
dpu_client_connect (DpuClient *self,
                    GError   **error)
{
  static const char *const signals[] = { "object-added", "object-removed",
                                         "interface-proxy-properties-changed" };

  disconnect (self);
  self->away = TRUE;
  self->connection
    = dp_companion_connect (DP_COMPANION_PRIVATE | DP_COMPANION_SILENT, &self->name, error);
  if (self->connection == NULL)
    return FALSE;
  g_dbus_connection_set_exit_on_close (self->connection, FALSE);
  self->objects = dp_bus_object_manager_client_new_sync (
    self->connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, self->name, ROOT, NULL, error);
  if (self->objects == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_swapped (self->objects, signals[i], G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->objects, "notify::name-owner", G_CALLBACK (owner_changed_cb),
                            self);
  g_signal_connect_swapped (self->connection, "closed", G_CALLBACK (closed_cb), self);
  self->away = FALSE;
  find_manager (self);
  tell (self);
  return TRUE;
}

void
dpu_client_restart (DpuClient *self)
{
  if (self->manager != NULL && !self->away)
    dp_bus_manager_call_quit_sync (self->manager, NULL, NULL);
  if (!dpu_client_connect (self, NULL))
    tell (self);
}

DpuAgentStatus
dpu_client_get_status (DpuClient *self)
{
  if (self->away || self->objects == NULL)
    return DPU_AGENT_AWAY;
  if (self->manager == NULL || dp_bus_manager_get_protocol (self->manager) != PROTOCOL)
    return DPU_AGENT_OTHER_VERSION;
  return DPU_AGENT_RUNNING;
}

DpBusManager *
dpu_client_get_manager (DpuClient *self)
{
  return self->manager;
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint first = dp_bus_account_get_position (*(DpBusAccount *const *) a);
  guint second = dp_bus_account_get_position (*(DpBusAccount *const *) b);

  return first < second ? -1 : first > second;
}

GPtrArray *
dpu_client_list (DpuClient *self)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autolist (GDBusObject) objects
    = self->objects != NULL ? g_dbus_object_manager_get_objects (self->objects) : NULL;

  for (GList *at = objects; at != NULL; at = at->next)
    {
      DpBusAccount *account = dp_bus_object_get_account (DP_BUS_OBJECT (at->data));

      if (account != NULL)
        g_ptr_array_add (accounts, account);
    }
  g_ptr_array_sort (accounts, compare_positions);
  return accounts;
}

DpBusAccount *
dpu_client_find (DpuClient  *self,
                 const char *id)
{
  g_autoptr (GPtrArray) accounts = dpu_client_list (self);

  for (guint i = 0; i < accounts->len; i++)
    {
      DpBusAccount *account = g_ptr_array_index (accounts, i);

      if (g_strcmp0 (dp_bus_account_get_id (account), id) == 0)
        return g_object_ref (account);
    }
  return NULL;
}

DpBusSignIn *
dpu_client_open_request (DpuClient  *self,
                         const char *path)
{
  DpBusSignIn *request;

  if (self->connection == NULL || path == NULL || g_strcmp0 (path, "/") == 0)
    return NULL;
  request = dp_bus_sign_in_proxy_new_sync (self->connection, G_DBUS_PROXY_FLAGS_NONE, self->name,
                                           path, NULL, NULL);
  if (request != NULL && dp_bus_sign_in_get_step (request) == NULL)
    g_clear_object (&request);
  return request;
}

char *
dpu_client_explain (const GError *error)
{
  g_autoptr (GError) stripped = g_error_copy (error);
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autofree char *sentence = NULL;

  if (name == NULL || !g_str_has_prefix (name, ERROR_PREFIX))
    return g_strdup (_("Daypass does not answer"));
  g_dbus_error_strip_remote_error (stripped);
  return dpw_error_sentence (name + strlen (ERROR_PREFIX), stripped->message);
}

typedef struct
{
  DpuDoneFunc done;
  gpointer    user_data;
} Call;

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_proxy_call_with_unix_fd_list_finish (G_DBUS_PROXY (source), NULL, result, &error);
  g_autofree char *sentence = reply == NULL ? dpu_client_explain (error) : NULL;

  if (call->done != NULL)
    call->done (sentence, call->user_data);
}

void
dpu_client_call_with (gpointer     proxy,
                      const char  *method,
                      GVariant    *arguments,
                      GUnixFDList *fds,
                      DpuDoneFunc  done,
                      gpointer     user_data)
{
  Call *call = g_new0 (Call, 1);

  call->done = done;
  call->user_data = user_data;
  g_dbus_proxy_call_with_unix_fd_list (G_DBUS_PROXY (proxy), method, arguments,
                                       G_DBUS_CALL_FLAGS_NONE, CALL_TIMEOUT_MS, fds, NULL,
                                       called_cb, call);
}

void
dpu_client_call (gpointer    proxy,
                 const char *method,
                 GVariant   *arguments,
                 DpuDoneFunc done,
                 gpointer    user_data)
{
  dpu_client_call_with (proxy, method, arguments, NULL, done, user_data);
}
