/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-plain-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "dp-env.h"

/* After everything there is to say now. */
static gboolean
prompt_cb (gpointer user_data)
{
  DpuPlain *self = user_data;

  self->prompt = 0;
  self->prompted = TRUE;
  printf ("> ");
  fflush (stdout);
  return G_SOURCE_REMOVE;
}

void
_dpu_plain_queue_prompt (DpuPlain *self)
{
  if (self->prompt == 0 && isatty (STDIN_FILENO))
    self->prompt = g_idle_add_full (G_PRIORITY_LOW, prompt_cb, self, NULL);
}

void
_dpu_plain_say (DpuPlain      *self,
     const char *sentence)
{
  g_autofree char *words = dpu_text_words (sentence, self->utf8);

  if (self->prompted)
    printf ("\n");
  self->prompted = FALSE;
  printf ("%s\n", words);
  _dpu_plain_queue_prompt (self);
  fflush (stdout);
  if (ferror (stdout))
    g_main_loop_quit (self->loop);
}

DpuRow *
_dpu_plain_make_row (DpuPlain        *self,
          DpBusAccount *account)
{
  return dpu_row_new (account, dp_clock_now (), self->utf8);
}

void
_dpu_plain_say_accounts (DpuPlain *self)
{
  g_autoptr (GPtrArray) accounts = dpu_client_list (self->session->client);
  g_autofree char *count = g_strdup_printf (
    ngettext ("Daypass. %u account. Type a number, or ? for help, q to quit.",
              "Daypass. %u accounts. Type a number, or ? for help, q to quit.", accounts->len),
    accounts->len);

  _dpu_plain_say (self, accounts->len > 0
                            ? count
                            : _("Daypass. There is no account yet. Type a to add one, ? for "
                                "help, q to quit."));
  for (guint i = 0; i < accounts->len; i++)
    {
      g_autoptr (DpuRow) row = _dpu_plain_make_row (self, g_ptr_array_index (accounts, i));
      g_autofree char *text = NULL;

      /* Translators: %2$s is an e-mail address, %3$s a provider, %4$s a state like "Ended 2 hours
       * ago", %5$s what can be done, like "Sign In" */
      text = row->step != NULL
                 ? g_strdup_printf (_("%1$u. %2$s, %3$s: %4$s. Next: %5$s."), i + 1, row->identity,
                                    row->provider, row->line, row->step)
                 : g_strdup_printf (_("%1$u. %2$s, %3$s: %4$s."), i + 1, row->identity,
                                    row->provider, row->line);
      _dpu_plain_say (self, text);
      g_hash_table_replace (self->said, g_strdup (row->id),
                            g_strdup (dpw_state_word (row->state)));
    }
}

/* What changed by itself, or because it was asked for; what only counts down is not said. */
void
_dpu_plain_say_changes (DpuPlain *self)
{
  g_autoptr (GPtrArray) accounts = dpu_client_list (self->session->client);

  for (guint i = 0; i < accounts->len; i++)
    {
      g_autoptr (DpuRow) row = _dpu_plain_make_row (self, g_ptr_array_index (accounts, i));
      const char *word = dpw_state_word (row->state);
      g_autofree char *text = NULL;

      if (g_strcmp0 (g_hash_table_lookup (self->said, row->id), word) == 0)
        continue;
      g_hash_table_replace (self->said, g_strdup (row->id), g_strdup (word));
      if (row->state == DPW_STATE_SIGNING_IN && self->session->flow != NULL)
        continue; /* its steps are said */
      /* Translators: %1$s is an e-mail address, %2$s a state like "Ended 2 hours ago" */
      text = g_strdup_printf (_("%1$s: %2$s."), row->identity, row->line);
      _dpu_plain_say (self, text);
    }
}

void
_dpu_plain_say_step (DpuPlain *self)
{
  DpuFlow *flow = self->session->flow;
  g_autofree char *sentence = NULL;
  g_autofree char *key = NULL;
  DpuStepsView view;

  if (flow == NULL)
    return;
  dpu_flow_get_view (flow, &view);
  key = g_strdup_printf ("%s %d", view.step != NULL ? view.step : "", view.elsewhere);
  if (g_strcmp0 (key, self->step) != 0)
    {
      sentence = dpu_steps_sentence (&view);
      if (sentence != NULL)
        _dpu_plain_say (self, sentence);
      if (g_strcmp0 (view.step, "browser") == 0 && view.link != NULL)
        _dpu_plain_say (self, view.link);
      if (view.advice != NULL)
        _dpu_plain_say (self, view.advice);
      if (g_strcmp0 (view.step, "confirm") == 0)
        _dpu_plain_say (self, _("Type y for yes, n for no."));
      else if (g_strcmp0 (view.step, "other-person") == 0)
        _dpu_plain_say (self, _("Type k to keep the account as it is, a to add the other one."));
    }
  g_free (self->step);
  self->step = g_steal_pointer (&key);
  dpu_flow_clear_view (&view);
  if (dpu_steps_has_ended (dpu_flow_get_step (flow)))
    {
      dpu_session_leave (self->session);
      g_clear_pointer (&self->step, g_free);
    }
}
