/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-sign-in-page.h"

#include "dpd-check-row.h"
#include "dpd-choice-button.h"
#include "dpd-fact-row.h"
#include "dpd-handover.h"
#include "dpd-listen.h"
#include "dpd-markup.h"
#include "dpd-report.h"
#include "dpd-resource.h"
#include "dpd-wrap-layout.h"

#include <glib/gi18n.h>

#define HINT_SECONDS 120

enum { STEP_CONTACT, STEP_BROWSER, STEP_PROOF, STEP_KEY, N_STEPS };

struct _DpdSignInPage
{
  AdwBin        parent_instance;
  AdwAvatar    *avatar;
  GtkLabel     *title_label;
  GtkLabel     *reason_label;
  GtkStack     *stack;
  GtkWidget    *here_button;
  GtkListBox   *steps_list;
  GtkLabel     *hint_label;
  GtkButton    *move_button;
  GtkButton    *cancel_button;
  GtkWidget    *buttons_box;
  GtkWidget    *rows[N_STEPS];
  GtkWidget    *problem_row;
  DpdAgent     *agent;
  DpdAccount   *account;
  DpBusSignIn  *request;
  DpdHandover  *handover;
  guint         hint_source;
  gboolean      ours;
};

G_DEFINE_FINAL_TYPE (DpdSignInPage, dpd_sign_in_page, ADW_TYPE_BIN)

static int
step_number (const char *step)
{
  static const char *const words[] = { "contact", "browser", "proof", "key" };

  for (int i = 0; i < N_STEPS; i++)
    if (g_strcmp0 (step, words[i]) == 0)
      return i;
  return N_STEPS;
}

static gboolean
is_step (DpdSignInPage *self,
         const char    *step)
{
  return g_strcmp0 (dp_bus_sign_in_get_step (self->request), step) == 0;
}

static const char *
preferred_browser (DpdSignInPage *self)
{
  const char *browser = dp_bus_account_get_browser (dpd_account_get_proxy (self->account));
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *preferences = manager != NULL ? dp_bus_manager_get_preferences (manager) : NULL;

  if (browser != NULL && !g_str_equal (browser, "default") && *browser != '\0')
    return browser;
  browser = "ask";
  if (preferences != NULL)
    g_variant_lookup (preferences, "browser", "&s", &browser);
  return browser;
}

static void
used_cb (DpdSignInPage *self,
         const char    *use)
{
  gboolean embedded = g_str_equal (use, "embedded");

  gtk_stack_set_visible_child_name (self->stack, "waiting");
  gtk_button_set_label (self->move_button, embedded ? _("Open _Browser") : _("Sign In _Here"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->move_button),
                                  embedded ? "sign-in.browser" : "sign-in.here");
  gtk_widget_set_visible (GTK_WIDGET (self->move_button),
                          embedded || dpd_handover_can_embed (self->handover));
}

/* The first choice is remembered: the question comes once. */
static void
choose (DpdSignInPage *self,
        const char    *use)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);

  if (g_str_equal (preferred_browser (self), "ask") && manager != NULL)
    {
      GVariantBuilder builder;

      g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", "browser", g_variant_new_string (use));
      dp_bus_manager_call_set_preferences (manager, g_variant_builder_end (&builder), NULL, NULL,
                                           NULL);
    }
  dpd_handover_take (self->handover, use);
}

static void
activate_browser (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  choose (DPD_SIGN_IN_PAGE (widget), "system");
}

static void
activate_here (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  choose (DPD_SIGN_IN_PAGE (widget), "embedded");
}

static void
activate_copy (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  dpd_handover_take (DPD_SIGN_IN_PAGE (widget)->handover, "copy");
}

static void
activate_cancel (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  DpdSignInPage *self = DPD_SIGN_IN_PAGE (widget);

  dpd_handover_close (self->handover);
  if (!is_step (self, "failed") && !is_step (self, "done"))
    dp_bus_sign_in_call_cancel (self->request, NULL, dpd_report_cb, dpd_report_to (widget));
  gtk_widget_activate_action (widget, "win.close-page", NULL);
}

static void
fix_cb (DpdSignInPage *self,
        const char    *fix,
        char         **args)
{
  const char *step = g_str_equal (fix, "retry") ? "sign-in" : fix;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.retry", "(ss)",
                              dpd_account_get_id (self->account), step);
}

