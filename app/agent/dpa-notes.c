/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-notes.h"

#include "dpa-notes-file.h"

#define SERVICE "org.freedesktop.Notifications"
#define SERVICE_PATH "/org/freedesktop/Notifications"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Notification"

struct _DpaNotes
{
  GDBusConnection *connection;
  GCancellable    *cancellable;
  gboolean         portal;
  char            *file;  /* (nullable) */
  char            *owner; /* (nullable): who gave the numbers */
  GHashTable      *shown; /* key -> number, of those that stand on the screen */
  GHashTable      *tokens; /* number -> activation token, until its action comes */
  guint            subscription;
  guint            watch;
  DpaNoteFunc      func;
  gpointer         user_data;
};

static const char *
key_of (DpaNotes *self,
        guint32   number)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) == number)
      return key;
  return NULL;
}

static void
remember (DpaNotes *self)
{
  if (self->file != NULL && self->owner != NULL)
    dpa_notes_file_save (self->file, self->owner, self->shown);
}

static void
action_invoked (DpaNotes   *self,
                guint32     number,
                const char *action)
{
  g_autofree char *key = g_strdup (key_of (self, number));
  g_autofree char *token = NULL;

  if (key == NULL)
    return;
  token = g_strdup (g_hash_table_lookup (self->tokens, GUINT_TO_POINTER (number)));
  g_hash_table_remove (self->tokens, GUINT_TO_POINTER (number));
  dpa_notes_withdraw (self, key);
  self->func (key, g_str_equal (action, "default") ? "show" : action, token, self->user_data);
}

