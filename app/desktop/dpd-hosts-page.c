/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-hosts-page.h"

#include "dpd-check-row.h"
#include "dpd-fact-row.h"
#include "dpd-listen.h"
#include "dpd-markup.h"
#include "dpd-report.h"
#include "dpd-resource.h"
#include "dpd-ssh-change-dialog.h"
#include "dpd-window.h"

#include <glib/gi18n.h>

struct _DpdHostsPage
{
  AdwBin               parent_instance;
  AdwWindowTitle      *title;
  AdwPreferencesGroup *patterns_group;
  AdwEntryRow         *add_row;
  GtkListBox          *checks_list;
  GtkWidget           *checks_group;
  GtkWidget           *review_button;
  GtkWidget           *undo_button;
  DpdAgent            *agent;
  DpdAccount          *account;
  char               **known;    /* the account's hosts, as last heard */
  GPtrArray           *patterns; /* of char, as edited */
  GPtrArray           *rows;
  GVariant            *files;    /* of the last preview */
  char                *token;
  GCancellable        *cancellable;
};

G_DEFINE_FINAL_TYPE (DpdHostsPage, dpd_hosts_page, ADW_TYPE_BIN)

static void show_patterns (DpdHostsPage *self);
static void preview (DpdHostsPage *self);

static gboolean
has_pattern (DpdHostsPage *self,
             const char   *pattern)
{
  return g_ptr_array_find_with_equal_func (self->patterns, pattern, g_str_equal, NULL);
}

static void
add_pattern (DpdHostsPage *self,
             const char   *pattern)
{
  if (*pattern == '\0' || has_pattern (self, pattern))
    return;
  g_ptr_array_add (self->patterns, g_strdup (pattern));
  show_patterns (self);
  preview (self);
}

static void
fix_cb (DpdHostsPage *self,
        const char   *fix,
        char        **args)
{
  if (g_str_equal (fix, "exclude-host") && args[0] != NULL)
    add_pattern (self, args[0]);
}

static void
show_checks (DpdHostsPage *self,
             GVariant     *variant)
{
  g_autoptr (GPtrArray) checks = dpd_checks_new (variant);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->checks_list))) != NULL)
    gtk_list_box_remove (self->checks_list, row);
  for (guint i = 0; i < checks->len; i++)
    {
      row = dpd_check_row_new (g_ptr_array_index (checks, i));
      g_signal_connect_object (row, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->checks_list, row);
    }
  gtk_widget_set_visible (self->checks_group, checks->len > 0);
}

static void
preview_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) checks = NULL;
  g_autoptr (GVariant) files = NULL;
  g_autofree char *token = NULL;
  DpdHostsPage *self = user_data;

  if (!dp_bus_account_call_preview_hosts_finish (DP_BUS_ACCOUNT (source), &token, &checks, &files,
                                                 result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        dpd_report (GTK_WIDGET (self), error);
      return;
    }
  show_checks (self, checks);
  g_free (self->token);
  self->token = g_steal_pointer (&token);
  g_clear_pointer (&self->files, g_variant_unref);
  self->files = g_steal_pointer (&files);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hosts.review",
                                 g_variant_n_children (self->files) > 0);
}

static void
preview (DpdHostsPage *self)
{
  g_autoptr (GPtrArray) strv = g_ptr_array_new ();

  for (guint i = 0; i < self->patterns->len; i++)
    g_ptr_array_add (strv, g_ptr_array_index (self->patterns, i));
  g_ptr_array_add (strv, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hosts.review", FALSE);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  dp_bus_account_call_preview_hosts (dpd_account_get_proxy (self->account),
                                     (const char *const *) strv->pdata, self->cancellable,
                                     preview_cb, self);
}

static void
remove_clicked_cb (GtkButton    *button,
                   DpdHostsPage *self)
{
  const char *pattern = g_object_get_data (G_OBJECT (button), "pattern");
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->patterns, pattern, g_str_equal, &index))
    return;
  g_ptr_array_remove_index (self->patterns, index);
  show_patterns (self);
  preview (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_row));
}

