/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-home-page.h"

#include "dpd-account-row.h"
#include "dpd-banner.h"
#include "dpd-check-row.h"
#include "dpd-listen.h"
#include "dpd-resource.h"

#include "dpw-sentences.h"

#include <glib/gi18n.h>

#define SEARCH_DELAY_MS 250

struct _DpdHomePage
{
  AdwBin          parent_instance;
  GtkMenuButton  *menu_button;
  GtkSearchBar   *search_bar;
  GtkSearchEntry *search_entry;
  DpdBanner      *banner;
  GtkStack       *stack;
  GtkListBox     *accounts_list;
  GtkListBox     *match_list;
  GtkListBox     *reason_list;
  GtkWidget      *match_group;
  DpdAgent       *agent;
  GMenuModel     *menu; /* until it is opened: a menu is made of many widgets */
  GCancellable   *cancellable;
  guint           delay;
  guint           primary_idle;
  guint           rows_idle;
};

G_DEFINE_FINAL_TYPE (DpdHomePage, dpd_home_page, ADW_TYPE_BIN)

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

/* One suggested button a page: the first row that needs the person. */
static void
choose_primary (DpdHomePage *self)
{
  gboolean taken = FALSE;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->accounts_list, i)) != NULL; i++)
    {
      DpwStateFacts facts;
      gboolean needs;

      dpd_account_get_facts (dpd_account_row_get_account (DPD_ACCOUNT_ROW (row)), &facts);
      needs = dpw_state_needs_person (&facts) && facts.state != DPW_STATE_OTHER_PERSON;
      dpd_account_row_set_primary (DPD_ACCOUNT_ROW (row), needs && !taken);
      taken = taken || needs;
    }
}

static gboolean
primary_idle_cb (gpointer user_data)
{
  DpdHomePage *self = user_data;

  self->primary_idle = 0;
  choose_primary (self);
  return G_SOURCE_REMOVE;
}

/* Once for many accounts that change together. */
static void
queue_primary (DpdHomePage *self)
{
  if (self->primary_idle == 0 && self->agent != NULL)
    self->primary_idle = g_idle_add (primary_idle_cb, self);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  g_signal_connect_object (item, "changed", G_CALLBACK (queue_primary), user_data,
                           G_CONNECT_SWAPPED);
  return dpd_account_row_new (DPD_ACCOUNT (item));
}

static void
row_activated_cb (DpdHomePage   *self,
                  GtkListBoxRow *row)
{
  if (DPD_IS_ACCOUNT_ROW (row))
    gtk_widget_activate_action (
        GTK_WIDGET (self), "win.account", "s",
        dpd_account_get_id (dpd_account_row_get_account (DPD_ACCOUNT_ROW (row))));
}

static void
update_banner (DpdHomePage *self)
{
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  GVariant *staged = manager != NULL ? dp_bus_manager_get_staged_profiles (manager) : NULL;

  if (staged != NULL && g_variant_n_children (staged) > 0)
    {
      const char *id, *organisation;
      g_autofree char *title = NULL;

      g_variant_get_child (staged, 0, "(&s&s&s)", &id, &organisation, NULL);
      /* Translators: %s is the name of an organisation */
      title = g_strdup_printf (_("A profile of %s waits for your answer"), organisation);
      dpd_banner_set (self->banner, title, _("Review…"), "win.review-profile", id);
    }
  else if (manager != NULL && dp_bus_manager_get_background_refused (manager))
    {
      dpd_banner_set (self->banner, _("Reminders are off: Daypass may not run in the background"),
                      _("Allow…"), "win.agent-fix", "allow-background");
    }
  else
    dpd_banner_set (self->banner, NULL, NULL, NULL, NULL);
}

static void
show_match (DpdHomePage *self,
            const char  *path,
            GVariant    *reasons)
{
  g_autoptr (GPtrArray) checks = dpd_checks_new (reasons);
  DpdAccount *account = dpd_account_list_find_path (dpd_agent_get_accounts (self->agent), path);

  clear_list (self->match_list);
  clear_list (self->reason_list);
  gtk_widget_set_visible (self->match_group, account != NULL);
  if (account != NULL)
    gtk_list_box_append (self->match_list, dpd_account_row_new (account));
  for (guint i = 0; i < checks->len; i++)
    gtk_list_box_append (self->reason_list,
                         dpd_check_plain_row_new (g_ptr_array_index (checks, i)));
  gtk_stack_set_visible_child_name (self->stack, "search");
}

