/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-fact-row.h"

#include "dpd-markup.h"

#include <glib/gi18n.h>

#define LARGE_DPI (140 * PANGO_SCALE) /* 96 is what most people have */

void
dpd_row_set_title (AdwActionRow *row,
                   const char   *text)
{
  g_autofree char *markup = dpd_plain_markup (text);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
}

void
dpd_row_set_subtitle (AdwActionRow *row,
                      const char   *text)
{
  g_autofree char *markup = text != NULL && *text != '\0' ? dpd_plain_markup (text) : g_strdup ("");

  adw_action_row_set_subtitle (row, markup);
}

static gboolean
is_large (GBinding     *binding,
          const GValue *dpi,
          GValue       *large,
          gpointer      user_data)
{
  g_value_set_boolean (large, g_value_get_int (dpi) >= LARGE_DPI);
  return TRUE;
}

void
dpd_combo_row_adapt (AdwComboRow *row)
{
  g_object_bind_property_full (gtk_widget_get_settings (GTK_WIDGET (row)), "gtk-xft-dpi", row,
                               "use-subtitle", G_BINDING_SYNC_CREATE, is_large, NULL, NULL, NULL);
}

static void
copy_clicked_cb (GtkButton  *button,
                 const char *value)
{
  gtk_widget_activate_action (GTK_WIDGET (button), "win.copy-text", "s", value);
}

static GtkWidget *
copy_button_new (const char *title,
                 const char *value)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: %s is what is copied, like "Fingerprint" */
  g_autofree char *label = g_strdup_printf (_("Copy %s"), title);

  gtk_widget_set_tooltip_text (button, _("Copy"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_clicked_cb), g_strdup (value),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  return button;
}

GtkWidget *
dpd_fact_row_new (const char  *title,
                  const char  *value,
                  DpdFactFlags flags)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *markup = dpd_plain_markup (value);
  g_autofree char *mono = g_strdup_printf ("<tt>%s</tt>", markup);

  dpd_row_set_title (ADW_ACTION_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), flags & DPD_FACT_MONOSPACE ? mono : markup);
  gtk_widget_add_css_class (row, "property");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, value, -1);
  if (flags & DPD_FACT_COPY)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy_button_new (title, value));
  return row;
}

GtkWidget *
dpd_link_row_new (const char *title,
                  const char *subtitle,
                  const char *avatar_name)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *chevron = gtk_image_new_from_icon_name ("go-next-symbolic");

  dpd_row_set_title (ADW_ACTION_ROW (row), title);
  dpd_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle != NULL ? subtitle : "", -1);
  if (avatar_name != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               adw_avatar_new (32, dpd_initials_text (avatar_name), TRUE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), chevron);
  return row;
}

const char *
dpd_initials_text (const char *provider_name)
{
  return g_strcmp0 (provider_name, "GitLab") == 0 ? "Git Lab" : provider_name;
}