static GtkWidget *
pattern_row_new (DpdHostsPage *self,
                 const char   *pattern)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *ltr = dpd_ltr_markup (pattern);
  /* Translators: %s is a host name or pattern */
  g_autofree char *label = g_strdup_printf (_("Remove %s"), pattern);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ltr);
  dpd_row_set_subtitle (ADW_ACTION_ROW (row), *pattern == '!' ? _("Excluded") : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, pattern, -1);
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "pattern", g_strdup (pattern), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  gtk_widget_set_sensitive (button, !dpd_account_is_fixed (self->account, "hosts"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
show_patterns (DpdHostsPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->patterns_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_object_ref (self->add_row);
  adw_preferences_group_remove (self->patterns_group, GTK_WIDGET (self->add_row));
  for (guint i = 0; i < self->patterns->len; i++)
    {
      GtkWidget *row = pattern_row_new (self, g_ptr_array_index (self->patterns, i));

      adw_preferences_group_add (self->patterns_group, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_add (self->patterns_group, GTK_WIDGET (self->add_row));
  g_object_unref (self->add_row);
}

/* Several patterns may be pasted at once. */
static void
add_applied_cb (DpdHostsPage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_row)));
  g_auto (GStrv) words = g_strsplit_set (text, " ,\t\n", -1);

  gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
  for (guint i = 0; words[i] != NULL; i++)
    add_pattern (self, words[i]);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_row));
}

static void
take_patterns (DpdHostsPage *self)
{
  const char *const none[] = { NULL };
  const char *const *hosts = dp_bus_account_get_hosts (dpd_account_get_proxy (self->account));

  if (hosts == NULL)
    hosts = none;
  /* What the person is just editing stays while the account changes in other ways. */
  if (self->known != NULL && g_strv_equal ((const char *const *) self->known, hosts))
    return;
  g_strfreev (self->known);
  self->known = g_strdupv ((char **) hosts);
  g_ptr_array_set_size (self->patterns, 0);
  for (guint i = 0; hosts[i] != NULL; i++)
    g_ptr_array_add (self->patterns, g_strdup (hosts[i]));
  show_patterns (self);
  preview (self);
}

static void
update_undo (DpdHostsPage *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);

  gtk_widget_set_visible (self->undo_button,
                          manager != NULL && dp_bus_manager_get_can_undo_hosts (manager));
}

static void
review (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  DpdHostsPage *self = DPD_HOSTS_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  if (self->files != NULL)
    gtk_window_present (
        GTK_WINDOW (dpd_ssh_change_dialog_new (window, self->agent, self->token, self->files)));
}

static void
dpd_hosts_page_dispose (GObject *object)
{
  DpdHostsPage *self = DPD_HOSTS_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  dpd_unlisten (&self->agent, self);
  dpd_unlisten (&self->account, self);
  g_clear_pointer (&self->known, g_strfreev);
  g_clear_pointer (&self->patterns, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_variant_unref);
  g_clear_pointer (&self->token, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_hosts_page_parent_class)->dispose (object);
}

static void
dpd_hosts_page_class_init (DpdHostsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_hosts_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-hosts-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, title);
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, patterns_group);
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, add_row);
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, checks_list);
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, checks_group);
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, review_button);
  gtk_widget_class_bind_template_child (widget_class, DpdHostsPage, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, add_applied_cb);
  gtk_widget_class_install_action (widget_class, "hosts.review", NULL, review);
}

static void
dpd_hosts_page_init (DpdHostsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->patterns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
}

GtkWidget *
dpd_hosts_page_new (DpdAgent   *agent,
                    DpdAccount *account)
{
  DpdHostsPage *self = g_object_new (DPD_TYPE_HOSTS_PAGE, NULL);

  self->agent = g_object_ref (agent);
  self->account = g_object_ref (account);
  adw_window_title_set_subtitle (self->title, dpd_account_get_title (account));
  gtk_widget_set_visible (GTK_WIDGET (self->add_row), !dpd_account_is_fixed (account, "hosts"));
  g_signal_connect_object (account, "gone", G_CALLBACK (dpd_window_leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "changed", G_CALLBACK (take_patterns), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (agent, "manager-changed", G_CALLBACK (update_undo), self,
                           G_CONNECT_SWAPPED);
  take_patterns (self);
  update_undo (self);
  return GTK_WIDGET (self);
}
