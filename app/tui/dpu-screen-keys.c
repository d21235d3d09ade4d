/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-screen-private.h"

#include <glib/gi18n.h>

#include "dpu-facts.h"

static void
quit (DpuScreen *self)
{
  g_main_loop_quit (self->loop);
}

static guint
moved (guint from,
       guint n,
       int   key)
{
  if ((key == DPU_KEY_UP || key == 'k') && from > 0)
    return from - 1;
  if ((key == DPU_KEY_DOWN || key == 'j') && from + 1 < n)
    return from + 1;
  if (key == DPU_KEY_HOME || key == DPU_KEY_PAGE_UP)
    return 0;
  if ((key == DPU_KEY_END || key == DPU_KEY_PAGE_DOWN) && n > 0)
    return n - 1;
  return from;
}

static void
select_row (DpuScreen *self,
            guint      row)
{
  self->selected = row;
  g_free (self->selected_id);
  self->selected_id = g_strdup (_dpu_screen_get_row (self)->id);
}

static gboolean
append_provider (GPtrArray *list,
                 GVariant  *provider,
                 const char *key,
                 gboolean   utf8)
{
  const char *value = "";

  g_variant_lookup (provider, key, "&s", &value);
  g_ptr_array_add (list, g_str_equal (key, "id") ? g_strdup (value) : dpu_text_name (value, utf8));
  return TRUE;
}

static GStrv
read_providers (DpuScreen  *self,
                const char *key)
{
  DpBusManager *manager = dpu_client_get_manager (self->session->client);
  GVariant *providers = manager != NULL ? dp_bus_manager_get_providers (manager) : NULL;
  GPtrArray *list = g_ptr_array_new ();
  GVariantIter iter;
  GVariant *provider;

  if (providers != NULL)
    {
      g_variant_iter_init (&iter, providers);
      while ((provider = g_variant_iter_next_value (&iter)) != NULL)
        {
          append_provider (list, provider, key, dpu_terminal_is_utf8 ());
          g_variant_unref (provider);
        }
    }
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_free (list, FALSE);
}

static void
choose_provider (DpuScreen *self)
{
  g_strfreev (self->providers);
  g_strfreev (self->names);
  g_strfreev (self->hints);
  self->providers = read_providers (self, "id");
  self->names = read_providers (self, "name");
  self->hints = read_providers (self, "host");
  self->chosen = 0;
  _dpu_screen_enter (self, DPU_VIEW_CHOOSE);
}

static void
show_help (DpuScreen *self)
{
  g_free (self->title);
  self->title = g_strdup (_("Help"));
  g_strfreev (self->lines);
  self->lines = dpu_facts_of_keys (FALSE);
  _dpu_screen_enter (self, DPU_VIEW_TEXT);
}

static void
copy_link (DpuScreen *self)
{
  const char *link = self->session->flow != NULL ? dpu_flow_get_link (self->session->flow) : NULL;

  if (link == NULL)
    return;
  dpu_terminal_copy (link);
  _dpu_screen_say (self, _("Link copied. If your terminal did not take it, select it above."));
}

static void
take_account_key (DpuScreen    *self,
                  int           key,
                  DpBusAccount *account,
                  const DpuRow *row)
{
  gboolean has_key = dp_bus_account_get_signed_in_at (account) != 0;

  if (key == DPU_KEY_ENTER && g_strcmp0 (row->step_id, "add-other") == 0)
    dpu_session_sign_in (self->session, account); /* asks which of the two */
  else if (key == DPU_KEY_ENTER && row->step_id != NULL)
    dpu_session_step (self->session, account, row->step_id);
  else if (key == 'd' && dpu_session_is_signing_in (account))
    dpu_session_sign_in (self->session, account);
  else if (key == DPU_KEY_ENTER || key == 'd')
    {
      g_free (self->detail_id);
      self->detail_id = g_strdup (row->id);
      dpu_session_details (self->session, account);
    }
  else if (key == 'r')
    dpu_session_renew (self->session, account);
  else if (key == 'o' && has_key)
    self->asking = TRUE;
  else if (key == 'c' && dpu_session_is_signing_in (account))
    {
      dpu_session_sign_in (self->session, account);
      copy_link (self);
    }
}

static void
take_home_key (DpuScreen *self,
               int        key)
{
  DpuRow *row = _dpu_screen_get_row (self);
  g_autoptr (DpBusAccount) account
    = row != NULL ? dpu_client_find (self->session->client, row->id) : NULL;

  if (self->asking)
    {
      if (key == 'y' && account != NULL)
        dpu_session_sign_out (self->session, account);
      self->asking = FALSE;
      return;
    }
  if (key == 'q' || key == DPU_KEY_CTRL_C)
    quit (self);
  else if (key == '?')
    show_help (self);
  else if (key == 'a' || (key == DPU_KEY_ENTER && row == NULL))
    choose_provider (self);
  else if (moved (self->selected, self->rows->len, key) != self->selected)
    select_row (self, moved (self->selected, self->rows->len, key));
  else if (account != NULL)
    take_account_key (self, key, account, row);
}

