/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-ssh-change-dialog.h"

#include "dpd-diff-view.h"
#include "dpd-report.h"
#include "dpd-resource.h"
#include "dpd-window.h"

#include <glib/gi18n.h>

struct _DpdSshChangeDialog
{
  AdwWindow            parent_instance;
  AdwPreferencesPage  *page;
  AdwPreferencesGroup *intro_group;
  GtkButton           *apply_button;
  DpdAgent            *agent;
  char                *token;
  char                *to_copy;
};

G_DEFINE_FINAL_TYPE (DpdSshChangeDialog, dpd_ssh_change_dialog, ADW_TYPE_WINDOW)

static const struct
{
  const char *what;
  const char *description;
} kinds[] = {
  { "include", N_("One line is added at the top") },
  { "own", N_("This file belongs to Daypass") },
  { "block-to-copy", N_("Add these lines yourself: Daypass cannot write here") },
};

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpdWindow) window = user_data;

  if (dp_bus_manager_call_apply_hosts_finish (DP_BUS_MANAGER (source), result, &error))
    dpd_window_toast_action (window, _("ssh settings changed"), _("Undo"), "win.undo-hosts");
  else
    dpd_report (GTK_WIDGET (window), error);
}

static gboolean
is_copied (DpdSshChangeDialog *self)
{
  return *self->token == '\0'
         || dp_bus_manager_get_hosts_read_only (dpd_agent_get_manager (self->agent));
}

static void
apply_clicked_cb (DpdSshChangeDialog *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  if (is_copied (self))
    gtk_widget_activate_action (parent, "win.copy-text", "s", self->to_copy);
  /* in a sandbox: the list is remembered, the person brings the lines to ssh */
  if (is_copied (self) && *self->token != '\0')
    dp_bus_manager_call_apply_hosts (manager, self->token, NULL, dpd_report_cb,
                                     dpd_report_to (parent));
  else if (*self->token != '\0')
    dp_bus_manager_call_apply_hosts (manager, self->token, NULL, applied_cb,
                                     g_object_ref (parent));
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_file (DpdSshChangeDialog *self,
          const char         *path,
          const char         *what,
          const char *const  *lines)
{
  GtkWidget *group = adw_preferences_group_new ();
  GString *text = g_string_new (self->to_copy);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), path);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (what, kinds[i].what))
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                             _(kinds[i].description));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dpd_diff_view_new (path, lines));
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] == '+' || *lines[i] == ' ')
      g_string_append_printf (text, "%s\n", lines[i] + 1);
  g_free (self->to_copy);
  self->to_copy = g_string_free (text, FALSE);
}

static void
dpd_ssh_change_dialog_dispose (GObject *object)
{
  DpdSshChangeDialog *self = DPD_SSH_CHANGE_DIALOG (object);

  g_clear_object (&self->agent);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->to_copy, g_free);
  G_OBJECT_CLASS (dpd_ssh_change_dialog_parent_class)->dispose (object);
}

static void
dpd_ssh_change_dialog_class_init (DpdSshChangeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_ssh_change_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-ssh-change-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdSshChangeDialog, page);
  gtk_widget_class_bind_template_child (widget_class, DpdSshChangeDialog, intro_group);
  gtk_widget_class_bind_template_child (widget_class, DpdSshChangeDialog, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, apply_clicked_cb);
}

static void
dpd_ssh_change_dialog_init (DpdSshChangeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dpd_ssh_change_dialog_new (GtkWindow  *parent,
                           DpdAgent   *agent,
                           const char *token,
                           GVariant   *files)
{
  DpdSshChangeDialog *self = g_object_new (DPD_TYPE_SSH_CHANGE_DIALOG, "transient-for", parent,
                                           NULL);
  GVariantIter iter;
  const char *path, *what;
  const char **lines;

  self->agent = g_object_ref (agent);
  self->token = g_strdup (token);
  self->to_copy = g_strdup ("");
  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&s&s^a&s)", &path, &what, &lines))
    {
      add_file (self, path, what, lines);
      g_free (lines);
    }
  if (is_copied (self))
    {
      gtk_window_set_title (GTK_WINDOW (self), _("Add to Your ssh Settings"));
      gtk_button_set_label (self->apply_button, _("_Copy"));
      gtk_widget_set_visible (GTK_WIDGET (self->intro_group), FALSE);
    }
  return GTK_WIDGET (self);
}
