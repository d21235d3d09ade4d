/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-check-row.h"

#include "dpd-markup.h"
#include "dpd-resource.h"
#include "dpd-wrap-layout.h"

#include "dpw-fixes.h"

#include <glib/gi18n.h>

struct _DpdCheckRow
{
  AdwPreferencesRow parent_instance;
  GtkSpinner       *spinner;
  GtkImage         *icon;
  GtkLabel         *title_label;
  GtkLabel         *detail_label;
  GtkButton        *fix_button;
  GtkLabel         *fix_label;
  char             *fix;
  char            **fix_args;
};

G_DEFINE_FINAL_TYPE (DpdCheckRow, dpd_check_row, ADW_TYPE_PREFERENCES_ROW)

enum { FIX, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct
{
  const char *icon; /* NULL: spinner */
  const char *style;
  const char *word;
} looks[DPD_SEVERITY_N] = {
  [DPD_SEVERITY_GOOD] = { "emblem-ok-symbolic", "success", NC_("check", "Good") },
  [DPD_SEVERITY_INFO] = { "dialog-information-symbolic", NULL, NC_("check", "Hint") },
  [DPD_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning", NC_("check", "Warning") },
  [DPD_SEVERITY_BAD] = { "dialog-error-symbolic", "error", NC_("check", "Problem") },
  [DPD_SEVERITY_QUESTION] = { "daypass-question-symbolic", NULL, NC_("check", "Question") },
  [DPD_SEVERITY_RUNNING] = { NULL, NULL, NC_("check", "In progress") },
  [DPD_SEVERITY_TODO] = { "daypass-step-symbolic", "dim-label", NC_("check", "Still to do") },
};

static void
fix_clicked_cb (DpdCheckRow *self)
{
  g_signal_emit (self, signals[FIX], 0, self->fix, self->fix_args);
}

static void
dpd_check_row_dispose (GObject *object)
{
  DpdCheckRow *self = DPD_CHECK_ROW (object);

  g_clear_pointer (&self->fix, g_free);
  g_clear_pointer (&self->fix_args, g_strfreev);
  G_OBJECT_CLASS (dpd_check_row_parent_class)->dispose (object);
}

static void
dpd_check_row_class_init (DpdCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_check_row_dispose;
  signals[FIX] = g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRV);

  g_type_ensure (DPD_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-check-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdCheckRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, DpdCheckRow, icon);
  gtk_widget_class_bind_template_child (widget_class, DpdCheckRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DpdCheckRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, DpdCheckRow, fix_button);
  gtk_widget_class_bind_template_child (widget_class, DpdCheckRow, fix_label);
  gtk_widget_class_bind_template_callback (widget_class, fix_clicked_cb);
}

static void
dpd_check_row_init (DpdCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dpd_check_row_new_text (DpdSeverity severity,
                        const char *title)
{
  DpdCheckRow *self = g_object_new (DPD_TYPE_CHECK_ROW, NULL);

  dpd_label_set_sentence (self->title_label, title);
  dpd_check_row_set_severity (self, severity);
  return GTK_WIDGET (self);
}

GtkWidget *
dpd_check_row_new (const DpdCheck *check)
{
  g_autofree char *title = dpd_check_dup_title (check);
  g_autofree char *detail = dpd_check_dup_detail (check);
  g_autofree char *label = dpw_fix_label (check->fix, (const char *const *) check->fix_args);
  DpdCheckRow *self = DPD_CHECK_ROW (dpd_check_row_new_text (check->severity, title));

  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), detail != NULL);
  dpd_label_set_sentence (self->detail_label, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->fix_button), label != NULL);
  if (label != NULL)
    gtk_label_set_label (self->fix_label, label);
  self->fix = g_strdup (check->fix);
  self->fix_args = g_strdupv (check->fix_args);
  return GTK_WIDGET (self);
}

GtkWidget *
dpd_check_plain_row_new (const DpdCheck *check)
{
  g_autofree char *title = dpd_check_dup_title (check);
  g_autofree char *detail = dpd_check_dup_detail (check);
  g_autofree char *title_markup = dpd_sentence_markup (title);
  g_autofree char *detail_markup = dpd_sentence_markup (detail);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail != NULL ? detail_markup : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  detail != NULL ? detail : "", -1);
  return row;
}

void
dpd_check_row_set_severity (DpdCheckRow *self,
                            DpdSeverity  severity)
{
  const char *icon = looks[severity].icon;
  const char *word = g_dpgettext2 (NULL, "check", looks[severity].word);

  g_return_if_fail (DPD_IS_CHECK_ROW (self));
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), icon == NULL);
  gtk_spinner_set_spinning (self->spinner, icon == NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (self->icon, icon);
  for (guint i = 0; i < DPD_SEVERITY_N; i++)
    if (looks[i].style != NULL)
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].style);
  if (looks[severity].style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[severity].style);
  /* The icon alone says how it went: it has a word of its own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, word,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  word, -1);
}

void
dpd_check_row_suggest (DpdCheckRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self->fix_button), "suggested-action");
}

const char *
dpd_check_row_get_title (DpdCheckRow *self)
{
  return gtk_label_get_text (self->title_label);
}
