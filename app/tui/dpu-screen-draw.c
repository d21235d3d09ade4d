/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-screen-private.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dpw-time.h"

/* What a page is made of. */
typedef struct
{
  DpuPage *head, *body, *foot;
} Parts;

static void
read_accounts (DpuScreen *self,
               gint64     now,
               gboolean   utf8)
{
  g_autoptr (GPtrArray) accounts = dpu_client_list (self->session->client);
  gint64 next = 60 - now % 60;

  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < accounts->len; i++)
    {
      DpuRow *row = dpu_row_new (g_ptr_array_index (accounts, i), now, utf8);

      g_ptr_array_add (self->rows, row);
      if (g_strcmp0 (row->id, self->selected_id) == 0)
        self->selected = i;
      if (row->next_change > 0)
        next = MIN (next, row->next_change);
    }
  if (self->selected >= self->rows->len)
    self->selected = self->rows->len > 0 ? self->rows->len - 1 : 0;
  g_free (self->selected_id);
  self->selected_id = _dpu_screen_get_row (self) != NULL
                          ? g_strdup (_dpu_screen_get_row (self)->id) : NULL;
  dpw_clock_set (self->clock, now, next);
}

/* Another program may have ended meanwhile what the message tells of. */
static gboolean
is_message_true (DpuScreen *self)
{
  g_autoptr (DpBusAccount) account = NULL;

  if (self->message_id == NULL)
    return TRUE;
  account = dpu_client_find (self->session->client, self->message_id);
  return account != NULL && dp_bus_account_get_signed_in_at (account) != 0;
}

static DpuPage *
begin_foot (DpuScreen *self,
            DpuSize    size)
{
  DpuPage *foot = dpu_page_new (size);

  dpu_page_rule (foot);
  if (self->message != NULL && is_message_true (self))
    dpu_page_say (foot, self->message, DPU_STYLE_BOLD);
  return foot;
}

static DpuPage *
make_foot (DpuScreen         *self,
           DpuSize            size,
           const char *const *keys)
{
  DpuPage *foot = begin_foot (self, size);

  dpu_page_keys (foot, keys);
  return foot;
}

static void
add_hosts (DpuScreen    *self,
           DpuPage      *foot,
           DpBusAccount *account,
           const DpuRow *row)
{
  const char *const *hosts = dp_bus_account_get_hosts (account);
  g_autofree char *list = hosts != NULL ? g_strjoinv (" ", (char **) hosts) : NULL;
  g_autofree char *visible = list != NULL ? dpu_text_name (list, TRUE) : NULL;
  g_autofree char *text = NULL;

  if (self->message != NULL || visible == NULL || *visible == '\0')
    return;
  /* Translators: %1$s is an e-mail address, %2$s a list of host patterns */
  text = g_strdup_printf (_("Hosts of %1$s: %2$s"), row->identity, visible);
  if (dpu_text_width (text) <= foot->size.columns - 2 * dpu_page_margin (foot->size))
    dpu_page_say (foot, text, DPU_STYLE_PLAIN);
}

