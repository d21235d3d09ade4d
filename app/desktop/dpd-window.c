/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-window.h"

#include "dpd-account-page.h"
#include "dpd-agent-page.h"
#include "dpd-compat.h"
#include "dpd-first-run-page.h"
#include "dpd-home-page.h"
#include "dpd-hosts-page.h"
#include "dpd-import-dialog.h"
#include "dpd-resource.h"

#include <glib/gi18n.h>

#define MOST_WANTED 10

struct _DpdWindow
{
  AdwApplicationWindow parent_instance;
  AdwToastOverlay     *toast_overlay;
  AdwLeaflet          *leaflet;
  GtkStack            *root_stack;
  DpdHomePage         *home_page;
  GMenuModel          *primary_menu;
  DpdAgent            *agent;
  GSettings           *settings;
  GPtrArray           *wanted; /* of Wanted: to be done once the agent is there */
  GFile               *wanted_profile;
};

G_DEFINE_FINAL_TYPE (DpdWindow, dpd_window, ADW_TYPE_APPLICATION_WINDOW)

typedef struct
{
  const char *action;
  GVariant   *target;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_clear_pointer (&wanted->target, g_variant_unref);
  g_free (wanted);
}

static void
show_wanted (DpdWindow *self)
{
  g_autoptr (GPtrArray) list = g_steal_pointer (&self->wanted);
  g_autoptr (GFile) profile = g_steal_pointer (&self->wanted_profile);

  self->wanted = g_ptr_array_new_with_free_func (wanted_free);
  for (guint i = 0; i < list->len; i++)
    {
      const Wanted *wanted = g_ptr_array_index (list, i);

      gtk_widget_activate_action_variant (GTK_WIDGET (self), wanted->action, wanted->target);
    }
  if (profile != NULL)
    dpd_window_open_profile (self, profile);
}

/* Most people see these two never again: they are made when they are needed. */
static void
ensure_root_page (DpdWindow  *self,
                  const char *name)
{
  GtkWidget *page;

  if (gtk_stack_get_child_by_name (self->root_stack, name) != NULL)
    return;
  if (g_str_equal (name, "agent"))
    {
      page = g_object_new (DPD_TYPE_AGENT_PAGE, NULL);
      dpd_agent_page_setup (DPD_AGENT_PAGE (page), self->agent, self->primary_menu);
    }
  else
    {
      page = g_object_new (DPD_TYPE_FIRST_RUN_PAGE, NULL);
      dpd_first_run_page_setup (DPD_FIRST_RUN_PAGE (page), self->agent, self->primary_menu, TRUE);
    }
  gtk_stack_add_named (self->root_stack, page, name);
}

/* Which of the root pages is right. */
static void
update_root (DpdWindow *self)
{
  guint n = dpd_account_list_get_n (dpd_agent_get_accounts (self->agent));
  const char *name = "starting";

  switch (dpd_agent_get_status (self->agent))
    {
    case DPD_AGENT_STARTING:
      name = n > 0 ? "home" : "starting";
      break;
    case DPD_AGENT_RUNNING:
      name = n > 0 ? "home" : "first-run";
      break;
    case DPD_AGENT_AWAY:
    case DPD_AGENT_OTHER_VERSION:
    default:
      name = "agent";
      dpd_navigation_pop_all (self->leaflet);
      break;
    }
  ensure_root_page (self, name);
  gtk_stack_set_visible_child_name (self->root_stack, name);
  if (dpd_agent_get_status (self->agent) == DPD_AGENT_RUNNING)
    show_wanted (self);
}

