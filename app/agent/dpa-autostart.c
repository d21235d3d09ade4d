/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-autostart.h"

#include <errno.h>
#include <string.h>

#include "dp-dir.h"
#include "dp-error.h"
#include "dpa-notifier.h"

#define FILE_NAME APPLICATION_ID ".Agent.desktop"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

static gboolean refused;

gboolean
dpa_autostart_is_refused (void)
{
  return refused;
}

static gboolean
apply_file (gboolean on,
            GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  static const char text[] = "[Desktop Entry]\n"
                             "Type=Application\n"
                             "Name=Daypass\n"
                             "Exec=" DP_LIBEXECDIR "/daypass-agent\n"
                             "NoDisplay=true\n"
                             "X-GNOME-Autostart-Phase=Application\n";
  g_autoptr (GBytes) content = g_bytes_new_static (text, strlen (text));
  g_autoptr (DpDir) dir = NULL;

  if (!on && !g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) < 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", folder, g_strerror (errno));
  dir = dp_dir_open (folder, DP_DIR_CREATE, error);
  if (dir == NULL)
    return FALSE;
  if (on)
    return dp_dir_write (dir, FILE_NAME, content, 0644, error);
  return !dp_dir_has (dir, FILE_NAME) || dp_dir_remove (dir, FILE_NAME, error);
}

static void
set_refused (DpaAgent *agent,
             gboolean  is_refused)
{
  refused = is_refused;
  dpa_agent_changed (agent);
}

static void
portal_answered (GDBusConnection *connection,
                 const char      *sender,
                 const char      *path,
                 const char      *interface,
                 const char      *signal,
                 GVariant        *parameters,
                 gpointer         user_data)
{
  guint32 response;
  g_autoptr (GVariant) results = NULL;
  gboolean background = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &background);
  set_refused (user_data, response != 0 || !background);
}

static void
portal_called (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (DpaAgent) agent = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    return;
  g_message ("the Background portal cannot be asked: %s", error->message);
  set_refused (agent, TRUE);
}

/* The answer is a signal of a request object, whose path follows from our name and a word of ours
 * (org.freedesktop.portal.Request); it is listened to before the call. */
static void
ask_portal (DpaAgent *agent,
            gboolean  on)
{
  static guint subscription;
  static guint serial;
  static const char *const command[] = { DP_LIBEXECDIR "/daypass-agent", NULL };
  GDBusConnection *connection = dpa_agent_get_connection (agent);
  g_autofree char *token = g_strdup_printf ("daypass%u", ++serial);
  g_autofree char *name = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);
  g_autofree char *path = g_strdup_printf (PORTAL_PATH "/request/%s/%s",
                                           g_strdelimit (name, ".", '_'), token);
  GVariantBuilder options;

  if (subscription != 0)
    g_dbus_connection_signal_unsubscribe (connection, subscription);
  subscription = g_dbus_connection_signal_subscribe (
    connection, PORTAL, "org.freedesktop.portal.Request", "Response", path, NULL,
    G_DBUS_SIGNAL_FLAGS_NONE, portal_answered, agent, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (on));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_dbus_connection_call (connection, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Background",
                          "RequestBackground", g_variant_new ("(sa{sv})", "", &options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, portal_called, g_object_ref (agent));
}

gboolean
dpa_autostart_apply (DpaAgent *agent,
                     GError  **error)
{
  DpaPreferences *preferences = dpa_agent_get_preferences (agent);
  gboolean on = preferences->start_at_login;

  preferences->start_asked |= on;

  if (!dpa_agent_is_sandboxed (agent))
    return apply_file (on, error);
  ask_portal (agent, on);
  return TRUE;
}

void
dpa_autostart_ask (DpaAgent *agent)
{
  DpaPreferences *preferences = dpa_agent_get_preferences (agent);
  const DpaNotice notice = { .kind = DPA_NOTE_START, .account = DPA_NOTIFY_START, .who = "" };

  if (preferences->start_asked || preferences->start_at_login || dpa_agent_is_private (agent))
    return;
  preferences->start_asked = TRUE;
  dpa_notifier_show (dpa_agent_get_notifier (agent), &notice);
}
