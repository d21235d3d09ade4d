/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-keyring.h"

#include <libsecret/secret.h>

#include "dp-sandbox.h"

#define SERVICE_NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"

struct _DpaKeyring
{
  GObject parent_instance;

  GDBusConnection  *connection; /* (nullable) */
  guint             watch;
  guint             signals; /* subscription */
  DpaKeyringState   state;
  SecretCollection *collection; /* (nullable): the default one, while it is known */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DpaKeyring, dpa_keyring, G_TYPE_OBJECT)

static void
set_state (DpaKeyring     *self,
           DpaKeyringState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
collection_locked (DpaKeyring *self)
{
  set_state (self, secret_collection_get_locked (self->collection) ? DPA_KEYRING_LOCKED
                                                                   : DPA_KEYRING_UNLOCKED);
}

static void
drop_collection (DpaKeyring *self)
{
  if (self->collection != NULL)
    g_signal_handlers_disconnect_by_data (self->collection, self);
  g_clear_object (&self->collection);
}

/* Finding out how the keyring is: service, then its default collection. */
static void
got_collection (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaKeyring *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  drop_collection (self);
  self->collection = secret_collection_for_alias_finish (result, &error);
  if (self->collection == NULL)
    {
      g_debug ("no default keyring: %s", error != NULL ? error->message : "none is set");
      set_state (self, DPA_KEYRING_ABSENT);
    }
  else
    {
      g_signal_connect_swapped (self->collection, "notify::locked",
                                G_CALLBACK (collection_locked), self);
      collection_locked (self);
    }
  g_task_return_boolean (task, TRUE);
}

static void
got_service (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaKeyring *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);

  if (service == NULL)
    {
      g_debug ("no keyring: %s", error->message);
      set_state (self, DPA_KEYRING_ABSENT);
      g_task_return_boolean (task, TRUE);
      return;
    }
  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL,
                               got_collection, g_steal_pointer (&task));
}

/* Takes @task; it is completed when the state of the keyring is known. */
static void
probe (DpaKeyring *self,
       GTask      *task)
{
  if (self->connection == NULL)
    self->state = DPA_KEYRING_ABSENT;
  else if (dp_sandbox_is_inside ())
    self->state = DPA_KEYRING_UNLOCKED; /* a file that the secret portal's key opens */
  if (self->state == DPA_KEYRING_UNKNOWN)
    {
      secret_service_get (SECRET_SERVICE_NONE, NULL, got_service, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
service_appeared (GDBusConnection *connection,
                  const char      *name,
                  const char      *owner,
                  gpointer         user_data)
{
  DpaKeyring *self = user_data;

  if (self->state != DPA_KEYRING_ABSENT)
    return;
  self->state = DPA_KEYRING_UNKNOWN;
  probe (self, g_task_new (self, NULL, NULL, NULL));
}

/* gnome-keyring says of an unlocked keyring only that it changed, and not in its properties, which
 * libsecret looks at. */
static void
service_changed (GDBusConnection *connection,
                 const char      *sender,
                 const char      *path,
                 const char      *interface,
                 const char      *signal,
                 GVariant        *parameters,
                 gpointer         user_data)
{
  DpaKeyring *self = user_data;

  if (self->collection != NULL)
    secret_collection_refresh (self->collection);
  else
    service_appeared (connection, SERVICE_NAME, sender, self);
}

static void
service_vanished (GDBusConnection *connection,
                  const char      *name,
                  gpointer         user_data)
{
  DpaKeyring *self = user_data;

  drop_collection (self);
  if (self->state == DPA_KEYRING_UNKNOWN)
    return;
  secret_service_disconnect ();
  set_state (self, DPA_KEYRING_ABSENT);
}

void
dpa_keyring_probe_async (DpaKeyring          *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  probe (self, g_task_new (self, NULL, callback, user_data));
}

static void
unlocked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaKeyring *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  int n = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (n < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* the property follows by a signal; the answer is what counts */
  if (n > 0)
    set_state (self, DPA_KEYRING_UNLOCKED);
  g_task_return_boolean (task, n > 0 || self->state == DPA_KEYRING_UNLOCKED);
}

static void
unlock_probed (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  DpaKeyring *self = DPA_KEYRING (source);
  GTask *task = user_data;
  g_autoptr (GList) objects = NULL;

  if (self->state != DPA_KEYRING_LOCKED)
    {
      g_task_return_boolean (task, self->state == DPA_KEYRING_UNLOCKED);
      g_object_unref (task);
      return;
    }
  objects = g_list_prepend (NULL, self->collection);
  secret_service_unlock (secret_collection_get_service (self->collection), objects, NULL, unlocked,
                         task);
}

void
dpa_keyring_unlock_async (DpaKeyring          *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dpa_keyring_unlock_async);
  probe (self, g_task_new (self, NULL, unlock_probed, task));
}

gboolean
dpa_keyring_unlock_finish (DpaKeyring   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

DpaKeyringState
dpa_keyring_get_state (DpaKeyring *self)
{
  return self->state;
}

const char *
dpa_keyring_get_word (DpaKeyring *self)
{
  static const char *const words[] = { "unknown", "unlocked", "locked", "absent" };

  return words[self->state];
}

static void
dpa_keyring_dispose (GObject *object)
{
  DpaKeyring *self = DPA_KEYRING (object);

  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  self->watch = 0;
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signals);
  self->signals = 0;
  drop_collection (self);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (dpa_keyring_parent_class)->dispose (object);
}

static void
dpa_keyring_class_init (DpaKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpa_keyring_dispose;
  signals[CHANGED] = g_signal_new ("changed", DPA_TYPE_KEYRING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
dpa_keyring_init (DpaKeyring *self)
{
}

DpaKeyring *
dpa_keyring_new (GDBusConnection *connection)
{
  DpaKeyring *self = g_object_new (DPA_TYPE_KEYRING, NULL);

  if (connection == NULL)
    return self;
  self->connection = g_object_ref (connection);
  self->watch = g_bus_watch_name_on_connection (connection, SERVICE_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE, service_appeared,
                                                service_vanished, self, NULL);
  self->signals = g_dbus_connection_signal_subscribe (connection, SERVICE_NAME, SERVICE_INTERFACE,
                                                      NULL, SERVICE_PATH, NULL,
                                                      G_DBUS_SIGNAL_FLAGS_NONE, service_changed,
                                                      self, NULL);
  return self;
}
