/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-plain-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dp-env.h"
#include "dp-secret.h"
#include "dpu-facts.h"
#include "dpu-terminal.h"

static void
say_cb (const char *sentence,
        gpointer    user_data)
{
  _dpu_plain_say (user_data, sentence);
}

static void
show_cb (const char *title,
         GStrv       lines,
         gpointer    user_data)
{
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      _dpu_plain_say (user_data, lines[i]);
}

static void
changed_cb (gpointer user_data)
{
  DpuPlain *self = user_data;
  DpuAgentStatus status = dpu_client_get_status (self->session->client);

  if (status != DPU_AGENT_RUNNING && !self->away)
    _dpu_plain_say (self, status == DPU_AGENT_AWAY
                              ? _("Daypass is not running. Type s to start it.")
                              : _("Another version of Daypass is running. Type s to restart it."));
  self->away = status != DPU_AGENT_RUNNING;
  if (self->away)
    return;
  _dpu_plain_say_step (self);
  _dpu_plain_say_changes (self);
}

static gboolean
ring_cb (gpointer user_data)
{
  DpuPlain *self = user_data;

  changed_cb (self);
  dpw_clock_set (self->clock, dp_clock_now (), 60);
  return G_SOURCE_CONTINUE;
}

static void
add_account (DpuPlain      *self,
             const char *number)
{
  DpBusManager *manager = dpu_client_get_manager (self->session->client);
  GVariant *providers = dp_bus_manager_get_providers (manager);
  gsize n = providers != NULL ? g_variant_n_children (providers) : 0;
  guint64 chosen = 0;

  if (n > 0 && g_ascii_string_to_unsigned (number, 10, 1, n, &chosen, NULL))
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, chosen - 1);
      const char *id = "";

      g_variant_lookup (provider, "id", "&s", &id);
      dpu_session_add (self->session, id);
      return;
    }
  _dpu_plain_say (self, _("Who do you sign in with? Type a and a number."));
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) provider = g_variant_get_child_value (providers, i);
      const char *name = "", *host = "";
      g_autofree char *text = NULL;

      g_variant_lookup (provider, "name", "&s", &name);
      g_variant_lookup (provider, "host", "&s", &host);
      text = g_strdup_printf ("%u. %s, %s", (guint) i + 1, name, host);
      _dpu_plain_say (self, text);
    }
}

/* What is typed while a sign-in runs: an answer, or the address on which it ended. */
static gboolean
take_flow_line (DpuPlain *self)
{
  DpuFlow *flow = self->session->flow;
  const char *step = flow != NULL ? dpu_flow_get_step (flow) : NULL;
  char c = self->line[1] == '\0' ? self->line[0] : 0;

  if (flow == NULL)
    return FALSE;
  if (g_strcmp0 (step, "confirm") == 0 && (c == 'y' || c == 'n'))
    dpu_flow_confirm (flow, c == 'y');
  else if (g_strcmp0 (step, "other-person") == 0 && (c == 'k' || c == 'a'))
    dpu_flow_resolve (flow, c == 'a' ? "add" : "keep");
  else if (c == 'q')
    dpu_flow_cancel (flow);
  else if (c == 'e')
    dpu_flow_go_elsewhere (flow);
  else if (c == 'c' && dpu_flow_get_link (flow) != NULL)
    {
      if (isatty (STDOUT_FILENO))
        dpu_terminal_copy (dpu_flow_get_link (flow));
      _dpu_plain_say (self, dpu_flow_get_link (flow));
    }
  else if (strlen (self->line) > 1)
    {
      for (const char *p = self->line; *p != '\0'; p++)
        dpu_flow_type (flow, *p);
      dpu_flow_hand_in (flow, say_cb, self);
    }
  else
    return FALSE;
  return TRUE;
}

static void
sign_out (DpuPlain        *self,
          DpBusAccount *account)
{
  g_autoptr (DpuRow) row = _dpu_plain_make_row (self, account);
  g_autofree char *text = NULL;

  /* Translators: %s is an e-mail address; the keys are y and n in every language */
  text = g_strdup_printf (_("Sign out %s? Type y or n."), row->identity);
  _dpu_plain_say (self, text);
  g_free (self->asked);
  self->asked = g_strdup (row->id);
}

