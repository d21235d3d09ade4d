/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-provider-dialog.h"

#include "dpd-check-row.h"
#include "dpd-compat.h"
#include "dpd-resource.h"

#include <glib/gi18n.h>

#define CHECK_DELAY_MS 500

struct _DpdProviderDialog
{
  AdwWindow       parent_instance;
  DpdProviderForm form;
  GtkListBox     *checks_list;
  GtkWidget      *checks_group;
  GtkWidget      *advanced_row;
  GtkButton      *add_button;
  GtkWidget      *remove_button;
  DpdAgent       *agent;
  char           *id; /* of the provider that is edited; NULL when one is added */
  GPtrArray      *confirmed;
  GCancellable   *cancellable;
  guint           delay;
  gboolean        sent; /* the answer is on its way */
};

G_DEFINE_FINAL_TYPE (DpdProviderDialog, dpd_provider_dialog, ADW_TYPE_WINDOW)

enum { ADDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void queue_check (DpdProviderDialog *self);

static const char *const *
confirmed_hosts (DpdProviderDialog *self)
{
  return (const char *const *) self->confirmed->pdata;
}

static void
clear_checks (DpdProviderDialog *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->checks_list))) != NULL)
    gtk_list_box_remove (self->checks_list, row);
  gtk_widget_set_visible (self->checks_group, FALSE);
}

static void
add_check_row (DpdProviderDialog *self,
               GtkWidget         *row)
{
  gtk_list_box_append (self->checks_list, row);
  gtk_widget_set_visible (self->checks_group, TRUE);
}

static void
fix_cb (DpdProviderDialog *self,
        const char        *fix,
        char             **args)
{
  if (args[0] == NULL)
    return;
  if (g_str_equal (fix, "use-issuer"))
    gtk_editable_set_text (GTK_EDITABLE (self->form.issuer_row), args[0]);
  else if (g_str_equal (fix, "confirm-host"))
    {
      /* Kept ended by NULL: it goes to the agent as a string array. */
      g_ptr_array_insert (self->confirmed, 0, g_strdup (args[0]));
      queue_check (self);
    }
}

static void
show_error (DpdProviderDialog *self,
            const GError      *error)
{
  g_autofree char *sentence = dpd_agent_error_sentence (error);

  clear_checks (self);
  add_check_row (self, dpd_check_row_new_text (DPD_SEVERITY_BAD, sentence));
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) normalised = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  DpdProviderDialog *self = user_data;

  if (!dp_bus_manager_call_check_provider_finish (DP_BUS_MANAGER (source), &variant, &normalised,
                                                  result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_error (self, error);
      return;
    }
  checks = dpd_checks_new (variant);
  clear_checks (self);
  for (guint i = 0; i < checks->len; i++)
    {
      GtkWidget *row = dpd_check_row_new (g_ptr_array_index (checks, i));

      g_signal_connect_object (row, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
      add_check_row (self, row);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), dpd_checks_pass (checks));
}

static gboolean
check_cb (gpointer user_data)
{
  DpdProviderDialog *self = user_data;
  DpBusManager *manager = dpd_agent_get_manager (self->agent);

  self->delay = 0;
  clear_checks (self);
  add_check_row (self, dpd_check_row_new_text (DPD_SEVERITY_RUNNING, _("Checking…")));
  self->cancellable = g_cancellable_new ();
  if (manager != NULL)
    {
      GVariant *provider = _dpd_provider_form_get (&self->form, confirmed_hosts (self));

      dp_bus_manager_call_check_provider (manager, provider, self->cancellable, checked_cb, self);
    }
  return G_SOURCE_REMOVE;
}

/* Half a second after the last key. */
static void
queue_check (DpdProviderDialog *self)
{
  g_clear_handle_id (&self->delay, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), FALSE);
  if (_dpd_provider_form_is_complete (&self->form))
    self->delay = g_timeout_add (CHECK_DELAY_MS, check_cb, self);
  else
    clear_checks (self);
}

static void
changed_cb (DpdProviderDialog *self)
{
  if (self->agent != NULL)
    queue_check (self);
}

