/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-providers-page.h"

#include "dpd-fact-row.h"
#include "dpd-listen.h"
#include "dpd-resource.h"

#include <glib/gi18n.h>

struct _DpdProvidersPage
{
  AdwBin      parent_instance;
  GtkWidget  *own_empty_row;
  GtkListBox *own_list;
  GtkListBox *managed_list;
  GtkWidget  *managed_group;
  GtkListBox *builtin_list;
  DpdAgent   *agent;
  GVariant   *shown;
};

G_DEFINE_FINAL_TYPE (DpdProvidersPage, dpd_providers_page, ADW_TYPE_BIN)

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static char *
dup_subtitle (GVariant *provider)
{
  const char *host = dpd_provider_get (provider, "host");
  const char *profile = dpd_provider_get (provider, "profile");

  if (g_str_equal (dpd_provider_get (provider, "origin"), "opkssh"))
    return g_strdup_printf ("%s · ~/.opk/config.yml", host);
  /* Translators: a host, and the organisation whose profile brought it */
  return *profile != '\0' ? g_strdup_printf (_("%s · set by %s"), host, profile) : g_strdup (host);
}

static void
add_provider (DpdProvidersPage *self,
              GVariant         *provider)
{
  const char *origin = dpd_provider_get (provider, "origin");
  const char *name = dpd_provider_get (provider, "name");
  g_autofree char *subtitle = dup_subtitle (provider);
  GtkWidget *row = dpd_link_row_new (name, subtitle, name);
  gboolean own = g_str_equal (origin, "own");

  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", dpd_provider_get (provider, "id"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row),
                                  own ? "win.edit-provider" : "win.add-account-with");
  gtk_list_box_append (own ? self->own_list
                       : g_str_equal (origin, "built-in") ? self->builtin_list
                                                          : self->managed_list,
                       row);
}

static void
update (DpdProvidersPage *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *providers = manager != NULL ? dp_bus_manager_get_providers (manager) : NULL;
  GVariantIter iter;
  GVariant *provider;

  if (providers == NULL || (self->shown != NULL && g_variant_equal (self->shown, providers)))
    return;
  g_clear_pointer (&self->shown, g_variant_unref);
  self->shown = g_variant_ref (providers);
  clear_list (self->own_list);
  clear_list (self->managed_list);
  clear_list (self->builtin_list);
  g_variant_iter_init (&iter, providers);
  while ((provider = g_variant_iter_next_value (&iter)) != NULL)
    {
      add_provider (self, provider);
      g_variant_unref (provider);
    }
  gtk_widget_set_visible (
      self->managed_group,
      gtk_widget_get_first_child (GTK_WIDGET (self->managed_list)) != NULL);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->own_list)) == NULL)
    gtk_list_box_append (self->own_list, self->own_empty_row);
}

static void
dpd_providers_page_dispose (GObject *object)
{
  DpdProvidersPage *self = DPD_PROVIDERS_PAGE (object);

  dpd_unlisten (&self->agent, self);
  g_clear_object (&self->own_empty_row);
  g_clear_pointer (&self->shown, g_variant_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_providers_page_parent_class)->dispose (object);
}

static void
dpd_providers_page_class_init (DpdProvidersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_providers_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-providers-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdProvidersPage, own_list);
  gtk_widget_class_bind_template_child (widget_class, DpdProvidersPage, managed_list);
  gtk_widget_class_bind_template_child (widget_class, DpdProvidersPage, managed_group);
  gtk_widget_class_bind_template_child (widget_class, DpdProvidersPage, builtin_list);
}

static void
dpd_providers_page_init (DpdProvidersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->own_empty_row = g_object_ref_sink (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->own_empty_row), _("None yet"));
  gtk_widget_add_css_class (self->own_empty_row, "dim-label");
}

GtkWidget *
dpd_providers_page_new (DpdAgent *agent)
{
  DpdProvidersPage *self = g_object_new (DPD_TYPE_PROVIDERS_PAGE, NULL);

  self->agent = g_object_ref (agent);
  g_signal_connect_object (agent, "manager-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
