/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-diff-view.h"

#include "dpd-resource.h"

#define HANG_PX 16

struct _DpdDiffView
{
  AdwBin       parent_instance;
  GtkTextView *text_view;
};

G_DEFINE_FINAL_TYPE (DpdDiffView, dpd_diff_view, ADW_TYPE_BIN)

static void
dpd_diff_view_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_diff_view_parent_class)->dispose (object);
}

static void
dpd_diff_view_class_init (DpdDiffViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_diff_view_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-diff-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdDiffView, text_view);
}

static void
dpd_diff_view_init (DpdDiffView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_tags (GtkTextBuffer *buffer)
{
  const GdkRGBA added = { 0.18f, 0.76f, 0.49f, 0.18f };
  const GdkRGBA removed = { 0.88f, 0.11f, 0.14f, 0.15f };

  gtk_text_buffer_create_tag (buffer, "line", "indent", -HANG_PX, "insert-hyphens", FALSE, NULL);
  gtk_text_buffer_create_tag (buffer, "+", "paragraph-background-rgba", &added, "weight",
                              PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "-", "paragraph-background-rgba", &removed, NULL);
}

GtkWidget *
dpd_diff_view_new (const char        *path,
                   const char *const *lines)
{
  DpdDiffView *self = g_object_new (DPD_TYPE_DIFF_VIEW, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter end;

  add_tags (buffer);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (lines[i], -1);
      const char *tag = *valid == '+' ? "+" : *valid == '-' ? "-" : "line";
      /* The mark, a space, the line. */
      g_autofree char *line = g_strdup_printf ("%.1s %s", *valid != '\0' ? valid : " ",
                                               *valid != '\0' ? valid + 1 : "");

      gtk_text_buffer_get_end_iter (buffer, &end);
      if (i > 0)
        gtk_text_buffer_insert (buffer, &end, "\n", 1);
      gtk_text_buffer_insert_with_tags_by_name (buffer, &end, line, -1, "line", tag, NULL);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, path, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  path, -1);
  return GTK_WIDGET (self);
}
