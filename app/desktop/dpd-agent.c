/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-agent.h"

#define BUS_NAME APPLICATION_ID ".Agent"
#define ROOT_PATH "/io/github/daypass/Daypass/Agent"
#define MANAGER_PATH ROOT_PATH "/Manager"
#define PROTOCOL 1
/* TestServer() may take thirty seconds. */
#define CALL_TIMEOUT_MS 45000
/* A restart is not worth a page of its own. */
#define GRACE_MS 1500

struct _DpdAgent
{
  GObject             parent_instance;
  GDBusObjectManager *objects;
  DpBusManager       *manager;
  DpdAccountList     *accounts;
  GCancellable       *cancellable;
  DpdAgentStatus      status;
  char               *detail;
  guint               grace;
};

G_DEFINE_FINAL_TYPE (DpdAgent, dpd_agent, G_TYPE_OBJECT)

enum { STATUS_CHANGED, MANAGER_CHANGED, REQUEST_CHANGED, REQUEST_GONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_status (DpdAgent      *self,
            DpdAgentStatus status,
            const char    *detail)
{
  g_clear_handle_id (&self->grace, g_source_remove);
  if (self->detail != detail)
    {
      g_free (self->detail);
      self->detail = g_strdup (detail);
    }
  if (self->status == status)
    return;
  self->status = status;
  g_signal_emit (self, signals[STATUS_CHANGED], 0);
}

static void
manager_changed_cb (DpdAgent *self)
{
  g_signal_emit (self, signals[MANAGER_CHANGED], 0);
}

static void
request_changed_cb (DpdAgent    *self,
                    GVariant    *changed,
                    GStrv        invalidated,
                    DpBusSignIn *request)
{
  g_signal_emit (self, signals[REQUEST_CHANGED], 0, request);
}

static void
take_manager (DpdAgent     *self,
              DpBusManager *manager)
{
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_set_object (&self->manager, manager);
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (manager), CALL_TIMEOUT_MS);
  g_signal_connect_object (manager, "g-properties-changed", G_CALLBACK (manager_changed_cb), self,
                           DPD_PROPERTIES_CHANGED);
}

static void
object_added_cb (DpdAgent    *self,
                 GDBusObject *object)
{
  g_autoptr (DpBusManager) manager = dp_bus_object_get_manager (DP_BUS_OBJECT (object));
  g_autoptr (DpBusAccount) account = dp_bus_object_get_account (DP_BUS_OBJECT (object));
  g_autoptr (DpBusSignIn) request = dp_bus_object_get_sign_in (DP_BUS_OBJECT (object));

  if (manager != NULL)
    take_manager (self, manager);
  if (account != NULL)
    dpd_account_list_add (self->accounts, account);
  if (request != NULL)
    {
      g_signal_connect_object (request, "g-properties-changed", G_CALLBACK (request_changed_cb),
                               self, DPD_PROPERTIES_CHANGED);
      g_signal_emit (self, signals[REQUEST_CHANGED], 0, request);
    }
}

static void
object_removed_cb (DpdAgent    *self,
                   GDBusObject *object)
{
  GDBusObjectManagerClient *client = G_DBUS_OBJECT_MANAGER_CLIENT (self->objects);
  g_autofree char *owner = g_dbus_object_manager_client_get_name_owner (client);
  g_autoptr (DpBusSignIn) request = dp_bus_object_get_sign_in (DP_BUS_OBJECT (object));
  const char *path = g_dbus_object_get_object_path (object);

  if (request != NULL)
    g_signal_emit (self, signals[REQUEST_GONE], 0, path);
  /* Without an owner the agent is away: the accounts are still there. */
  else if (owner != NULL)
    dpd_account_list_remove (self->accounts, path);
}

static gboolean
grace_over_cb (gpointer user_data)
{
  DpdAgent *self = user_data;

  self->grace = 0;
  set_status (self, DPD_AGENT_AWAY, "the agent left the bus");
  return G_SOURCE_REMOVE;
}

static void
owner_changed_cb (DpdAgent *self)
{
  GDBusObjectManagerClient *client = G_DBUS_OBJECT_MANAGER_CLIENT (self->objects);
  g_autofree char *owner = g_dbus_object_manager_client_get_name_owner (client);

  if (owner == NULL)
    {
      if (self->grace == 0 && self->status != DPD_AGENT_AWAY)
        self->grace = g_timeout_add (GRACE_MS, grace_over_cb, self);
      return;
    }
  if (self->manager == NULL || dp_bus_manager_get_protocol (self->manager) != PROTOCOL)
    {
      set_status (self, DPD_AGENT_OTHER_VERSION, "the agent speaks another protocol");
      return;
    }
  dpd_account_list_prune (self->accounts, self->objects);
  set_status (self, DPD_AGENT_RUNNING, NULL);
  g_signal_emit (self, signals[MANAGER_CHANGED], 0);
}

