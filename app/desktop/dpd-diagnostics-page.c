/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-diagnostics-page.h"

#include "dpd-check-row.h"
#include "dpd-report.h"
#include "dpd-resource.h"

#include "dpw-fixes.h"

#include <glib/gi18n.h>

struct _DpdDiagnosticsPage
{
  AdwBin       parent_instance;
  GtkListBox  *problems_list;
  GtkWidget   *problems_group;
  GtkListBox  *good_list;
  GtkWidget   *good_group;
  AdwEntryRow *server_row;
  GtkListBox  *server_list;
  DpdAgent    *agent;
  DpdAccount  *account;
  GPtrArray   *checks;
  GPtrArray   *server_checks;
  GCancellable *cancellable;
  GCancellable *server_cancellable;
  gboolean     server_running;
};

G_DEFINE_FINAL_TYPE (DpdDiagnosticsPage, dpd_diagnostics_page, ADW_TYPE_BIN)

static void run (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter);

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      if (DPD_IS_CHECK_ROW (row))
        gtk_list_box_remove (list, row);
      row = next;
    }
}

static void
fixed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpdDiagnosticsPage) self = user_data;

  if (!dp_bus_manager_call_fix_finish (DP_BUS_MANAGER (source), result, &error))
    dpd_report (GTK_WIDGET (self), error);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    run (GTK_WIDGET (self), NULL, NULL);
}

static void
fix_cb (DpdDiagnosticsPage *self,
        const char         *fix,
        char              **args)
{
  const char *path = self->account != NULL ? dpd_account_get_path (self->account) : "/";
  const char *id = self->account != NULL ? dpd_account_get_id (self->account) : "";

  if (dpw_fix_is_agents (fix))
    dp_bus_manager_call_fix (dpd_agent_get_manager (self->agent), fix, (const char *const *) args,
                             path, NULL, fixed_cb, g_object_ref (self));
  else if (g_str_equal (fix, "retry"))
    run (GTK_WIDGET (self), NULL, NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.fix", "(sss)", fix,
                                args[0] != NULL ? args[0] : "", id);
}

static GtkWidget *
add_check (DpdDiagnosticsPage *self,
           GtkListBox         *list,
           const DpdCheck     *check)
{
  GtkWidget *row = dpd_check_row_new (check);

  g_signal_connect_object (row, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (list, row);
  return row;
}

static void
show_checks (DpdDiagnosticsPage *self)
{
  gboolean suggested = FALSE, any_good = FALSE;

  clear_list (self->problems_list);
  clear_list (self->good_list);
  for (guint i = 0; i < self->checks->len; i++)
    {
      const DpdCheck *check = g_ptr_array_index (self->checks, i);
      gboolean problem = dpd_check_is_problem (check);
      GtkWidget *row = add_check (self, problem ? self->problems_list : self->good_list, check);

      any_good = any_good || !problem;
      /* Only the first fix is suggested: one thing after the other. */
      if (problem && !suggested && *check->fix != '\0')
        {
          dpd_check_row_suggest (DPD_CHECK_ROW (row));
          suggested = TRUE;
        }
    }
  gtk_widget_set_visible (self->problems_group,
                          gtk_widget_get_first_child (GTK_WIDGET (self->problems_list)) != NULL);
  gtk_widget_set_visible (self->good_group, any_good);
}

static void
show_running (DpdDiagnosticsPage *self)
{
  clear_list (self->good_list);
  gtk_widget_set_visible (self->good_group, TRUE);
  gtk_widget_set_visible (self->problems_group, FALSE);
  gtk_list_box_append (self->good_list,
                       dpd_check_row_new_text (DPD_SEVERITY_RUNNING, _("Checking…")));
}

static void
diagnosed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) checks = NULL;
  DpdDiagnosticsPage *self = user_data;

  if (!dp_bus_manager_call_diagnose_finish (DP_BUS_MANAGER (source), &checks, result, &error))
    {
      g_autofree char *sentence = NULL;

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      sentence = dpd_agent_error_sentence (error);
      clear_list (self->good_list);
      gtk_list_box_append (self->good_list, dpd_check_row_new_text (DPD_SEVERITY_BAD, sentence));
      return;
    }
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  self->checks = dpd_checks_new (checks);
  show_checks (self);
}

static void
run (GtkWidget  *widget,
     const char *action,
     GVariant   *parameter)
{
  DpdDiagnosticsPage *self = DPD_DIAGNOSTICS_PAGE (widget);
  DpBusManager *manager = dpd_agent_get_manager (self->agent);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  show_running (self);
  if (manager != NULL)
    dp_bus_manager_call_diagnose (
        manager, self->account != NULL ? dpd_account_get_path (self->account) : "/",
        self->cancellable, diagnosed_cb, self);
}