static void
take_account_line (DpuPlain      *self,
                   char        verb,
                   const char *number)
{
  g_autoptr (GPtrArray) accounts = dpu_client_list (self->session->client);
  g_autoptr (DpuRow) row = NULL;
  DpBusAccount *account;
  guint64 n = 0;

  if (accounts->len == 0 || !g_ascii_string_to_unsigned (number, 10, 1, accounts->len, &n, NULL))
    {
      _dpu_plain_say (self, _("There is no such account. Type l to hear them all, ? for help."));
      return;
    }
  account = g_ptr_array_index (accounts, n - 1);
  row = _dpu_plain_make_row (self, account);
  if (verb == 'r')
    dpu_session_renew (self->session, account);
  else if (verb == 'o')
    sign_out (self, account);
  else if (verb == 0 && g_strcmp0 (row->step_id, "add-other") == 0)
    dpu_session_sign_in (self->session, account);
  else if (verb == 0 && row->step_id != NULL)
    dpu_session_step (self->session, account, row->step_id);
  else
    dpu_session_details (self->session, account);
}

static void
take_line (DpuPlain *self)
{
  char verb = g_ascii_isalpha (self->line[0]) ? self->line[0] : 0;
  const char *rest = verb != 0 ? self->line + 1 : self->line;
  g_autofree char *asked = g_steal_pointer (&self->asked);

  while (*rest == ' ')
    rest++;
  if (asked != NULL && verb == 'y')
    {
      g_autoptr (DpBusAccount) account = dpu_client_find (self->session->client, asked);

      if (account != NULL)
        dpu_session_sign_out (self->session, account);
    }
  else if (*self->line == '\0' || (asked != NULL && verb == 'n') || take_flow_line (self))
    return;
  else if (verb == 'q')
    g_main_loop_quit (self->loop);
  else if (*self->line == '?')
    {
      g_auto (GStrv) lines = dpu_facts_of_keys (TRUE);

      show_cb (NULL, lines, self);
    }
  else if (verb == 's' && self->away)
    dpu_client_restart (self->session->client);
  else if (verb == 'l' || self->away)
    _dpu_plain_say_accounts (self);
  else if (verb == 'a')
    add_account (self, rest);
  else
    take_account_line (self, verb, rest);
}

static gboolean
typed_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  DpuPlain *self = user_data;
  char chunk[512];
  gssize n = read (fd, chunk, sizeof chunk);

  for (gssize i = 0; i < n; i++)
    if (chunk[i] == '\n' || chunk[i] == '\r')
      {
        self->line[self->len] = '\0';
        g_strstrip (self->line);
        self->prompted = FALSE;
        take_line (self);
        dp_secret_wipe (self->line, sizeof self->line);
        self->len = 0;
        _dpu_plain_queue_prompt (self);
      }
    else if (self->len < DPU_LINE_MAX)
      self->line[self->len++] = chunk[i];
  dp_secret_wipe (chunk, sizeof chunk);
  if (n > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

int
dpu_plain_run (GError **error)
{
  static const DpuSessionFuncs funcs = { changed_cb, say_cb, show_cb };
  DpuPlain *self = g_new0 (DpuPlain, 1);
  gboolean connected;

  self->utf8 = dpu_terminal_is_utf8 ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->session = dpu_session_new (&funcs, self);
  self->clock = dpw_clock_new (ring_cb, self);
  connected = dpu_client_connect (self->session->client, error);
  if (connected)
    {
      _dpu_plain_say_accounts (self);
      dpw_clock_set (self->clock, dp_clock_now (), 60);
      g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, typed_cb, self);
      g_main_loop_run (self->loop);
    }
  g_clear_handle_id (&self->prompt, g_source_remove);
  dpu_session_free (self->session);
  dpw_clock_free (self->clock);
  g_hash_table_unref (self->said);
  g_main_loop_unref (self->loop);
  g_free (self->step);
  g_free (self->asked);
  g_free (self);
  return connected ? 0 : -1;
}
