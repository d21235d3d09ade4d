/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-guard.h"

#include "dpa-caller.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"

struct _DpaGuard
{
  GDBusConnection    *connection;
  GDBusObjectManager *objects;
  GMainContext       *context;
  guint               filter;
};

typedef struct
{
  GDBusConnection    *connection;
  GDBusObjectManager *objects;
  GDBusMessage       *message;
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_object_unref (read->connection);
  g_object_unref (read->objects);
  g_object_unref (read->message);
  g_free (read);
}

static GVariant *
properties_of (GDBusInterface *interface)
{
  return g_dbus_interface_skeleton_get_properties (G_DBUS_INTERFACE_SKELETON (interface));
}

static GVariant *
list_interfaces (GDBusObject *object)
{
  GVariantBuilder builder;
  GList *interfaces = g_dbus_object_get_interfaces (object);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  for (GList *l = interfaces; l != NULL; l = l->next)
    {
      g_autoptr (GVariant) values = properties_of (l->data);

      g_variant_builder_add (&builder, "{s@a{sv}}", g_dbus_interface_get_info (l->data)->name,
                             values);
    }
  g_list_free_full (interfaces, g_object_unref);
  return g_variant_builder_end (&builder);
}

static GVariant *
list_objects (GDBusObjectManager *manager)
{
  GVariantBuilder builder;
  GList *objects = g_dbus_object_manager_get_objects (manager);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  for (GList *l = objects; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{o@a{sa{sv}}}", g_dbus_object_get_object_path (l->data),
                           list_interfaces (l->data));
  g_list_free_full (objects, g_object_unref);
  return g_variant_new ("(@a{oa{sa{sv}}})", g_variant_builder_end (&builder));
}

/* (nullable) (transfer floating): there is no such thing */
static GVariant *
read_properties (Read *read)
{
  GVariant *body = g_dbus_message_get_body (read->message);
  gboolean one = g_strcmp0 (g_dbus_message_get_member (read->message), "Get") == 0;
  const char *name, *property = NULL;
  g_autoptr (GDBusInterface) interface = NULL;
  g_autoptr (GVariant) values = NULL;
  g_autoptr (GVariant) value = NULL;

  if (body == NULL || !g_variant_is_of_type (body, G_VARIANT_TYPE (one ? "(ss)" : "(s)")))
    return NULL;
  g_variant_get_child (body, 0, "&s", &name);
  interface = g_dbus_object_manager_get_interface (
    read->objects, g_dbus_message_get_path (read->message), name);
  if (interface == NULL)
    return NULL;
  values = properties_of (interface);
  if (!one)
    return g_variant_new ("(@a{sv})", values);
  g_variant_get_child (body, 1, "&s", &property);
  value = g_variant_lookup_value (values, property, NULL);
  return value != NULL ? g_variant_new ("(v)", value) : NULL;
}

/* In the thread of the objects, so that no change of theirs comes between answer and signal. */
static void
answer (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Read *read = g_task_get_task_data (G_TASK (result));
  const char *member = g_dbus_message_get_member (read->message);
  g_autoptr (GDBusMessage) reply = NULL;
  GVariant *body = NULL;

  if (g_task_propagate_int (G_TASK (result), NULL) == DPA_CALLER_SANDBOXED)
    reply = g_dbus_message_new_method_error_literal (
      read->message, "org.freedesktop.DBus.Error.AccessDenied", "the caller is sandboxed");
  else
    {
      if (g_strcmp0 (member, "GetManagedObjects") == 0
          && g_strcmp0 (g_dbus_message_get_path (read->message),
                        g_dbus_object_manager_get_object_path (read->objects)) == 0)
        body = list_objects (read->objects);
      else if (g_strcmp0 (member, "Get") == 0 || g_strcmp0 (member, "GetAll") == 0)
        body = read_properties (read);
      if (body == NULL)
        reply = g_dbus_message_new_method_error_literal (
          read->message, "org.freedesktop.DBus.Error.InvalidArgs", "there is nothing to read");
      else
        {
          reply = g_dbus_message_new_method_reply (read->message);
          g_dbus_message_set_body (reply, body);
        }
    }
  if ((g_dbus_message_get_flags (read->message) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED) == 0)
    g_dbus_connection_send_message (read->connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL,
                                    NULL);
}

static void
find_kind (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Read *read = task_data;

  g_task_return_int (task, dpa_caller_find_kind (read->connection,
                                                 g_dbus_message_get_sender (read->message)));
}

static gboolean
begin (gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, answer, NULL);

  g_task_set_task_data (task, user_data, read_free);
  g_task_run_in_thread (task, find_kind);
  return G_SOURCE_REMOVE;
}

/* In GDBus' thread, which may not wait: the bus could not answer. */
static GDBusMessage *
filter (GDBusConnection *connection,
        GDBusMessage    *message,
        gboolean         incoming,
        gpointer         user_data)
{
  DpaGuard *self = user_data;
  const char *interface = g_dbus_message_get_interface (message);
  Read *read;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL
      || (g_strcmp0 (interface, PROPERTIES) != 0 && g_strcmp0 (interface, OBJECT_MANAGER) != 0)
      || dpa_caller_is_known_good (g_dbus_message_get_sender (message)))
    return message;
  read = g_new0 (Read, 1);
  read->connection = g_object_ref (connection);
  read->objects = g_object_ref (self->objects);
  read->message = message;
  g_main_context_invoke (self->context, begin, read);
  return NULL;
}

static void
guard_free (gpointer data)
{
  DpaGuard *self = data;

  g_object_unref (self->objects);
  g_main_context_unref (self->context);
  g_free (self);
}

DpaGuard *
dpa_guard_new (GDBusConnection    *connection,
               GDBusObjectManager *objects)
{
  DpaGuard *self = g_new0 (DpaGuard, 1);

  self->connection = connection;
  self->objects = g_object_ref (objects);
  self->context = g_main_context_ref_thread_default ();
  self->filter = g_dbus_connection_add_filter (connection, filter, self, guard_free);
  return self;
}

/* The connection frees it, when its thread has done with it. */
void
dpa_guard_free (DpaGuard *self)
{
  if (self != NULL)
    g_dbus_connection_remove_filter (self->connection, self->filter);
}