static void
match_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reasons = NULL;

  if (dp_bus_manager_call_match_host_finish (DP_BUS_MANAGER (source), &host, &path, &reasons,
                                             result, &error))
    show_match (user_data, path, reasons);
  else
    g_debug ("no match: %s", error->message);
}

static gboolean
delay_over_cb (gpointer user_data)
{
  DpdHomePage *self = user_data;
  DpBusManager *manager = dpd_agent_get_manager (self->agent);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  self->delay = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (manager != NULL)
    dp_bus_manager_call_match_host (manager, text, self->cancellable, match_cb, self);
  return G_SOURCE_REMOVE;
}

static void
search_changed_cb (DpdHomePage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  g_clear_handle_id (&self->delay, g_source_remove);
  if (*g_strstrip (text) == '\0')
    {
      g_cancellable_cancel (self->cancellable);
      gtk_stack_set_visible_child_name (self->stack, "accounts");
      return;
    }
  self->delay = g_timeout_add (SEARCH_DELAY_MS, delay_over_cb, self);
}

/* What was looked for is forgotten when the bar is put away. */
static void
search_mode_changed_cb (DpdHomePage *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
dpd_home_page_dispose (GObject *object)
{
  DpdHomePage *self = DPD_HOME_PAGE (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_clear_handle_id (&self->primary_idle, g_source_remove);
  g_clear_handle_id (&self->rows_idle, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->menu);
  dpd_unlisten (&self->agent, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_home_page_parent_class)->dispose (object);
}

static void
dpd_home_page_class_init (DpdHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_home_page_dispose;
  g_type_ensure (DPD_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-home-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, banner);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, accounts_list);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, match_list);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, reason_list);
  gtk_widget_class_bind_template_child (widget_class, DpdHomePage, match_group);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
}

static void
dpd_home_page_init (DpdHomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

static gboolean
rows_idle_cb (gpointer user_data)
{
  DpdHomePage *self = user_data;
  GListModel *accounts = G_LIST_MODEL (dpd_agent_get_accounts (self->agent));

  self->rows_idle = 0;
  gtk_list_box_bind_model (self->accounts_list, accounts, create_row, self, NULL);
  choose_primary (self);
  return G_SOURCE_REMOVE;
}

void
dpd_home_page_set_agent (DpdHomePage *self,
                         DpdAgent    *agent)
{
  GListModel *accounts = G_LIST_MODEL (dpd_agent_get_accounts (agent));

  self->agent = g_object_ref (agent);
  /* The window first, then what is in it: after what is to be drawn now. */
  self->rows_idle = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, rows_idle_cb, self, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (queue_primary), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (agent, "manager-changed", G_CALLBACK (update_banner), self,
                           G_CONNECT_SWAPPED);
  update_banner (self);
}

static void
create_menu (GtkMenuButton *button,
             gpointer       user_data)
{
  DpdHomePage *self = user_data;

  if (self->menu != NULL)
    gtk_menu_button_set_menu_model (button, self->menu);
  g_clear_object (&self->menu);
}

void
dpd_home_page_set_menu (DpdHomePage *self,
                        GMenuModel  *menu)
{
  g_set_object (&self->menu, menu);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu, self, NULL);
}

void
dpd_home_page_search (DpdHomePage *self,
                      const char  *text)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
}

gboolean
dpd_home_page_end_search (DpdHomePage *self)
{
  gboolean searching = gtk_search_bar_get_search_mode (self->search_bar);

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return searching;
}

DpdAccount *
dpd_home_page_get_selected (DpdHomePage *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->accounts_list));
  DpdAccountList *accounts = dpd_agent_get_accounts (self->agent);

  if (DPD_IS_ACCOUNT_ROW (focus))
    return dpd_account_row_get_account (DPD_ACCOUNT_ROW (focus));
  for (guint i = 0; i < dpd_account_list_get_n (accounts); i++)
    {
      DpwStateFacts facts;

      dpd_account_get_facts (dpd_account_list_get_nth (accounts, i), &facts);
      if (dpw_state_needs_person (&facts))
        return dpd_account_list_get_nth (accounts, i);
    }
  return dpd_account_list_get_nth (accounts, 0);
}