static void
restore_size (DpdWindow *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  /* Run from the build folder without its schema, the window has its default size. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema == NULL)
    return;
  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

/* Profiles that are dropped on the window are only shown, as with a double click. */
static gboolean
dropped_cb (DpdWindow    *self,
            const GValue *value)
{
  const GSList *files = g_value_get_boxed (value);
  g_autofree char *name = files != NULL ? g_file_get_basename (files->data) : NULL;

  if (name == NULL || files->next != NULL || !g_str_has_suffix (name, ".daypass"))
    {
      dpd_window_toast (self, _("Drop one file whose name ends in .daypass"));
      return FALSE;
    }
  dpd_window_open_profile (self, files->data);
  return TRUE;
}

static void
accept_files (DpdWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
dpd_window_dispose (GObject *object)
{
  DpdWindow *self = DPD_WINDOW (object);

  if (self->agent != NULL)
    {
      g_signal_handlers_disconnect_by_data (dpd_agent_get_accounts (self->agent), self);
      g_signal_handlers_disconnect_by_data (self->agent, self);
    }
  g_clear_object (&self->settings);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_object (&self->wanted_profile);
  G_OBJECT_CLASS (dpd_window_parent_class)->dispose (object);
}

/* Whoever still waits for an answer may ask a closed window for its agent. */
static void
dpd_window_finalize (GObject *object)
{
  g_clear_object (&DPD_WINDOW (object)->agent);
  G_OBJECT_CLASS (dpd_window_parent_class)->finalize (object);
}

static void
dpd_window_class_init (DpdWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = dpd_window_finalize;
  g_type_ensure (DPD_TYPE_HOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, DpdWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, DpdWindow, root_stack);
  gtk_widget_class_bind_template_child (widget_class, DpdWindow, home_page);
  gtk_widget_class_bind_template_child (widget_class, DpdWindow, primary_menu);
  _dpd_window_install_actions (widget_class);
  _dpd_window_install_steps (widget_class);
}

static void
dpd_window_init (DpdWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->wanted = g_ptr_array_new_with_free_func (wanted_free);
  dpd_navigation_init (self->leaflet);
  accept_files (self);
}

DpdWindow *
dpd_window_new (GtkApplication *application,
                DpdAgent       *agent)
{
  DpdWindow *self = g_object_new (DPD_TYPE_WINDOW, "application", application, NULL);

  self->agent = g_object_ref (agent);
  restore_size (self);
  dpd_home_page_set_agent (self->home_page, agent);
  dpd_home_page_set_menu (self->home_page, self->primary_menu);
  g_signal_connect_object (agent, "status-changed", G_CALLBACK (update_root), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dpd_agent_get_accounts (agent), "items-changed",
                           G_CALLBACK (update_root), self, G_CONNECT_SWAPPED);
  _dpd_window_follow_requests (self);
  update_root (self);
  return self;
}

DpdAgent *
dpd_window_get_agent (DpdWindow *self)
{
  return self->agent;
}

void
dpd_window_push (DpdWindow *self,
                 GtkWidget *page)
{
  dpd_navigation_push (self->leaflet, page);
}

void
dpd_window_pop (DpdWindow *self)
{
  dpd_navigation_pop (self->leaflet);
}

void
dpd_window_back (DpdWindow *self)
{
  if (dpd_window_get_page (self) != dpd_window_get_nth_page (self, 0)
      || !dpd_home_page_end_search (self->home_page))
    dpd_window_pop (self);
}

GtkWidget *
dpd_window_get_page (DpdWindow *self)
{
  return dpd_navigation_get_visible (self->leaflet);
}

GtkWidget *
dpd_window_get_nth_page (DpdWindow *self,
                         guint      n)
{
  return dpd_navigation_get_nth (self->leaflet, n);
}

void
dpd_window_close_page (DpdWindow *self,
                       GtkWidget *page)
{
  dpd_navigation_remove (self->leaflet, page);
}

void
dpd_window_leave (GtkWidget *page)
{
  GtkRoot *root = gtk_widget_get_root (page);

  /* A page that is closed already may live on until a call has ended. */
  if (DPD_IS_WINDOW (root))
    dpd_window_close_page (DPD_WINDOW (root), page);
}

void
dpd_window_toast (DpdWindow  *self,
                  const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (markup));
}

void
dpd_window_toast_action (DpdWindow  *self,
                         const char *text,
                         const char *button,
                         const char *action)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_button_label (toast, button);
  adw_toast_set_detailed_action_name (toast, action);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

void
dpd_window_search (DpdWindow  *self,
                   const char *text)
{
  dpd_navigation_pop_all (self->leaflet);
  dpd_home_page_search (self->home_page, text);
}

DpdAccount *
dpd_window_get_account (DpdWindow *self)
{
  GtkWidget *page = dpd_window_get_page (self);

  return DPD_IS_ACCOUNT_PAGE (page) ? dpd_account_page_get_account (DPD_ACCOUNT_PAGE (page))
                                    : dpd_home_page_get_selected (self->home_page);
}

void
dpd_window_show_account (DpdWindow  *self,
                         const char *id)
{
  DpdAccount *account = dpd_account_list_find (dpd_agent_get_accounts (self->agent), id);

  if (account == NULL)
    return;
  if (DPD_IS_ACCOUNT_PAGE (dpd_window_get_page (self)) && dpd_window_get_account (self) == account)
    return;
  dpd_window_push (self, dpd_account_page_new (account));
}

void
dpd_window_when_running (DpdWindow  *self,
                         const char *action,
                         GVariant   *target)
{
  Wanted *wanted;

  if (self->wanted->len >= MOST_WANTED)
    return;
  wanted = g_new0 (Wanted, 1);
  wanted->action = g_intern_string (action);
  wanted->target = target != NULL ? g_variant_ref_sink (target) : NULL;
  g_ptr_array_add (self->wanted, wanted);
  if (dpd_agent_get_status (self->agent) == DPD_AGENT_RUNNING)
    show_wanted (self);
}

void
dpd_window_open_profile (DpdWindow *self,
                         GFile     *file)
{
  if (dpd_agent_get_status (self->agent) == DPD_AGENT_RUNNING)
    gtk_window_present (
        GTK_WINDOW (dpd_import_dialog_new_profile (GTK_WINDOW (self), self->agent, file)));
  else
    g_set_object (&self->wanted_profile, file);
}
