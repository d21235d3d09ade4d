/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-application.h"

#include "dpd-compat.h"
#include "dpd-debug-info.h"
#include "dpd-preferences-window.h"
#include "dpd-resource.h"
#include "dpd-window.h"

#include "dpw-sentences.h"
#include "dpw-time.h"

#include <glib/gi18n.h>

#define WEBSITE "https://github.com/daypass/daypass"

struct _DpdApplication
{
  AdwApplication parent_instance;
  DpdAgent      *agent;
};

G_DEFINE_FINAL_TYPE (DpdApplication, dpd_application, ADW_TYPE_APPLICATION)

static gpointer
find_window (DpdApplication *self,
             GType           type)
{
  for (GList *item = gtk_application_get_windows (GTK_APPLICATION (self)); item != NULL;
       item = item->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (item->data, type))
      return item->data;
  return NULL;
}

static DpdWindow *
present (DpdApplication *self)
{
  DpdWindow *window = find_window (self, DPD_TYPE_WINDOW);

  if (window == NULL)
    window = dpd_window_new (GTK_APPLICATION (self), self->agent);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* s, or nothing: the page, which has the name that its .ui gives it. */
static void
show_preferences (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  DpdApplication *self = user_data;
  DpdWindow *window = present (self);
  GtkWidget *preferences = find_window (self, DPD_TYPE_PREFERENCES_WINDOW);

  if (preferences == NULL && dpd_agent_get_manager (self->agent) != NULL)
    preferences = dpd_preferences_window_new (GTK_WINDOW (window), self->agent);
  if (preferences == NULL)
    return;
  if (parameter != NULL)
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences),
                                                  g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
show_about (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  DpdApplication *self = user_data;
  DpdWindow *window = present (self);
  g_autofree char *info = dpd_debug_info (self->agent);

  adw_show_about_window (GTK_WINDOW (window),
                         "application-name", "Daypass",
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Daypass developers"),
                         "comments", _("Sign in once a day, then just ssh"),
                         "license-type", GTK_LICENSE_APACHE_2_0,
                         "website", WEBSITE,
                         "issue-url", WEBSITE "/issues",
                         "debug-info", info,
                         "debug-info-filename", "daypass-debug-info.txt",
                         /* Translators: your names, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
help_opened_cb (gboolean opened,
                gpointer user_data)
{
  g_autoptr (DpdWindow) window = user_data;

  if (!opened)
    dpd_window_toast (window, _("The help could not be opened"));
}

/* In the person's language if there is such a page; on the web if it is not installed. */
static char *
find_help (void)
{
  const char *const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *name = g_str_equal (languages[i], "C")
                                  ? g_strdup ("index.html")
                                  : g_strdup_printf ("index.%s.html", languages[i]);
      g_autofree char *path = g_build_filename (DP_HELPDIR, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_filename_to_uri (path, NULL, NULL);
    }
  return g_strdup (WEBSITE "#readme");
}

static void
show_help (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  DpdWindow *window = present (user_data);
  g_autofree char *uri = find_help ();

  dpd_open_uri (GTK_WINDOW (window), uri, help_opened_cb, g_object_ref (window));
}

static void
quit (GSimpleAction *action,
      GVariant      *parameter,
      gpointer       user_data)
{
  GtkWindow *window = find_window (user_data, DPD_TYPE_WINDOW);

  if (window != NULL)
    gtk_window_destroy (window);
  g_application_quit (G_APPLICATION (user_data));
}

static void
show_account (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  dpd_window_when_running (present (user_data), "win.account", parameter);
}

/* The notification's button, in a sandbox: the window opens, the sign-in begins there. */
static void
sign_in (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  const char *id = g_variant_get_string (parameter, NULL);
  DpdWindow *window = present (user_data);

  if (*id == '\0') /* "Sign in for today" */
    dpd_window_when_running (window, "win.sign-in-today", NULL);
  else
    dpd_window_when_running (window, "win.step", g_variant_new ("(ss)", id, "sign-in"));
}

/* The person was told, and is not told again of this end: no window opens. */
static void
later (GSimpleAction *action,
       GVariant      *parameter,
       gpointer       user_data)
{
  g_debug ("later: %s", g_variant_get_string (parameter, NULL));
}

static void
search (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  dpd_window_search (present (user_data), g_variant_get_string (parameter, NULL));
}

static void
window_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  g_autofree char *name = g_strconcat ("win.", g_action_get_name (G_ACTION (action)), NULL);

  dpd_window_when_running (present (user_data), name, NULL);
}

static const GActionEntry entries[] = {
  { .name = "preferences", .activate = show_preferences },
  { .name = "preferences-page", .activate = show_preferences, .parameter_type = "s" },
  { .name = "about", .activate = show_about },
  { .name = "help", .activate = show_help },
  { .name = "quit", .activate = quit },
  { .name = "show-account", .activate = show_account, .parameter_type = "s" },
  { .name = "sign-in", .activate = sign_in, .parameter_type = "s" },
  { .name = "later", .activate = later, .parameter_type = "s" },
  { .name = "search", .activate = search, .parameter_type = "s" },
  { .name = "sign-in-today", .activate = window_action },
  { .name = "diagnostics", .activate = window_action },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.preferences", { "<Control>comma" } },
  { "app.help", { "F1" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.back", { "<Alt>Left", "Escape" } },
  { "win.add-account", { "<Control>n" } },
  { "win.next-step", { "<Control>Return" } },
  { "win.renew", { "<Control>r" } },
  { "win.search", { "<Control>f" } },
  { "win.sign-in-today", { "<Control>t" } },
  { "win.diagnostics", { "<Control>d" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

/* The clock of the desktop: twelve hours or twenty-four. */
static void
follow_clock_format (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autofree char *format = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, "org.gnome.desktop.interface", TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, "clock-format"))
    return;
  settings = g_settings_new ("org.gnome.desktop.interface");
  format = g_settings_get_string (settings, "clock-format");
  dpw_time_set_twelve_hours (g_str_equal (format, "12h"));
}

static void
dpd_application_startup (GApplication *application)
{
  DpdApplication *self = DPD_APPLICATION (application);

  G_APPLICATION_CLASS (dpd_application_parent_class)->startup (application);
  follow_clock_format ();
  dpw_set_right_to_left (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char **) accels[i].accels);
  dpd_agent_start (self->agent);
}

static void
dpd_application_activate (GApplication *application)
{
  present (DPD_APPLICATION (application));
}

static void
dpd_application_open (GApplication *application,
                      GFile       **files,
                      int           n_files,
                      const char   *hint)
{
  DpdWindow *window = present (DPD_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    dpd_window_open_profile (window, files[i]);
}

static void
dpd_application_dispose (GObject *object)
{
  g_clear_object (&DPD_APPLICATION (object)->agent);
  G_OBJECT_CLASS (dpd_application_parent_class)->dispose (object);
}

static void
dpd_application_class_init (DpdApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_application_dispose;
  application_class->startup = dpd_application_startup;
  application_class->activate = dpd_application_activate;
  application_class->open = dpd_application_open;
}

static void
dpd_application_init (DpdApplication *self)
{
  self->agent = dpd_agent_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

DpdApplication *
dpd_application_new (void)
{
  return g_object_new (DPD_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/daypass/Daypass",
                       NULL);
}

DpdAgent *
dpd_application_get_agent (DpdApplication *self)
{
  return self->agent;
}
