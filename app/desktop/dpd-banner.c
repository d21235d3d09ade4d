/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-banner.h"

#include "dpd-markup.h"
#include "dpd-resource.h"
#include "dpd-wrap-layout.h"

struct _DpdBanner
{
  AdwBin       parent_instance;
  GtkRevealer *revealer;
  GtkLabel    *title_label;
  GtkButton   *button;
};

G_DEFINE_FINAL_TYPE (DpdBanner, dpd_banner, ADW_TYPE_BIN)

static void
dpd_banner_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_banner_parent_class)->dispose (object);
}

static void
dpd_banner_class_init (DpdBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_banner_dispose;
  g_type_ensure (DPD_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-banner.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, DpdBanner, title_label);
  gtk_widget_class_bind_template_child (widget_class, DpdBanner, button);
}

static void
dpd_banner_init (DpdBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
dpd_banner_set (DpdBanner  *self,
                const char *title,
                const char *button,
                const char *action,
                const char *target)
{
  g_return_if_fail (DPD_IS_BANNER (self));
  if (title != NULL)
    {
      dpd_label_set_sentence (self->title_label, title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->button), title != NULL && button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
  /* The target first: an action with a parameter that has none is a warning. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->button),
                                          target != NULL ? g_variant_new_string (target) : NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_revealer_set_reveal_child (self->revealer, title != NULL);
}