static void
kind_changed_cb (DpdProviderDialog *self)
{
  _dpd_provider_form_show_kind (&self->form);
  changed_cb (self);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DpdProviderDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  self->sent = FALSE;
  if (!dp_bus_manager_call_add_provider_finish (DP_BUS_MANAGER (source), &id, result, &error))
    {
      show_error (self, error);
      return;
    }
  g_signal_emit (self, signals[ADDED], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
edited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DpdProviderDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->sent = FALSE;
  if (dp_bus_manager_call_edit_provider_finish (DP_BUS_MANAGER (source), result, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    show_error (self, error);
}

static void
add_clicked_cb (DpdProviderDialog *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *provider;

  if (self->sent || manager == NULL)
    return;
  self->sent = TRUE;
  provider = _dpd_provider_form_get (&self->form, confirmed_hosts (self));
  if (self->id != NULL)
    dp_bus_manager_call_edit_provider (manager, self->id, provider, NULL, edited_cb,
                                       g_object_ref (self));
  else
    dp_bus_manager_call_add_provider (manager, provider, NULL, added_cb, g_object_ref (self));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (DpdProviderDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (dp_bus_manager_call_remove_provider_finish (DP_BUS_MANAGER (source), result, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    show_error (self, error);
}

static void
remove_answered_cb (gboolean yes,
                    gpointer user_data)
{
  DpdProviderDialog *self = user_data;
  DpBusManager *manager = yes ? dpd_agent_get_manager (self->agent) : NULL;

  if (manager != NULL)
    dp_bus_manager_call_remove_provider (manager, self->id, NULL, removed_cb, g_object_ref (self));
}

static void
remove_clicked_cb (DpdProviderDialog *self)
{
  g_autoptr (GVariant) provider = dpd_agent_dup_provider (self->agent, self->id);
  g_autofree char *heading = NULL;
  DpdQuestion question = { NULL, _("You can add it again, but have to know its client ID then."),
                           NULL, _("_Remove"), ADW_RESPONSE_DESTRUCTIVE };

  if (provider == NULL)
    return;
  /* Translators: %s is an e-mail address, or the name of a provider */
  heading = g_strdup_printf (_("Remove %s?"), dpd_provider_get (provider, "name"));
  question.heading = heading;
  dpd_ask (GTK_WINDOW (self), &question, remove_answered_cb, g_object_ref (self), g_object_unref);
}

static void
dpd_provider_dialog_dispose (GObject *object)
{
  DpdProviderDialog *self = DPD_PROVIDER_DIALOG (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->agent);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->confirmed, g_ptr_array_unref);
  G_OBJECT_CLASS (dpd_provider_dialog_parent_class)->dispose (object);
}

#define BIND(name) \
  gtk_widget_class_bind_template_child_full (widget_class, #name, FALSE, \
                                             G_STRUCT_OFFSET (DpdProviderDialog, form.name))

static void
dpd_provider_dialog_class_init (DpdProviderDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_provider_dialog_dispose;
  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-provider-dialog.ui"));
  BIND (kind_row);
  BIND (issuer_row);
  BIND (tenant_row);
  BIND (client_id_row);
  BIND (secret_row);
  BIND (scopes_row);
  BIND (redirects_row);
  BIND (access_row);
  BIND (prompt_row);
  gtk_widget_class_bind_template_child (widget_class, DpdProviderDialog, checks_list);
  gtk_widget_class_bind_template_child (widget_class, DpdProviderDialog, checks_group);
  gtk_widget_class_bind_template_child (widget_class, DpdProviderDialog, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, DpdProviderDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, DpdProviderDialog, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
dpd_provider_dialog_init (DpdProviderDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->confirmed = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->confirmed, NULL);
  _dpd_provider_form_adapt (&self->form);
  _dpd_provider_form_show_kind (&self->form);
}

GtkWidget *
dpd_provider_dialog_new (GtkWindow  *parent,
                         DpdAgent   *agent,
                         const char *kind)
{
  DpdProviderDialog *self = g_object_new (DPD_TYPE_PROVIDER_DIALOG, "transient-for", parent, NULL);

  _dpd_provider_form_set_kind (&self->form, kind);
  self->agent = g_object_ref (agent);
  return GTK_WIDGET (self);
}

/* The first field has the keys, but one of them must not replace all that is in it. */
static void
shown_cb (GtkWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (self);

  if (GTK_IS_EDITABLE (focus))
    gtk_editable_select_region (GTK_EDITABLE (focus), 0, 0);
}

GtkWidget *
dpd_provider_dialog_new_edit (GtkWindow  *parent,
                              DpdAgent   *agent,
                              const char *id)
{
  DpdProviderDialog *self = g_object_new (DPD_TYPE_PROVIDER_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GVariant) provider = dpd_agent_dup_provider (agent, id);
  guint32 accounts = 0;

  gtk_window_set_title (GTK_WINDOW (self), _("Edit Provider"));
  gtk_button_set_label (self->add_button, _("_Save"));
  self->id = g_strdup (id);
  if (provider != NULL)
    {
      _dpd_provider_form_set (&self->form, provider);
      g_variant_lookup (provider, "accounts", "u", &accounts);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->form.kind_row), FALSE);
  gtk_widget_set_visible (self->remove_button, accounts == 0);
  g_signal_connect_object (self, "show", G_CALLBACK (shown_cb), self, G_CONNECT_AFTER);
  self->agent = g_object_ref (agent);
  queue_check (self);
  return GTK_WIDGET (self);
}