/* Only what a key would do now. */
static DpuPage *
make_home_foot (DpuScreen *self,
                DpuSize    size)
{
  DpuRow *row = _dpu_screen_get_row (self);
  gboolean narrow = dpu_page_margin (size) == 0;
  g_autoptr (DpBusAccount) account = dpu_client_find (self->session->client, row->id);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *enter = NULL;
  g_autofree char *question = NULL;
  DpuPage *foot = begin_foot (self, size);
  gboolean has_key = account != NULL && dp_bus_account_get_signed_in_at (account) != 0;

  if (self->asking)
    {
      const char *const answers[] = { _("y Yes"), _("n No"), NULL };

      /* Translators: %s is an e-mail address */
      question = g_strdup_printf (_("Sign out %s?"), row->identity);
      dpu_page_say (foot, question, DPU_STYLE_BOLD);
      dpu_page_keys (foot, answers);
      return foot;
    }
  if (account != NULL && !narrow)
    add_hosts (self, foot, account, row);
  if (row->step != NULL)
    /* Translators: a key and what it does: "Enter Sign In" */
    g_ptr_array_add (keys, enter = g_strdup_printf (_("Enter %s"), row->step));
  if (has_key && !narrow)
    {
      g_ptr_array_add (keys, _("r Renew"));
      g_ptr_array_add (keys, _("o Sign Out"));
    }
  if (account != NULL && dpu_session_is_signing_in (account))
    g_ptr_array_add (keys, _("c Copy Link"));
  g_ptr_array_add (keys, _("d Details"));
  if (!narrow)
    g_ptr_array_add (keys, _("a Add Account"));
  g_ptr_array_add (keys, _("? Help"));
  g_ptr_array_add (keys, _("q Quit"));
  g_ptr_array_add (keys, NULL);
  dpu_page_keys (foot, (const char *const *) keys->pdata);
  return foot;
}

static Parts
make_home (DpuScreen *self,
           DpuSize    size,
           gint64     now)
{
  g_autofree char *clock = dpw_time_moment (now, now, NULL);
  const char *const keys[] = { _("a Add Account"), _("? Help"), _("q Quit"), NULL };
  Parts parts = { .head = dpu_home_head (size, _("Daypass"), clock) };

  if (self->rows->len > 0)
    {
      parts.body = dpu_home_body (size, self->rows, self->selected);
      parts.foot = make_home_foot (self, size);
      return parts;
    }
  parts.body = dpu_page_new (size);
  dpu_page_say (parts.body, _("Sign in once a day, then just ssh"), DPU_STYLE_BOLD);
  dpu_page_add (parts.body, 0, "", DPU_STYLE_PLAIN);
  dpu_page_say (parts.body, _("There is no account yet. Press a to add one."), DPU_STYLE_PLAIN);
  parts.foot = make_foot (self, size, keys);
  return parts;
}

static Parts
make_choose (DpuScreen *self,
             DpuSize    size)
{
  const char *const keys[] = { _("Enter Sign In"), _("Esc Back"), NULL };
  g_autofree char *title = dpu_text_words (_("Who do you sign in with?"), size.utf8);

  return (Parts) { dpu_home_head (size, title, ""),
                   dpu_home_choices (size, self->names, self->hints, self->chosen),
                   make_foot (self, size, keys) };
}

/* Letters are keys only while nothing has been typed: an address begins with one, too. */
static DpuPage *
make_steps_foot (DpuScreen          *self,
                 DpuSize             size,
                 const DpuStepsView *view)
{
  const char *const browser[] = { _("c Copy Link"), _("o Open Again"), _("e Elsewhere"),
                                  _("Esc Back"), _("q Cancel"), NULL };
  const char *const elsewhere[] = { _("c Copy Link"), _("o Open Again"), _("Esc Back"),
                                    _("q Cancel"), NULL };
  const char *const typing[] = { _("Enter Send"), _("Esc Clear"), NULL };
  const char *const confirm[] = { _("y Yes"), _("n No, Discard"), NULL };
  const char *const other[] = { _("k Keep"), _("a Add"), NULL };
  const char *const failed[] = { _("Enter Try Again"), _("Esc Back"), NULL };
  const char *const waiting[] = { _("Esc Back"), _("q Cancel"), NULL };
  const char *const *keys = waiting;

  if (g_strcmp0 (view->step, "failed") == 0)
    keys = failed;
  else if (g_strcmp0 (view->step, "confirm") == 0)
    keys = confirm;
  else if (g_strcmp0 (view->step, "other-person") == 0)
    keys = other;
  else if (*view->pasted != '\0')
    keys = typing;
  else if (g_strcmp0 (view->step, "browser") == 0 && view->link != NULL)
    keys = view->elsewhere ? elsewhere : browser;
  return make_foot (self, size, keys);
}