/* Without a bus nothing can be started again, but what is in sight stays readable. */
static void
bus_closed_cb (DpdAgent *self)
{
  set_status (self, DPD_AGENT_AWAY, "the session bus is gone");
}

static void
follow_bus (DpdAgent        *self,
            GDBusConnection *bus)
{
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_signal_connect_object (bus, "closed", G_CALLBACK (bus_closed_cb), self, G_CONNECT_SWAPPED);
}

static void
take_objects (DpdAgent           *self,
              GDBusObjectManager *objects)
{
  GList *list = g_dbus_object_manager_get_objects (objects);

  self->objects = objects;
  follow_bus (self, g_dbus_object_manager_client_get_connection (
                        G_DBUS_OBJECT_MANAGER_CLIENT (objects)));
  g_signal_connect_object (objects, "object-added", G_CALLBACK (object_added_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (objects, "object-removed", G_CALLBACK (object_removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (objects, "notify::name-owner", G_CALLBACK (owner_changed_cb), self,
                           G_CONNECT_SWAPPED);
  for (GList *item = list; item != NULL; item = item->next)
    object_added_cb (self, item->data);
  g_list_free_full (list, g_object_unref);
  owner_changed_cb (self);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusObjectManager *objects = dp_bus_object_manager_client_new_for_bus_finish (result, &error);
  DpdAgent *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (objects == NULL)
    {
      set_status (self, DPD_AGENT_AWAY, error->message);
      return;
    }
  /* Asked for twice: the first answer is followed already. */
  if (self->objects != NULL)
    {
      g_object_unref (objects);
      return;
    }
  take_objects (self, objects);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);
  DpdAgent *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    set_status (self, DPD_AGENT_AWAY, error->message);
}

static void
dpd_agent_dispose (GObject *object)
{
  DpdAgent *self = DPD_AGENT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->grace, g_source_remove);
  g_clear_object (&self->manager);
  g_clear_object (&self->objects);
  g_clear_object (&self->accounts);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->detail, g_free);
  G_OBJECT_CLASS (dpd_agent_parent_class)->dispose (object);
}

static void
dpd_agent_class_init (DpdAgentClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_agent_dispose;
  signals[STATUS_CHANGED] = g_signal_new ("status-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[MANAGER_CHANGED] = g_signal_new ("manager-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[REQUEST_CHANGED] = g_signal_new ("request-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, DP_BUS_TYPE_SIGN_IN);
  signals[REQUEST_GONE] = g_signal_new ("request-gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
dpd_agent_init (DpdAgent *self)
{
  self->accounts = dpd_account_list_new ();
  self->cancellable = g_cancellable_new ();
}

DpdAgent *
dpd_agent_new (void)
{
  return g_object_new (DPD_TYPE_AGENT, NULL);
}

void
dpd_agent_start (DpdAgent *self)
{
  GDBusConnection *bus;

  set_status (self, DPD_AGENT_STARTING, NULL);
  if (self->objects == NULL)
    {
      dp_bus_object_manager_client_new_for_bus (G_BUS_TYPE_SESSION,
                                                G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, BUS_NAME,
                                                ROOT_PATH, self->cancellable, connected_cb, self);
      return;
    }
  bus = g_dbus_object_manager_client_get_connection (G_DBUS_OBJECT_MANAGER_CLIENT (self->objects));
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", BUS_NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, started_cb, self);
}

static void
quit_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* An agent that is away already is as good as one that left. */
  if (!dp_bus_manager_call_quit_finish (DP_BUS_MANAGER (source), result, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  dpd_agent_start (user_data);
}

void
dpd_agent_restart (DpdAgent *self)
{
  if (self->manager == NULL || self->status == DPD_AGENT_AWAY)
    dpd_agent_start (self);
  else
    dp_bus_manager_call_quit (self->manager, self->cancellable, quit_cb, self);
}

DpdAgentStatus
dpd_agent_get_status (DpdAgent *self)
{
  return self->status;
}

const char *
dpd_agent_get_detail (DpdAgent *self)
{
  return self->detail;
}

DpdAccountList *
dpd_agent_get_accounts (DpdAgent *self)
{
  return self->accounts;
}

DpBusManager *
dpd_agent_get_manager (DpdAgent *self)
{
  return self->manager;
}

DpBusSignIn *
dpd_agent_dup_request (DpdAgent   *self,
                       const char *path)
{
  g_autoptr (GDBusObject) object = NULL;

  if (self->objects == NULL || !g_variant_is_object_path (path))
    return NULL;
  object = g_dbus_object_manager_get_object (self->objects, path);
  return object != NULL ? dp_bus_object_get_sign_in (DP_BUS_OBJECT (object)) : NULL;
}
