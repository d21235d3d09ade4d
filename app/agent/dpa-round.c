/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-round.h"

#include "dpa-sign-in.h"
#include "dpa-today.h"

typedef struct
{
  DpaAccount *account;
  char       *path; /* of the sign-in, when the round begins it */
} Turn;

struct _DpaRound
{
  DpaAgent      *agent;
  GPtrArray     *turns;   /* the first is the one that runs */
  DpaSignIn     *running; /* (nullable) */
  const Turn    *beginning; /* (nullable): only while begin() is called */
  DpaRoundBegin  begin;
  gpointer       user_data;
  GDestroyNotify destroy;
  guint          watch; /* of the starter's name; 0 for none */
};

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_object_unref (turn->account);
  g_free (turn->path);
  g_free (turn);
}

static void one_ended (DpaSignIn *sign_in,
                       gboolean   given_up,
                       DpaRound  *self);

static void
leave_running (DpaRound *self)
{
  if (self->running != NULL)
    g_signal_handlers_disconnect_by_func (self->running, one_ended, self);
  g_clear_object (&self->running);
}

static void
end_round (DpaRound *self)
{
  GDestroyNotify destroy = self->destroy;

  leave_running (self);
  g_ptr_array_set_size (self->turns, 0);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  self->destroy = NULL;
  if (destroy != NULL)
    destroy (self->user_data);
}

static gboolean
begin_turn (DpaRound   *self,
            const Turn *turn,
            GError    **error)
{
  DpaSignIn *sign_in = dpa_account_get_sign_in (turn->account);

  /* one that an ssh has begun in the meantime is waited for, and its browser is open */
  if (sign_in == NULL)
    {
      self->beginning = turn;
      sign_in = self->begin (turn->account, self->user_data, error);
      self->beginning = NULL;
    }
  if (sign_in == NULL)
    return FALSE; /* nocheck: begin() has set it */
  self->running = g_object_ref (sign_in);
  g_signal_connect (sign_in, "ended", G_CALLBACK (one_ended), self);
  return TRUE;
}

/* The first whose turn can be begun; without one the round is over, and @problem (out) (nullable)
 * says why the last could not. */
static void
next_turn (DpaRound *self,
           GError  **problem)
{
  while (self->turns->len > 0)
    {
      const Turn *turn = g_ptr_array_index (self->turns, 0);
      const char *id = dpa_account_get_id (turn->account);

      /* neither removed nor signed in by somebody since the round began */
      if (dpa_agent_find_account (self->agent, id) == turn->account
          && dpa_today_concerns (turn->account))
        {
          g_clear_error (problem);
          if (begin_turn (self, turn, problem))
            return;
          g_message ("account %s: %s", id, (*problem)->message);
        }
      g_ptr_array_remove_index (self->turns, 0);
    }
  end_round (self);
}

static void
one_ended (DpaSignIn *sign_in,
           gboolean   given_up,
           DpaRound  *self)
{
  g_autoptr (GError) problem = NULL;

  leave_running (self);
  g_ptr_array_remove_index (self->turns, 0);
  if (given_up)
    end_round (self);
  else
    next_turn (self, &problem);
}

static void
starter_left (GDBusConnection *connection,
              const char      *name,
              gpointer         user_data)
{
  DpaRound *self = user_data;

  if (self->turns->len > 1)
    g_ptr_array_set_size (self->turns, 1);
}

char *
dpa_round_dup_path (DpaRound   *self,
                    DpaAccount *account)
{
  if (self->beginning != NULL && self->beginning->account == account)
    return g_strdup (self->beginning->path);
  return g_strdup_printf (DPA_SIGN_INS_PATH "%u", dpa_agent_next_serial (self->agent));
}

static void
collect_turns (DpaRound *self)
{
  g_autoptr (GPtrArray) accounts = dpa_today_list (self->agent);

  for (guint i = 0; i < accounts->len; i++)
    {
      Turn *turn = g_new0 (Turn, 1);

      turn->account = g_object_ref (g_ptr_array_index (accounts, i));
      turn->path = dpa_round_dup_path (self, turn->account);
      g_ptr_array_add (self->turns, turn);
    }
}

gboolean
dpa_round_start (DpaRound      *self,
                 const char    *starter,
                 DpaRoundBegin  begin,
                 gpointer       user_data,
                 GDestroyNotify destroy,
                 GError       **error)
{
  g_autoptr (GError) problem = NULL;

  if (self->running != NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return TRUE;
    }
  self->begin = begin;
  self->user_data = user_data;
  self->destroy = destroy;
  collect_turns (self);
  next_turn (self, &problem);
  if (self->running == NULL && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (self->running != NULL && starter != NULL)
    self->watch = g_bus_watch_name_on_connection (dpa_agent_get_connection (self->agent), starter,
                                                  G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                  starter_left, self, NULL);
  return TRUE;
}

char **
dpa_round_dup_requests (DpaRound *self)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < self->turns->len; i++)
    g_strv_builder_add (paths, i == 0 ? dpa_sign_in_get_path (self->running)
                                      : ((Turn *) g_ptr_array_index (self->turns, i))->path);
  return g_strv_builder_end (paths);
}

DpaSignIn *
dpa_round_get_running (DpaRound *self)
{
  return self->running;
}

DpaRound *
dpa_round_new (DpaAgent *agent)
{
  DpaRound *self = g_new0 (DpaRound, 1);

  self->agent = agent;
  self->turns = g_ptr_array_new_with_free_func (turn_free);
  return self;
}

void
dpa_round_free (DpaRound *self)
{
  if (self == NULL)
    return;
  end_round (self);
  g_ptr_array_unref (self->turns);
  g_free (self);
}
