/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-first-run-page.h"

#include "dpd-fact-row.h"
#include "dpd-listen.h"
#include "dpd-resource.h"

#include <glib/gi18n.h>

struct _DpdFirstRunPage
{
  AdwBin          parent_instance;
  AdwWindowTitle *title;
  AdwStatusPage  *status_page;
  GtkButton      *back_button;
  GtkMenuButton  *menu_button;
  GtkListBox     *providers_list;
  GtkWidget      *import_row;
  DpdAgent       *agent;
  GVariant       *shown;
};

G_DEFINE_FINAL_TYPE (DpdFirstRunPage, dpd_first_run_page, ADW_TYPE_BIN)

static void
add_row (DpdFirstRunPage *self,
         const char      *title,
         const char      *subtitle,
         const char      *avatar,
         const char      *action,
         const char      *target)
{
  GtkWidget *row = dpd_link_row_new (title, subtitle, avatar);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_list_box_append (self->providers_list, row);
}

/* Microsoft asks for the tenant first: there is no provider that fits everybody. */
static void
add_provider (DpdFirstRunPage *self,
              GVariant        *provider)
{
  const char *name = dpd_provider_get (provider, "name");
  gboolean built_in = g_str_equal (dpd_provider_get (provider, "origin"), "built-in");

  if (built_in && g_str_equal (dpd_provider_get (provider, "kind"), "microsoft"))
    add_row (self, name, _("Work or school"), name, "win.add-provider-kind", "microsoft");
  else
    add_row (self, name, built_in ? NULL : dpd_provider_get (provider, "host"), name,
             "win.add-account-with", dpd_provider_get (provider, "id"));
}

static void
update (DpdFirstRunPage *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *providers = manager != NULL ? dp_bus_manager_get_providers (manager) : NULL;
  GVariantIter iter;
  GVariant *provider;
  GtkWidget *row;

  if (providers == NULL)
    return;
  gtk_widget_set_visible (self->import_row, dp_bus_manager_get_opkssh_found (manager));
  if (self->shown != NULL && g_variant_equal (self->shown, providers))
    return;
  g_clear_pointer (&self->shown, g_variant_unref);
  self->shown = g_variant_ref (providers);

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->providers_list))) != NULL)
    gtk_list_box_remove (self->providers_list, row);
  g_variant_iter_init (&iter, providers);
  while ((provider = g_variant_iter_next_value (&iter)) != NULL)
    {
      add_provider (self, provider);
      g_variant_unref (provider);
    }
  add_row (self, _("Other…"), _("Any OpenID Connect provider"), "?", "win.add-provider-kind",
           "other");
}

static void
dpd_first_run_page_dispose (GObject *object)
{
  DpdFirstRunPage *self = DPD_FIRST_RUN_PAGE (object);

  dpd_unlisten (&self->agent, self);
  g_clear_pointer (&self->shown, g_variant_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_first_run_page_parent_class)->dispose (object);
}

static void
dpd_first_run_page_class_init (DpdFirstRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_first_run_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-first-run-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdFirstRunPage, title);
  gtk_widget_class_bind_template_child (widget_class, DpdFirstRunPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, DpdFirstRunPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, DpdFirstRunPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DpdFirstRunPage, providers_list);
  gtk_widget_class_bind_template_child (widget_class, DpdFirstRunPage, import_row);
}

static void
dpd_first_run_page_init (DpdFirstRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dpd_first_run_page_setup (DpdFirstRunPage *self,
                          DpdAgent        *agent,
                          GMenuModel      *menu,
                          gboolean         first)
{
  self->agent = g_object_ref (agent);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), !first);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), first);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  if (!first)
    {
      adw_window_title_set_title (self->title, _("Add Account"));
      adw_status_page_set_icon_name (self->status_page, NULL);
      adw_status_page_set_title (self->status_page, _("Who do you sign in with?"));
      adw_status_page_set_description (self->status_page, NULL);
    }
  g_signal_connect_object (agent, "manager-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
