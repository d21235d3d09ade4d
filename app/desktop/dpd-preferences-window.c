/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-preferences-window.h"

#include "dpd-fact-row.h"
#include "dpd-listen.h"
#include "dpd-markup.h"
#include "dpd-resource.h"

#include <glib/gi18n.h>

struct _DpdPreferencesWindow
{
  AdwPreferencesWindow parent_instance;
  AdwPreferencesPage  *advanced_page;
  GtkSwitch           *start_switch;
  AdwComboRow         *notify_row;
  GtkSwitch           *renew_switch;
  AdwComboRow         *browser_row;
  AdwComboRow         *key_row;
  GtkSwitch           *agent_switch;
  GtkSwitch           *only_switch;
  GtkSwitch           *confirm_switch;
  DpdAgent            *agent;
  gboolean             updating;
};

G_DEFINE_FINAL_TYPE (DpdPreferencesWindow, dpd_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static const guint32 minutes[] = { 0, 10, 30, 60 };
static const char *const browsers[] = { "ask", "system", "embedded", NULL };
static const char *const key_types[] = { "ecdsa", "ed25519", NULL };

typedef struct
{
  const char *key;
  GtkSwitch  *widget;
} Switch;

#define N_SWITCHES 5

static void
get_switches (DpdPreferencesWindow *self,
              Switch                switches[N_SWITCHES])
{
  switches[0] = (Switch) { "start-at-login", self->start_switch };
  switches[1] = (Switch) { "renew", self->renew_switch };
  switches[2] = (Switch) { "ssh-agent", self->agent_switch };
  switches[3] = (Switch) { "agent-only", self->only_switch };
  switches[4] = (Switch) { "agent-confirm", self->confirm_switch };
}

static void
failed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DpdPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *markup = NULL;

  if (dp_bus_manager_call_set_preferences_finish (DP_BUS_MANAGER (source), result, &error))
    return;
  sentence = dpd_agent_error_sentence (error);
  markup = dpd_plain_markup (sentence);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (markup));
}

static void
set (DpdPreferencesWindow *self,
     const char           *key,
     GVariant             *value)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *preferences = manager != NULL ? dp_bus_manager_get_preferences (manager) : NULL;
  g_autoptr (GVariant) wanted = g_variant_ref_sink (value);
  g_autoptr (GVariant) known = preferences != NULL
                                   ? g_variant_lookup_value (preferences, key, NULL) : NULL;
  GVariantBuilder builder;

  /* A row says so too when only the size of the text has changed. */
  if (manager == NULL || (known != NULL && g_variant_equal (known, wanted)))
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", key, wanted);
  dp_bus_manager_call_set_preferences (manager, g_variant_builder_end (&builder), NULL, failed_cb,
                                       g_object_ref (self));
}

static void
switched_cb (DpdPreferencesWindow *self,
             GParamSpec           *pspec,
             GtkSwitch            *widget)
{
  Switch switches[N_SWITCHES];

  if (self->updating)
    return;
  get_switches (self, switches);
  for (guint i = 0; i < N_SWITCHES; i++)
    if (switches[i].widget == widget)
      set (self, switches[i].key, g_variant_new_boolean (gtk_switch_get_active (widget)));
}

static void
selected_cb (DpdPreferencesWindow *self,
             GParamSpec           *pspec,
             AdwComboRow          *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (self->updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (row == self->notify_row)
    set (self, "notify-minutes", g_variant_new_uint32 (minutes[selected]));
  else if (row == self->browser_row)
    set (self, "browser", g_variant_new_string (browsers[selected]));
  else
    set (self, "key-type", g_variant_new_string (key_types[selected]));
}

static void
show_word (GVariant          *preferences,
           const char        *key,
           const char *const *words,
           AdwComboRow       *row)
{
  const char *word;

  if (!g_variant_lookup (preferences, key, "&s", &word))
    return;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      adw_combo_row_set_selected (row, i);
}

/* A value that is not in the list is shown as the nearest one below. */
static void
show_minutes (DpdPreferencesWindow *self,
              GVariant             *preferences)
{
  guint32 value;

  if (!g_variant_lookup (preferences, "notify-minutes", "u", &value))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    if (value >= minutes[i])
      adw_combo_row_set_selected (self->notify_row, i);
}

static void
lock (DpdPreferencesWindow *self,
      GVariant             *preferences,
      const Switch          switches[N_SWITCHES])
{
  g_autofree const char **locked = NULL;

  if (!g_variant_lookup (preferences, "locked", "^a&s", &locked))
    return;
  for (guint i = 0; i < N_SWITCHES; i++)
    if (g_strv_contains (locked, switches[i].key))
      gtk_widget_set_sensitive (GTK_WIDGET (switches[i].widget), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->notify_row),
                            !g_strv_contains (locked, "notify-minutes"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->browser_row), !g_strv_contains (locked, "browser"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->key_row), !g_strv_contains (locked, "key-type"));
}

static void
update (DpdPreferencesWindow *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *preferences = manager != NULL ? dp_bus_manager_get_preferences (manager) : NULL;
  Switch switches[N_SWITCHES];
  gboolean on;

  if (preferences == NULL)
    return;
  get_switches (self, switches);
  self->updating = TRUE;
  for (guint i = 0; i < N_SWITCHES; i++)
    if (g_variant_lookup (preferences, switches[i].key, "b", &on))
      gtk_switch_set_active (switches[i].widget, on);
  show_minutes (self, preferences);
  show_word (preferences, "browser", browsers, self->browser_row);
  show_word (preferences, "key-type", key_types, self->key_row);
  lock (self, preferences, switches);
  self->updating = FALSE;
}

static void
dpd_preferences_window_dispose (GObject *object)
{
  DpdPreferencesWindow *self = DPD_PREFERENCES_WINDOW (object);

  dpd_unlisten (&self->agent, self);
  G_OBJECT_CLASS (dpd_preferences_window_parent_class)->dispose (object);
}

static void
dpd_preferences_window_class_init (DpdPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-preferences-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, advanced_page);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, start_switch);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, notify_row);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, renew_switch);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, browser_row);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, key_row);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, agent_switch);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, only_switch);
  gtk_widget_class_bind_template_child (widget_class, DpdPreferencesWindow, confirm_switch);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
dpd_preferences_window_init (DpdPreferencesWindow *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  dpd_combo_row_adapt (self->notify_row);
  dpd_combo_row_adapt (self->browser_row);
  dpd_combo_row_adapt (self->key_row);
  self->updating = FALSE;
}

GtkWidget *
dpd_preferences_window_new (GtkWindow *parent,
                            DpdAgent  *agent)
{
  DpdPreferencesWindow *self = g_object_new (DPD_TYPE_PREFERENCES_WINDOW, "transient-for", parent,
                                             NULL);

  self->agent = g_object_ref (agent);
  g_signal_connect_object (agent, "manager-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
