/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-choice-button.h"

#include "dpd-resource.h"

struct _DpdChoiceButton
{
  GtkButton parent_instance;
  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *description_label;
};

G_DEFINE_FINAL_TYPE (DpdChoiceButton, dpd_choice_button, GTK_TYPE_BUTTON)

enum { PROP_TITLE = 1, PROP_DESCRIPTION, PROP_SYMBOL, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
dpd_choice_button_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  DpdChoiceButton *self = DPD_CHOICE_BUTTON (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title_label));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, gtk_label_get_label (self->description_label));
      break;
    case PROP_SYMBOL:
      g_value_set_string (value, gtk_image_get_icon_name (self->image));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dpd_choice_button_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  DpdChoiceButton *self = DPD_CHOICE_BUTTON (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      gtk_label_set_label (self->title_label, g_value_get_string (value));
      break;
    case PROP_DESCRIPTION:
      gtk_label_set_label (self->description_label, g_value_get_string (value));
      break;
    case PROP_SYMBOL:
      gtk_image_set_from_icon_name (self->image, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dpd_choice_button_class_init (DpdChoiceButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = dpd_choice_button_get_property;
  object_class->set_property = dpd_choice_button_set_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  /* Not "icon-name": GtkButton's own would replace the template's child. */
  properties[PROP_SYMBOL] = g_param_spec_string ("symbol", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-choice-button.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdChoiceButton, image);
  gtk_widget_class_bind_template_child (widget_class, DpdChoiceButton, title_label);
  gtk_widget_class_bind_template_child (widget_class, DpdChoiceButton, description_label);
}

static void
dpd_choice_button_init (DpdChoiceButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_mnemonic_widget (self->title_label, GTK_WIDGET (self));
}