static void
take_choice_key (DpuScreen *self,
                 int        key)
{
  guint n = g_strv_length (self->providers);

  self->chosen = moved (self->chosen, n, key);
  if (key == 'q' || key == DPU_KEY_ESCAPE || key == DPU_KEY_CTRL_C)
    _dpu_screen_enter (self, DPU_VIEW_HOME);
  else if (key == DPU_KEY_ENTER && self->chosen < n)
    {
      _dpu_screen_enter (self, DPU_VIEW_HOME);
      dpu_session_add (self->session, self->providers[self->chosen]);
    }
}

static void
not_an_address_cb (const char *sentence,
                   gpointer    user_data)
{
  if (sentence != NULL)
    _dpu_screen_say (user_data, _("That is not the address on which the sign-in ended."));
}

static void
take_typed_key (DpuScreen *self,
                int        key)
{
  DpuFlow *flow = self->session->flow;

  if (key == DPU_KEY_ENTER)
    dpu_flow_hand_in (flow, not_an_address_cb, self);
  else if (key == DPU_KEY_ESCAPE)
    while (dpu_flow_has_typed (flow))
      dpu_flow_type (flow, '\b');
  else if (key == DPU_KEY_BACKSPACE || (key > ' ' && key < 0x7F))
    dpu_flow_type (flow, (char) key);
}

static void
retry (DpuScreen *self)
{
  g_autoptr (DpBusAccount) account
    = dpu_client_find (self->session->client, self->session->flow_account);

  _dpu_screen_enter (self, DPU_VIEW_HOME);
  if (account != NULL)
    dpu_session_sign_in (self->session, account);
}

static void
give_up (DpuScreen *self)
{
  dpu_flow_cancel (self->session->flow);
  _dpu_screen_enter (self, DPU_VIEW_HOME);
}

static void
take_steps_key (DpuScreen *self,
                int        key)
{
  DpuFlow *flow = self->session->flow;
  const char *step = dpu_flow_get_step (flow);

  if (key == DPU_KEY_CTRL_C)
    give_up (self);
  else if (g_strcmp0 (step, "confirm") == 0 && (key == 'y' || key == 'n'))
    dpu_flow_confirm (flow, key == 'y');
  else if (g_strcmp0 (step, "other-person") == 0 && (key == 'k' || key == 'a'))
    dpu_flow_resolve (flow, key == 'a' ? "add" : "keep");
  else if (g_strcmp0 (step, "failed") == 0 && key == DPU_KEY_ENTER)
    retry (self);
  else if (dpu_flow_has_typed (flow))
    take_typed_key (self, key);
  else if (key == DPU_KEY_ESCAPE)
    _dpu_screen_enter (self, DPU_VIEW_HOME);
  else if (key == 'q')
    give_up (self);
  else if (key == 'c')
    copy_link (self);
  else if (key == 'o')
    dpu_flow_open (flow);
  else if (key == 'e')
    dpu_flow_go_elsewhere (flow);
  else if (g_strcmp0 (step, "browser") == 0 && key > ' ' && key < 0x7F)
    dpu_flow_type (flow, (char) key);
}

static void
take_text_key (DpuScreen *self,
               int        key)
{
  int page = MAX (dpu_terminal_size ().rows - 6, 1);

  if (key == DPU_KEY_UP || key == 'k')
    self->offset -= 1;
  else if (key == DPU_KEY_DOWN || key == 'j')
    self->offset += 1;
  else if (key == DPU_KEY_PAGE_UP)
    self->offset -= page;
  else if (key == DPU_KEY_PAGE_DOWN || key == ' ')
    self->offset += page;
  else if (key == DPU_KEY_HOME)
    self->offset = 0;
  else if (key == DPU_KEY_END)
    self->offset = G_MAXINT;
  else if (key == 'q' || key == DPU_KEY_CTRL_C)
    quit (self);
  else if (key == DPU_KEY_ESCAPE || key == DPU_KEY_ENTER || key == 'd' || key == '?'
           || key == DPU_KEY_BACKSPACE)
    _dpu_screen_enter (self, DPU_VIEW_HOME);
}

static void
take_agent_key (DpuScreen *self,
                int        key)
{
  if (key == DPU_KEY_ENTER)
    dpu_client_restart (self->session->client);
  else if (key == 'q' || key == DPU_KEY_ESCAPE || key == DPU_KEY_CTRL_C)
    quit (self);
}

void
_dpu_screen_take_key (DpuScreen *self,
                      int        key)
{
  static void (*const takers[]) (DpuScreen *, int) = {
    [DPU_VIEW_HOME] = take_home_key,   [DPU_VIEW_CHOOSE] = take_choice_key,
    [DPU_VIEW_STEPS] = take_steps_key, [DPU_VIEW_TEXT] = take_text_key,
    [DPU_VIEW_AGENT] = take_agent_key,
  };

  g_clear_pointer (&self->message, g_free);
  if (key == DPU_KEY_REDRAW)
    dpu_terminal_redraw ();
  else if (self->view != DPU_VIEW_STEPS || self->session->flow != NULL)
    takers[self->view] (self, key);
}
