/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-account-row.h"

#include "dpd-fact-row.h"
#include "dpd-listen.h"
#include "dpd-markup.h"
#include "dpd-resource.h"
#include "dpd-wrap-layout.h"

#include "dpw-clock.h"

#include <glib/gi18n.h>

struct _DpdAccountRow
{
  AdwPreferencesRow parent_instance;
  AdwAvatar        *avatar;
  GtkLabel         *identity_label;
  GtkSpinner       *spinner;
  GtkImage         *state_icon;
  GtkLabel         *state_label;
  GtkButton        *other_button;
  GtkButton        *next_button;
  GtkImage         *details_icon;
  DpdAccount       *account;
  char             *style;
};

G_DEFINE_FINAL_TYPE (DpdAccountRow, dpd_account_row, ADW_TYPE_PREFERENCES_ROW)

static const struct
{
  const char *icon;
  const char *style;
} looks[DPW_STATE_N] = {
  [DPW_STATE_SIGNED_OUT] = { "system-log-out-symbolic", NULL },
  [DPW_STATE_SIGNED_IN] = { "emblem-ok-symbolic", "success" },
  [DPW_STATE_ENDING] = { "alarm-symbolic", "warning" },
  [DPW_STATE_ENDED] = { "daytime-sunset-symbolic", "warning" },
  [DPW_STATE_OFFLINE] = { "network-offline-symbolic", NULL },
  [DPW_STATE_OTHER_PERSON] = { "system-users-symbolic", "warning" },
  [DPW_STATE_KEYRING_LOCKED] = { "changes-prevent-symbolic", "warning" },
  [DPW_STATE_LOST] = { "daypass-key-missing-symbolic", "warning" },
  [DPW_STATE_REFUSED] = { "action-unavailable-symbolic", "error" },
  [DPW_STATE_PROBLEM] = { "dialog-warning-symbolic", "error" },
};

const char *
dpd_state_icon (DpwState     state,
                const char **style)
{
  *style = looks[state].style;
  return looks[state].icon;
}

static void
set_button (DpdAccountRow *self,
            GtkButton     *button,
            const char    *label,
            const char    *step)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (button, label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)",
                                    dpd_account_get_id (self->account), step);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.step");
}

static void
show_icon (DpdAccountRow *self,
           DpwState       state)
{
  const char *style;
  const char *icon = dpd_state_icon (state, &style);

  gtk_widget_set_visible (GTK_WIDGET (self->state_icon), icon != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), icon == NULL);
  gtk_spinner_set_spinning (self->spinner, icon == NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (self->state_icon, icon);
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_icon), self->style);
  g_free (self->style);
  self->style = g_strdup (style);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), style);
}

static void
show_buttons (DpdAccountRow       *self,
              const DpwStateFacts *facts)
{
  g_autofree char *step = dpw_state_step (facts);
  g_autofree char *keep = NULL;

  set_button (self, self->next_button, step, dpw_state_step_id (facts));
  if (facts->state == DPW_STATE_OTHER_PERSON && g_strv_length ((char **) facts->args) > 1)
    {
      g_autofree char *name = dpw_short_name (facts->args[1]);

      /* Translators: %s is the short name of the person whose account this is */
      keep = g_strdup_printf (_("Keep %s"), name);
    }
  set_button (self, self->other_button, keep, "keep");
  gtk_widget_set_visible (GTK_WIDGET (self->details_icon), step == NULL);
}

static void
update (DpdAccountRow *self)
{
  const char *title = dpd_account_get_title (self->account);
  g_autofree char *line = NULL;
  DpwStateFacts facts;

  dpd_account_get_facts (self->account, &facts);
  line = dpw_state_line (&facts, dpw_clock_now (), NULL);
  adw_avatar_set_text (self->avatar,
                       dpd_initials_text (dpd_account_get_provider_name (self->account)));
  if (g_strcmp0 (gtk_label_get_text (self->identity_label), title) != 0)
    {
      dpd_label_set_sentence (self->identity_label, title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
    }
  if (g_strcmp0 (gtk_label_get_text (self->state_label), line) != 0)
    {
      dpd_label_set_sentence (self->state_label, line);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      line, -1);
    }
  show_icon (self, facts.state);
  show_buttons (self, &facts);
}

static void
dpd_account_row_dispose (GObject *object)
{
  DpdAccountRow *self = DPD_ACCOUNT_ROW (object);

  dpd_unlisten (&self->account, self);
  g_clear_pointer (&self->style, g_free);
  G_OBJECT_CLASS (dpd_account_row_parent_class)->dispose (object);
}

static void
dpd_account_row_class_init (DpdAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_account_row_dispose;
  g_type_ensure (DPD_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-account-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, identity_label);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, other_button);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, next_button);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountRow, details_icon);
}

static void
dpd_account_row_init (DpdAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dpd_account_row_new (DpdAccount *account)
{
  DpdAccountRow *self = g_object_new (DPD_TYPE_ACCOUNT_ROW, NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

DpdAccount *
dpd_account_row_get_account (DpdAccountRow *self)
{
  return self->account;
}

void
dpd_account_row_set_primary (DpdAccountRow *self,
                             gboolean       primary)
{
  if (primary)
    gtk_widget_add_css_class (GTK_WIDGET (self->next_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->next_button), "suggested-action");
}
