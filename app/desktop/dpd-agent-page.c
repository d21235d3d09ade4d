/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-agent-page.h"

#include "dpd-resource.h"

#include <glib/gi18n.h>

struct _DpdAgentPage
{
  AdwBin         parent_instance;
  GtkMenuButton *menu_button;
  AdwStatusPage *status_page;
};

G_DEFINE_FINAL_TYPE (DpdAgentPage, dpd_agent_page, ADW_TYPE_BIN)

static void
update (DpdAgentPage *self,
        DpdAgent     *agent)
{
  if (dpd_agent_get_status (agent) == DPD_AGENT_OTHER_VERSION)
    {
      adw_status_page_set_title (self->status_page, _("Another Version Is Running"));
      adw_status_page_set_description (
          self->status_page, _("Daypass was updated. Restart the part that works in the "
                               "background. Keys you already have still work."));
      return;
    }
  adw_status_page_set_title (self->status_page, _("Daypass Is Not Running"));
  adw_status_page_set_description (
      self->status_page,
      _("The part that works in the background has stopped. Keys you already have still work."));
}

static void
dpd_agent_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_agent_page_parent_class)->dispose (object);
}

static void
dpd_agent_page_class_init (DpdAgentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_agent_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-agent-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdAgentPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DpdAgentPage, status_page);
}

static void
dpd_agent_page_init (DpdAgentPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dpd_agent_page_setup (DpdAgentPage *self,
                      DpdAgent     *agent,
                      GMenuModel   *menu)
{
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  g_signal_connect_object (agent, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self, agent);
}