static void
service_signal (GDBusConnection *connection,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         user_data)
{
  DpaNotes *self = user_data;
  const char *text;
  guint32 number, reason;

  if (g_str_equal (signal, "ActionInvoked")
      && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    {
      g_variant_get (parameters, "(u&s)", &number, &text);
      action_invoked (self, number, text);
    }
  else if (g_str_equal (signal, "ActivationToken")
           && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    {
      g_variant_get (parameters, "(u&s)", &number, &text);
      if (key_of (self, number) != NULL)
        g_hash_table_insert (self->tokens, GUINT_TO_POINTER (number), g_strdup (text));
    }
  else if (g_str_equal (signal, "NotificationClosed")
           && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    {
      const char *key;

      g_variant_get (parameters, "(uu)", &number, &reason);
      key = key_of (self, number);
      if (key != NULL)
        g_hash_table_remove (self->shown, key);
      remember (self);
    }
}

/* Numbers of another service's life mean somebody else's notifications. */
static void
service_appeared (GDBusConnection *connection,
                  const char      *name,
                  const char      *owner,
                  gpointer         user_data)
{
  DpaNotes *self = user_data;

  if (g_strcmp0 (self->owner, owner) == 0)
    return;
  g_hash_table_remove_all (self->shown);
  g_hash_table_remove_all (self->tokens);
  g_free (self->owner);
  self->owner = g_strdup (owner);
  if (self->file != NULL)
    dpa_notes_file_load (self->file, owner, self->shown);
  if (g_hash_table_size (self->shown) > 0)
    self->func ("", "found", NULL, self->user_data);
}

DpaNotes *
dpa_notes_new (GDBusConnection *connection,
               gboolean         portal,
               const char      *runtime_dir,
               DpaNoteFunc      func,
               gpointer         user_data)
{
  DpaNotes *self = g_new0 (DpaNotes, 1);

  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->portal = portal;
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tokens = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->func = func;
  self->user_data = user_data;
  if (self->portal)
    return self;
  if (runtime_dir != NULL)
    self->file = g_build_filename (runtime_dir, "notifications", NULL);
  self->subscription
    = g_dbus_connection_signal_subscribe (connection, SERVICE, SERVICE, NULL, SERVICE_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, service_signal, self, NULL);
  self->watch = g_bus_watch_name_on_connection (connection, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                service_appeared, NULL, self, NULL);
  return self;
}

void
dpa_notes_free (DpaNotes *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  g_object_unref (self->cancellable);
  g_object_unref (self->connection);
  g_hash_table_unref (self->shown);
  g_hash_table_unref (self->tokens);
  g_free (self->file);
  g_free (self->owner);
  g_free (self);
}

typedef struct
{
  DpaNotes *self; /* not looked at when the call was cancelled */
  char     *key;
} Showing;

static void
shown (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  Showing *showing = user_data;
  g_autofree char *key = showing->key;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  guint32 number;

  if (reply == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("no notification could be shown: %s", error->message);
    }
  else if (!showing->self->portal)
    {
      g_variant_get (reply, "(u)", &number);
      g_hash_table_insert (showing->self->shown, g_steal_pointer (&key),
                           GUINT_TO_POINTER (number));
      remember (showing->self);
    }
  g_free (showing);
}

static GVariant *
service_arguments (DpaNotes          *self,
                   const DpaNoteText *text)
{
  guint32 replaces = GPOINTER_TO_UINT (g_hash_table_lookup (self->shown, text->key));
  GVariantBuilder actions, hints;

  g_variant_builder_init (&actions, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_builder_add (&actions, "s", "default");
  g_variant_builder_add (&actions, "s", "");
  for (guint i = 0; i < text->n_buttons; i++)
    {
      g_variant_builder_add (&actions, "s", text->buttons[i].action);
      g_variant_builder_add (&actions, "s", text->buttons[i].label);
    }
  g_variant_builder_init (&hints, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&hints, "{sv}", "desktop-entry", g_variant_new_string (APPLICATION_ID));
  return g_variant_new ("(susssasa{sv}i)", "Daypass", replaces, APPLICATION_ID, text->title, "",
                        &actions, &hints, -1);
}

GVariant *
dpa_notes_portal_arguments (const DpaNoteText *text)
{
  g_autofree char *id = g_strconcat ("expiry-", text->key, NULL);
  GVariantBuilder dict, buttons;

  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < text->n_buttons; i++)
    {
      g_autofree char *action = g_strconcat ("app.", text->buttons[i].action, NULL);
      GVariantBuilder button;

      g_variant_builder_init (&button, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&button, "{sv}", "label",
                             g_variant_new_string (text->buttons[i].label));
      g_variant_builder_add (&button, "{sv}", "action", g_variant_new_string (action));
      g_variant_builder_add (&button, "{sv}", "target", g_variant_new_string (text->key));
      g_variant_builder_add_value (&buttons, g_variant_builder_end (&button));
    }
  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dict, "{sv}", "title", g_variant_new_string (text->title));
  g_variant_builder_add (&dict, "{sv}", "default-action",
                         g_variant_new_string ("app.show-account"));
  g_variant_builder_add (&dict, "{sv}", "default-action-target",
                         g_variant_new_string (text->key));
  g_variant_builder_add (&dict, "{sv}", "buttons", g_variant_builder_end (&buttons));
  return g_variant_new ("(sa{sv})", id, &dict);
}

void
dpa_notes_show (DpaNotes          *self,
                const DpaNoteText *text)
{
  Showing *showing = g_new0 (Showing, 1);

  showing->self = self;
  showing->key = g_strdup (text->key);
  if (self->portal)
    g_dbus_connection_call (self->connection, PORTAL, PORTAL_PATH, PORTAL_INTERFACE,
                            "AddNotification", dpa_notes_portal_arguments (text), NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, shown, showing);
  else
    g_dbus_connection_call (self->connection, SERVICE, SERVICE_PATH, SERVICE, "Notify",
                            service_arguments (self, text), G_VARIANT_TYPE ("(u)"),
                            G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, shown, showing);
}

void
dpa_notes_withdraw (DpaNotes   *self,
                    const char *key)
{
  g_autofree char *id = g_strconcat ("expiry-", key, NULL);
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (self->shown, key));

  if (self->portal)
    g_dbus_connection_call (self->connection, PORTAL, PORTAL_PATH, PORTAL_INTERFACE,
                            "RemoveNotification", g_variant_new ("(s)", id), NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, NULL, NULL);
  else if (number != 0)
    {
      g_dbus_connection_call (self->connection, SERVICE, SERVICE_PATH, SERVICE,
                              "CloseNotification", g_variant_new ("(u)", number), NULL,
                              G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, NULL, NULL);
      g_hash_table_remove (self->shown, key);
      remember (self);
    }
}

gboolean
dpa_notes_is_shown (DpaNotes   *self,
                    const char *key)
{
  return g_hash_table_contains (self->shown, key);
}
