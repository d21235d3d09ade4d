/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-import-dialog.h"

#include "dpd-check-row.h"
#include "dpd-fact-row.h"
#include "dpd-markup.h"
#include "dpd-report.h"
#include "dpd-resource.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gi18n.h>
#include <unistd.h>

struct _DpdImportDialog
{
  AdwWindow            parent_instance;
  AdwPreferencesGroup *intro_group;
  GtkListBox          *list;
  GtkButton           *accept_button;
  DpdAgent            *agent;
  GCancellable        *cancellable;
  char                *profile; /* id of the staged profile; NULL for opkssh */
  gboolean             answered;
};

G_DEFINE_FINAL_TYPE (DpdImportDialog, dpd_import_dialog, ADW_TYPE_WINDOW)

static void
show_check (DpdImportDialog *self,
            const DpdCheck  *check)
{
  gtk_list_box_append (self->list, check->severity == DPD_SEVERITY_INFO
                                       ? dpd_check_plain_row_new (check)
                                       : dpd_check_row_new (check));
}

static void
show_failure (DpdImportDialog *self,
              const GError    *error)
{
  g_autofree char *sentence = dpd_agent_error_sentence (error);

  gtk_list_box_append (self->list, dpd_check_row_new_text (DPD_SEVERITY_BAD, sentence));
}

static void
show_checks (DpdImportDialog *self,
             GVariant        *variant)
{
  g_autoptr (GPtrArray) checks = dpd_checks_new (variant);

  for (guint i = 0; i < checks->len; i++)
    show_check (self, g_ptr_array_index (checks, i));
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button), dpd_checks_pass (checks));
}

static void
show_profile (DpdImportDialog *self,
              const char      *organisation,
              GVariant        *summary)
{
  /* Translators: %s is the name of an organisation */
  g_autofree char *title = g_strdup_printf (_("Use the Settings of %s?"), organisation);
  /* Translators: %s is the name of an organisation */
  g_autofree char *intro = g_strdup_printf (
      _("This profile of %s comes from a file. Nothing is in effect before you say yes."),
      organisation);
  g_autofree char *markup = dpd_plain_markup (intro);

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_preferences_group_set_description (self->intro_group, markup);
  show_checks (self, summary);
}

static void
described_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *organisation = NULL;
  g_autoptr (GVariant) summary = NULL;

  if (dp_bus_manager_call_describe_profile_finish (DP_BUS_MANAGER (source), &organisation,
                                                   &summary, result, &error))
    show_profile (user_data, organisation, summary);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (user_data, error);
}

static void
staged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *organisation = NULL;
  g_autoptr (GVariant) summary = NULL;
  DpdImportDialog *self = user_data;

  if (!dp_bus_manager_call_import_profile_finish (DP_BUS_MANAGER (source), &id, &organisation,
                                                  &summary, NULL, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_failure (self, error);
      return;
    }
  self->profile = g_steal_pointer (&id);
  show_profile (self, organisation, summary);
}

static void
preview_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) providers = NULL;
  g_autoptr (GVariant) remarks = NULL;
  DpdImportDialog *self = user_data;
  GVariantIter iter;
  const char *name, *issuer;

  if (!dp_bus_manager_call_preview_opkssh_finish (DP_BUS_MANAGER (source), &providers, &remarks,
                                                  result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_failure (self, error);
      return;
    }
  g_variant_iter_init (&iter, providers);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &name, &issuer, NULL))
    gtk_list_box_append (self->list, dpd_fact_row_new (name, issuer, DPD_FACT_PLAIN));
  show_checks (self, remarks);
}

static void
accept_clicked_cb (DpdImportDialog *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  self->answered = TRUE;
  if (self->profile != NULL)
    dp_bus_manager_call_decide_profile (manager, self->profile, TRUE, NULL, dpd_report_cb,
                                        dpd_report_to (parent));
  else
    dp_bus_manager_call_import_opkssh (manager, NULL, dpd_report_cb, dpd_report_to (parent));
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
dpd_import_dialog_close_request (GtkWindow *window)
{
  DpdImportDialog *self = DPD_IMPORT_DIALOG (window);
  DpBusManager *manager = dpd_agent_get_manager (self->agent);

  if (self->profile != NULL && !self->answered && manager != NULL)
    dp_bus_manager_call_decide_profile (manager, self->profile, FALSE, NULL, NULL, NULL);
  return GTK_WINDOW_CLASS (dpd_import_dialog_parent_class)->close_request (window);
}

static void
dpd_import_dialog_dispose (GObject *object)
{
  DpdImportDialog *self = DPD_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->agent);
  g_clear_pointer (&self->profile, g_free);
  G_OBJECT_CLASS (dpd_import_dialog_parent_class)->dispose (object);
}

static void
dpd_import_dialog_class_init (DpdImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_import_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = dpd_import_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-import-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdImportDialog, intro_group);
  gtk_widget_class_bind_template_child (widget_class, DpdImportDialog, list);
  gtk_widget_class_bind_template_child (widget_class, DpdImportDialog, accept_button);
  gtk_widget_class_bind_template_callback (widget_class, accept_clicked_cb);
}

static void
dpd_import_dialog_init (DpdImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static DpdImportDialog *
new_dialog (GtkWindow *parent,
            DpdAgent  *agent)
{
  DpdImportDialog *self = g_object_new (DPD_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);

  self->agent = g_object_ref (agent);
  return self;
}

GtkWidget *
dpd_import_dialog_new_profile (GtkWindow *parent,
                               DpdAgent  *agent,
                               GFile     *file)
{
  DpdImportDialog *self = new_dialog (parent, agent);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  const char *path = g_file_peek_path (file);
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;

  if (fd < 0 || g_unix_fd_list_append (fds, fd, NULL) < 0)
    gtk_list_box_append (self->list, dpd_check_row_new_text (DPD_SEVERITY_BAD,
                                                             _("The file cannot be read")));
  else
    dp_bus_manager_call_import_profile (dpd_agent_get_manager (self->agent),
                                        g_variant_new_handle (0), shown, fds, self->cancellable,
                                        staged_cb, self);
  if (fd >= 0)
    close (fd);
  return GTK_WIDGET (self);
}

GtkWidget *
dpd_import_dialog_new_staged (GtkWindow  *parent,
                              DpdAgent   *agent,
                              const char *id)
{
  DpdImportDialog *self = new_dialog (parent, agent);

  self->profile = g_strdup (id);
  dp_bus_manager_call_describe_profile (dpd_agent_get_manager (agent), id, self->cancellable,
                                        described_cb, self);
  return GTK_WIDGET (self);
}

GtkWidget *
dpd_import_dialog_new_opkssh (GtkWindow *parent,
                              DpdAgent  *agent)
{
  DpdImportDialog *self = new_dialog (parent, agent);

  gtk_window_set_title (GTK_WINDOW (self), _("Import Settings from opkssh?"));
  adw_preferences_group_set_description (
      self->intro_group, _("These providers are taken over. opkssh’s own file stays as it is."));
  dp_bus_manager_call_preview_opkssh (dpd_agent_get_manager (agent), self->cancellable, preview_cb,
                                      self);
  return GTK_WIDGET (self);
}