static void
show_problem (DpdSignInPage *self)
{
  g_autoptr (GVariant) problem = dp_bus_sign_in_dup_problem (self->request);
  g_autoptr (DpdCheck) check = problem != NULL ? dpd_check_new (problem) : NULL;

  if (check == NULL || self->problem_row != NULL)
    return;
  if (*check->fix == '\0')
    {
      g_free (check->fix);
      check->fix = g_strdup ("retry");
    }
  for (guint i = 0; i < N_STEPS; i++)
    gtk_widget_set_visible (self->rows[i], FALSE);
  self->problem_row = dpd_check_row_new (check);
  g_signal_connect_object (self->problem_row, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->steps_list, self->problem_row);
  gtk_widget_set_visible (self->buttons_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  gtk_button_set_label (self->cancel_button, _("_Close"));
  dpd_handover_close (self->handover);
}

static void
show_steps (DpdSignInPage *self,
            int            now)
{
  for (int i = 0; i < N_STEPS; i++)
    dpd_check_row_set_severity (DPD_CHECK_ROW (self->rows[i]), i < now    ? DPD_SEVERITY_GOOD
                                                               : i == now ? DPD_SEVERITY_RUNNING
                                                                          : DPD_SEVERITY_TODO);
  gtk_widget_set_visible (self->buttons_box, now <= STEP_BROWSER);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.copy", now == STEP_BROWSER);
  if (now > STEP_BROWSER)
    {
      dpd_handover_close (self->handover);
      gtk_widget_set_visible (GTK_WIDGET (self->hint_label), FALSE);
    }
}

/* The provider answered: now it is the person's turn. */
static void
begin_browser (DpdSignInPage *self)
{
  const char *browser = preferred_browser (self);

  if (!self->ours || dpd_handover_was_used (self->handover))
    return;
  if (g_str_equal (browser, "ask") && dpd_handover_can_embed (self->handover))
    gtk_stack_set_visible_child_name (self->stack, "choose");
  else
    dpd_handover_take (self->handover, g_str_equal (browser, "embedded")
                                               && dpd_handover_can_embed (self->handover)
                                           ? "embedded"
                                           : "system");
}

static void
update (DpdSignInPage *self)
{
  const char *step = dp_bus_sign_in_get_step (self->request);
  const char *reason = dp_bus_sign_in_get_reason (self->request);
  gboolean choosing;

  show_steps (self, step_number (step));
  if (is_step (self, "browser"))
    begin_browser (self);
  else if (is_step (self, "failed"))
    show_problem (self);

  choosing = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "choose") == 0;
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label),
                          choosing || (reason != NULL && *reason != '\0'));
  if (reason != NULL && *reason != '\0')
    {
      /* Translators: %s is what asked for it, like "ssh web1" */
      g_autofree char *text = g_strdup_printf (_("%s is waiting"), reason);

      gtk_label_set_label (self->reason_label, text);
    }
  else
    gtk_label_set_label (self->reason_label, _("Where would you like to sign in?"));
}

static gboolean
hint_cb (gpointer user_data)
{
  DpdSignInPage *self = user_data;

  self->hint_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), is_step (self, "browser"));
  return G_SOURCE_REMOVE;
}

static void
dpd_sign_in_page_dispose (GObject *object)
{
  DpdSignInPage *self = DPD_SIGN_IN_PAGE (object);

  if (self->handover != NULL)
    dpd_handover_close (self->handover);
  g_clear_object (&self->handover);
  g_clear_handle_id (&self->hint_source, g_source_remove);
  g_clear_object (&self->agent);
  g_clear_object (&self->account);
  dpd_unlisten (&self->request, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_sign_in_page_parent_class)->dispose (object);
}

static void
dpd_sign_in_page_class_init (DpdSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_sign_in_page_dispose;
  g_type_ensure (DPD_TYPE_CHOICE_BUTTON);
  g_type_ensure (DPD_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-sign-in-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, here_button);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, steps_list);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, move_button);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, DpdSignInPage, buttons_box);
  gtk_widget_class_install_action (widget_class, "sign-in.browser", NULL, activate_browser);
  gtk_widget_class_install_action (widget_class, "sign-in.here", NULL, activate_here);
  gtk_widget_class_install_action (widget_class, "sign-in.copy", NULL, activate_copy);
  gtk_widget_class_install_action (widget_class, "sign-in.cancel", NULL, activate_cancel);
}

static void
dpd_sign_in_page_init (DpdSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  self->hint_source = g_timeout_add_seconds (HINT_SECONDS, hint_cb, self);
}

static void
add_steps (DpdSignInPage *self,
           const char    *provider)
{
  /* Translators: %s is the name of a provider */
  g_autofree char *contact = g_strdup_printf (_("Contact %s"), provider);
  const char *titles[N_STEPS] = { contact, _("Sign in with your browser"), _("Check the answer"),
                                  _("Save the key") };

  for (guint i = 0; i < N_STEPS; i++)
    {
      self->rows[i] = dpd_check_row_new_text (DPD_SEVERITY_TODO, titles[i]);
      gtk_list_box_append (self->steps_list, self->rows[i]);
    }
}

GtkWidget *
dpd_sign_in_page_new (DpdAgent    *agent,
                      DpdAccount  *account,
                      DpBusSignIn *request,
                      gboolean     ours)
{
  DpdSignInPage *self = g_object_new (DPD_TYPE_SIGN_IN_PAGE, NULL);
  const char *provider = dpd_account_get_provider_name (account);
  const char *title = dpd_account_get_title (account);

  self->agent = g_object_ref (agent);
  self->account = g_object_ref (account);
  self->request = g_object_ref (request);
  self->ours = ours;
  self->handover = dpd_handover_new (GTK_WIDGET (self), request);
  g_signal_connect_object (self->handover, "used", G_CALLBACK (used_cb), self, G_CONNECT_SWAPPED);
  adw_avatar_set_text (self->avatar, dpd_initials_text (provider));
  if (g_str_equal (title, provider))
    {
      /* Translators: %s is the name of a provider */
      g_autofree char *text = g_strdup_printf (_("Sign in with %s"), provider);

      dpd_label_set_sentence (self->title_label, text);
    }
  else
    dpd_label_set_sentence (self->title_label, title);
  add_steps (self, provider);
  gtk_widget_set_visible (GTK_WIDGET (self->move_button), dpd_handover_can_embed (self->handover));
  g_signal_connect_object (request, "g-properties-changed", G_CALLBACK (update), self,
                           DPD_PROPERTIES_CHANGED);
  update (self);
  return GTK_WIDGET (self);
}

DpBusSignIn *
dpd_sign_in_page_get_request (DpdSignInPage *self)
{
  return self->request;
}