static void
set_testing (DpdDiagnosticsPage *self,
             gboolean            testing)
{
  self->server_running = testing;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diagnostics.test",
                                 !testing
                                     && *gtk_editable_get_text (GTK_EDITABLE (self->server_row)));
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) checks = NULL;
  DpdDiagnosticsPage *self = user_data;

  if (!dp_bus_manager_call_test_server_finish (DP_BUS_MANAGER (source), &checks, result, &error))
    {
      g_autofree char *sentence = NULL;

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      sentence = dpd_agent_error_sentence (error);
      clear_list (self->server_list);
      gtk_list_box_append (self->server_list, dpd_check_row_new_text (DPD_SEVERITY_BAD, sentence));
      set_testing (self, FALSE);
      return;
    }
  clear_list (self->server_list);
  g_clear_pointer (&self->server_checks, g_ptr_array_unref);
  self->server_checks = dpd_checks_new (checks);
  for (guint i = 0; i < self->server_checks->len; i++)
    add_check (self, self->server_list, g_ptr_array_index (self->server_checks, i));
  set_testing (self, FALSE);
}

static void
test_server (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  DpdDiagnosticsPage *self = DPD_DIAGNOSTICS_PAGE (widget);
  g_autofree char *host = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->server_row)));
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  g_autofree char *title = NULL;

  if (self->server_running || *g_strstrip (host) == '\0' || manager == NULL)
    return;
  /* Translators: %s is a host */
  title = g_strdup_printf (_("Connecting to %s…"), host);
  g_cancellable_cancel (self->server_cancellable);
  g_clear_object (&self->server_cancellable);
  self->server_cancellable = g_cancellable_new ();
  clear_list (self->server_list);
  gtk_list_box_append (self->server_list, dpd_check_row_new_text (DPD_SEVERITY_RUNNING, title));
  set_testing (self, TRUE);
  dp_bus_manager_call_test_server (manager, host, self->server_cancellable, tested_cb, self);
}

static void
server_changed_cb (DpdDiagnosticsPage *self)
{
  set_testing (self, self->server_running);
}

static void
server_activated_cb (GtkWidget *self)
{
  test_server (self, NULL, NULL);
}

static void
copy_report (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  DpdDiagnosticsPage *self = DPD_DIAGNOSTICS_PAGE (widget);
  g_autofree char *checks = dpd_checks_dup_report (self->checks);
  g_autofree char *server = dpd_checks_dup_report (self->server_checks);
  g_autofree char *text = g_strdup_printf ("Daypass %s\n%s%s%s", PACKAGE_VERSION, checks,
                                           *server != '\0' ? "server:\n" : "", server);

  gtk_widget_activate_action (widget, "win.copy-text", "s", text);
}

static void
dpd_diagnostics_page_dispose (GObject *object)
{
  DpdDiagnosticsPage *self = DPD_DIAGNOSTICS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->server_cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->server_cancellable);
  g_clear_object (&self->agent);
  g_clear_object (&self->account);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->server_checks, g_ptr_array_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_diagnostics_page_parent_class)->dispose (object);
}

static void
dpd_diagnostics_page_class_init (DpdDiagnosticsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_diagnostics_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-diagnostics-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdDiagnosticsPage, problems_list);
  gtk_widget_class_bind_template_child (widget_class, DpdDiagnosticsPage, problems_group);
  gtk_widget_class_bind_template_child (widget_class, DpdDiagnosticsPage, good_list);
  gtk_widget_class_bind_template_child (widget_class, DpdDiagnosticsPage, good_group);
  gtk_widget_class_bind_template_child (widget_class, DpdDiagnosticsPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, DpdDiagnosticsPage, server_list);
  gtk_widget_class_bind_template_callback (widget_class, server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_activated_cb);
  gtk_widget_class_install_action (widget_class, "diagnostics.run", NULL, run);
  gtk_widget_class_install_action (widget_class, "diagnostics.test", NULL, test_server);
  gtk_widget_class_install_action (widget_class, "diagnostics.copy", NULL, copy_report);
}

static void
dpd_diagnostics_page_init (DpdDiagnosticsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->server_cancellable = g_cancellable_new ();
  set_testing (self, FALSE);
}

GtkWidget *
dpd_diagnostics_page_new (DpdAgent   *agent,
                          DpdAccount *account,
                          const char *host)
{
  DpdDiagnosticsPage *self = g_object_new (DPD_TYPE_DIAGNOSTICS_PAGE, NULL);

  self->agent = g_object_ref (agent);
  g_set_object (&self->account, account);
  run (GTK_WIDGET (self), NULL, NULL);
  if (host != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->server_row), host);
      test_server (GTK_WIDGET (self), NULL, NULL);
    }
  return GTK_WIDGET (self);
}
