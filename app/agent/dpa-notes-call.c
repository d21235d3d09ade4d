/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-notes-call.h"

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Notification"

GVariant *
dpa_note_pack (const DpaNoteText *text)
{
  GVariantBuilder buttons;

  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < text->n_buttons; i++)
    g_variant_builder_add (&buttons, "(ss)", text->buttons[i].action, text->buttons[i].label);
  return g_variant_new ("(ssa(ss))", text->key, text->title, &buttons);
}

static GVariant *
service_arguments (GVariant *packed,
                   guint32   replaces)
{
  GVariantBuilder actions, hints;
  const char *title, *action, *label;
  g_autoptr (GVariantIter) buttons = NULL;

  g_variant_get (packed, "(&s&sa(ss))", NULL, &title, &buttons);
  g_variant_builder_init (&actions, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_builder_add (&actions, "s", "default");
  g_variant_builder_add (&actions, "s", "");
  while (g_variant_iter_next (buttons, "(&s&s)", &action, &label))
    {
      g_variant_builder_add (&actions, "s", action);
      g_variant_builder_add (&actions, "s", label);
    }
  g_variant_builder_init (&hints, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&hints, "{sv}", "desktop-entry", g_variant_new_string (APPLICATION_ID));
  return g_variant_new ("(susssasa{sv}i)", "Daypass", replaces, APPLICATION_ID, title, "",
                        &actions, &hints, -1);
}

static char *
portal_id (const char *key)
{
  return g_strconcat ("expiry-", key, NULL);
}

static GVariant *
portal_arguments (GVariant *packed)
{
  const char *key, *title, *name, *label;
  g_autofree char *id = NULL;
  g_autoptr (GVariantIter) iter = NULL;
  GVariantBuilder dict, buttons;

  g_variant_get (packed, "(&s&sa(ss))", &key, &title, &iter);
  id = portal_id (key);
  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("aa{sv}"));
  while (g_variant_iter_next (iter, "(&s&s)", &name, &label))
    {
      g_autofree char *action = g_strconcat ("app.", name, NULL);
      GVariantBuilder button;

      g_variant_builder_init (&button, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&button, "{sv}", "label", g_variant_new_string (label));
      g_variant_builder_add (&button, "{sv}", "action", g_variant_new_string (action));
      g_variant_builder_add (&button, "{sv}", "target", g_variant_new_string (key));
      g_variant_builder_add_value (&buttons, g_variant_builder_end (&button));
    }
  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dict, "{sv}", "title", g_variant_new_string (title));
  g_variant_builder_add (&dict, "{sv}", "default-action",
                         g_variant_new_string ("app.show-account"));
  g_variant_builder_add (&dict, "{sv}", "default-action-target", g_variant_new_string (key));
  g_variant_builder_add (&dict, "{sv}", "buttons", g_variant_builder_end (&buttons));
  return g_variant_new ("(sa{sv})", id, &dict);
}

void
dpa_note_send (GDBusConnection     *connection,
               GVariant            *packed,
               const guint32       *replaces,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  if (replaces == NULL)
    g_dbus_connection_call (connection, PORTAL, PORTAL_PATH, PORTAL_INTERFACE, "AddNotification",
                            portal_arguments (packed), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                            cancellable, callback, user_data);
  else
    g_dbus_connection_call (connection, DPA_NOTES_SERVICE, DPA_NOTES_PATH, DPA_NOTES_SERVICE,
                            "Notify", service_arguments (packed, *replaces),
                            G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, cancellable,
                            callback, user_data);
}

void
dpa_note_close (GDBusConnection *connection,
                const char      *portal_key,
                guint32          number)
{
  g_autofree char *id = portal_key != NULL ? portal_id (portal_key) : NULL;

  if (id != NULL)
    g_dbus_connection_call (connection, PORTAL, PORTAL_PATH, PORTAL_INTERFACE,
                            "RemoveNotification", g_variant_new ("(s)", id), NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  else
    g_dbus_connection_call (connection, DPA_NOTES_SERVICE, DPA_NOTES_PATH, DPA_NOTES_SERVICE,
                            "CloseNotification", g_variant_new ("(u)", number), NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}