static Parts
make_steps (DpuScreen *self,
            DpuSize    size)
{
  DpuFlow *flow = self->session->flow;
  g_autoptr (DpBusAccount) account
    = dpu_client_find (self->session->client, self->session->flow_account);
  const char *reason = dpu_flow_get_reason (flow);
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *waits = NULL;
  g_autofree char *shown = NULL;
  DpuStepsView view;
  Parts parts;

  dpu_flow_get_view (flow, &view);
  if (account != NULL)
    {
      g_autoptr (DpuRow) row = dpu_row_new (account, dp_clock_now (), TRUE);

      name = g_strdup (row->identity);
    }
  /* Translators: %s is an e-mail address, or the name of a provider */
  title = g_strdup_printf (_("Sign in: %s"), name != NULL ? name : view.provider);
  shown = dpu_text_name (title, size.utf8);
  if (*reason != '\0')
    {
      /* Translators: %s is what asked for it, like "ssh web1" */
      g_autofree char *text = g_strdup_printf (_("%s is waiting"), reason);

      waits = dpu_text_words (text, size.utf8);
    }
  parts.head = dpu_home_head (size, shown, waits != NULL ? waits : "");
  parts.body = dpu_steps_body (size, &view);
  parts.foot = make_steps_foot (self, size, &view);
  dpu_flow_clear_view (&view);
  return parts;
}

static Parts
make_text (DpuScreen *self,
           DpuSize    size)
{
  const char *const keys[] = { _("Esc Back"), _("q Quit"), NULL };
  g_autofree char *title = dpu_text_words (self->title, size.utf8);
  Parts parts = { dpu_home_head (size, title, ""), dpu_page_new (size),
                  make_foot (self, size, keys) };

  for (guint i = 0; self->lines[i] != NULL; i++)
    dpu_page_say (parts.body, self->lines[i], DPU_STYLE_PLAIN);
  /* what the keys moved it to is where it stays */
  self->offset = MAX (MIN (self->offset, dpu_page_height (parts.body) - 1), 0);
  parts.body->focus = parts.body->focus_end = self->offset;
  return parts;
}

static Parts
make_agent (DpuScreen *self,
            DpuSize    size)
{
  gboolean other = dpu_client_get_status (self->session->client) == DPU_AGENT_OTHER_VERSION;
  const char *const keys[] = { _("Enter Restart"), _("q Quit"), NULL };
  Parts parts = { dpu_home_head (size, _("Daypass"), ""), dpu_page_new (size),
                  make_foot (self, size, keys) };

  dpu_page_say (parts.body, other ? _("Another Version Is Running") : _("Daypass Is Not Running"),
                DPU_STYLE_BOLD);
  dpu_page_add (parts.body, 0, "", DPU_STYLE_PLAIN);
  dpu_page_say (parts.body,
                other ? _("Daypass was updated. Restart the part that works in the background.")
                      : _("The part that works in the background has stopped. Keys you already "
                          "have still work."), DPU_STYLE_PLAIN);
  return parts;
}

void
_dpu_screen_draw (DpuScreen *self)
{
  DpuSize size = dpu_terminal_size ();
  gint64 now = dp_clock_now ();
  g_autoptr (DpuPage) page = NULL;
  gboolean steps = self->view == DPU_VIEW_STEPS && self->session->flow != NULL;
  Parts parts;

  read_accounts (self, now, size.utf8);
  if (steps)
    parts = make_steps (self, size);
  else if (self->view == DPU_VIEW_CHOOSE)
    parts = make_choose (self, size);
  else if (self->view == DPU_VIEW_TEXT)
    parts = make_text (self, size);
  else if (self->view == DPU_VIEW_AGENT)
    parts = make_agent (self, size);
  else
    parts = make_home (self, size, now);
  page = dpu_page_frame (parts.head, parts.body, parts.foot, &self->offset);
  dpu_terminal_draw (page, steps ? dpu_flow_get_link (self->session->flow) : NULL);
}
