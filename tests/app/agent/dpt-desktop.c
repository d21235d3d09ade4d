/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-desktop.h"

struct _DptDesktop
{
  GDBusConnection *connection;
  GPtrArray       *titles;
  GArray          *closed;
};

static const char xml[]
  = "<node><interface name='org.freedesktop.Notifications'><method name='Notify'>"
    "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method></interface></node>";

static void
called (GDBusConnection       *connection, /* nocheck: GDBusInterfaceMethodCallFunc */
        const char            *sender,
        const char            *path,
        const char            *interface,
        const char            *method,
        GVariant              *arguments,
        GDBusMethodInvocation *invocation,
        gpointer               user_data)
{
  DptDesktop *self = user_data;
  const char *title;
  guint32 number;

  if (g_str_equal (method, "CloseNotification"))
    {
      g_variant_get (arguments, "(u)", &number);
      g_array_append_val (self->closed, number);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (arguments, 3, "&s", &title);
  g_test_message ("the desktop shows: %s", title);
  g_ptr_array_add (self->titles, g_strdup (title));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", self->titles->len));
}

GDBusConnection *
dpt_desktop_connect (const char *address)
{
  GError *error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

DptDesktop *
dpt_desktop_new (const char *address)
{
  static const GDBusInterfaceVTable table = { .method_call = called };
  static const char *const names[] = { "org.freedesktop.Notifications",
                                       "org.freedesktop.ScreenSaver" };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  DptDesktop *self = g_new0 (DptDesktop, 1);

  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->closed = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->connection = dpt_desktop_connect (address);
  g_dbus_connection_register_object (self->connection, "/org/freedesktop/Notifications",
                                     node->interfaces[0], &table, self, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
        self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "RequestName", g_variant_new ("(su)", names[i], 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
        NULL);

      g_assert_nonnull (reply);
    }
  return self;
}

void
dpt_desktop_free (DptDesktop *self)
{
  g_object_unref (self->connection);
  g_ptr_array_unref (self->titles);
  g_array_unref (self->closed);
  g_free (self);
}

GPtrArray *
dpt_desktop_get_titles (DptDesktop *self)
{
  return self->titles;
}

GArray *
dpt_desktop_get_closed (DptDesktop *self)
{
  return self->closed;
}

void
dpt_desktop_press (DptDesktop *self,
                   guint32     number,
                   const char *button)
{
  g_assert_true (g_dbus_connection_emit_signal (self->connection, NULL,
                                                "/org/freedesktop/Notifications",
                                                "org.freedesktop.Notifications", "ActionInvoked",
                                                g_variant_new ("(us)", number, button), NULL));
}

void
dpt_desktop_unlock_screen (DptDesktop *self)
{
  g_assert_true (g_dbus_connection_emit_signal (self->connection, NULL,
                                                "/org/freedesktop/ScreenSaver",
                                                "org.freedesktop.ScreenSaver", "ActiveChanged",
                                                g_variant_new ("(b)", FALSE), NULL));
}
