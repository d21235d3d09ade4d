/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-screen-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "dp-env.h"
#include "dp-error.h"

static const int endings[] = { SIGTERM, SIGHUP, SIGINT };

DpuRow *
_dpu_screen_get_row (DpuScreen *self)
{
  return self->selected < self->rows->len ? g_ptr_array_index (self->rows, self->selected) : NULL;
}

static gboolean
redraw_cb (gpointer user_data)
{
  DpuScreen *self = user_data;

  self->redraw = 0;
  _dpu_screen_draw (self);
  return G_SOURCE_REMOVE;
}

void
_dpu_screen_queue (DpuScreen *self)
{
  if (self->redraw == 0)
    self->redraw = g_idle_add (redraw_cb, self);
}

void
_dpu_screen_say (DpuScreen  *self,
                 const char *message)
{
  g_free (self->message);
  self->message = g_strdup (message);
  g_clear_pointer (&self->message_id, g_free);
  _dpu_screen_queue (self);
}

void
_dpu_screen_enter (DpuScreen *self,
                   DpuView    view)
{
  if (self->view == DPU_VIEW_STEPS && view != DPU_VIEW_STEPS)
    dpu_session_leave (self->session);
  if (view != DPU_VIEW_TEXT)
    g_clear_pointer (&self->detail_id, g_free);
  self->view = view;
  self->offset = 0;
  self->asking = FALSE;
  _dpu_screen_queue (self);
}

/* A sign-in that ended well needs no page any more; one that failed says why until a key is hit. */
static void
follow_flow (DpuScreen *self)
{
  DpuFlow *flow = self->session->flow;
  const char *step = flow != NULL ? dpu_flow_get_step (flow) : NULL;

  if (flow != NULL && self->view != DPU_VIEW_STEPS)
    _dpu_screen_enter (self, DPU_VIEW_STEPS);
  if (flow != NULL && g_strcmp0 (step, "done") == 0)
    {
      DpuStepsView view;
      g_autofree char *message = NULL;

      dpu_flow_get_view (flow, &view);
      /* Translators: %s is an e-mail address */
      message = *view.identity != '\0' ? g_strdup_printf (_("Signed in as %s"), view.identity)
                                       : g_strdup (_("Signed in"));
      dpu_flow_clear_view (&view);
      _dpu_screen_say (self, message);
      self->message_id = g_strdup (self->session->flow_account);
    }
  if (flow != NULL && (g_strcmp0 (step, "done") == 0 || g_strcmp0 (step, "cancelled") == 0))
    _dpu_screen_enter (self, DPU_VIEW_HOME);
}

static void
changed_cb (gpointer user_data)
{
  DpuScreen *self = user_data;
  gboolean running = dpu_client_get_status (self->session->client) == DPU_AGENT_RUNNING;

  if (!running && self->view != DPU_VIEW_AGENT)
    {
      g_clear_pointer (&self->message, g_free);
      _dpu_screen_enter (self, DPU_VIEW_AGENT);
    }
  else if (running && self->view == DPU_VIEW_AGENT)
    _dpu_screen_enter (self, DPU_VIEW_HOME);
  follow_flow (self);
  if (self->detail_id != NULL)
    {
      g_autoptr (DpBusAccount) account = dpu_client_find (self->session->client, self->detail_id);

      if (account != NULL)
        dpu_session_details (self->session, account);
    }
  _dpu_screen_queue (self);
}

static void
say_cb (const char *sentence,
        gpointer    user_data)
{
  _dpu_screen_say (user_data, sentence);
}

static void
show_cb (const char *title,
         GStrv       lines,
         gpointer    user_data)
{
  DpuScreen *self = user_data;
  gboolean same = self->view == DPU_VIEW_TEXT && g_strcmp0 (self->title, title) == 0;

  g_free (self->title);
  self->title = g_strdup (title);
  g_strfreev (self->lines);
  self->lines = g_strdupv (lines);
  g_clear_pointer (&self->message, g_free);
  if (!same)
    _dpu_screen_enter (self, DPU_VIEW_TEXT);
  _dpu_screen_queue (self);
}

static gboolean
ring_cb (gpointer user_data)
{
  _dpu_screen_queue (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
typed_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  DpuScreen *self = user_data;
  int key;

  if (condition & (G_IO_HUP | G_IO_ERR))
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }
  while ((key = dpu_terminal_read ()) != DPU_KEY_NONE)
    _dpu_screen_take_key (self, key);
  _dpu_screen_queue (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
ended (DpuScreen *self,
       int        number)
{
  self->ended_by = number;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
terminated_cb (gpointer user_data)
{
  return ended (user_data, SIGTERM);
}

static gboolean
hung_up_cb (gpointer user_data)
{
  return ended (user_data, SIGHUP);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  return ended (user_data, SIGINT);
}

/* Nothing but the screen is on the screen. */
static GLogWriterOutput
drop_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  return G_LOG_WRITER_HANDLED;
}

static void
screen_free (DpuScreen *self)
{
  g_clear_handle_id (&self->redraw, g_source_remove);
  dpu_session_free (self->session);
  dpw_clock_free (self->clock);
  g_ptr_array_unref (self->rows);
  g_main_loop_unref (self->loop);
  g_strfreev (self->lines);
  g_strfreev (self->providers);
  g_strfreev (self->names);
  g_strfreev (self->hints);
  g_free (self->selected_id);
  g_free (self->detail_id);
  g_free (self->message);
  g_free (self->message_id);
  g_free (self->title);
  g_free (self);
}

int
dpu_screen_run (GError **error)
{
  static const DpuSessionFuncs funcs = { changed_cb, say_cb, show_cb };
  static const GSourceFunc ended_cbs[] = { terminated_cb, hung_up_cb, interrupted_cb };
  DpuScreen *self = g_new0 (DpuScreen, 1);
  int ended_by;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) dpu_row_free);
  self->session = dpu_session_new (&funcs, self);
  if (!dpu_client_connect (self->session->client, error))
    {
      screen_free (self);
      return -1; /* nocheck: dpu_client_connect() has set it */
    }
  if (!dpu_terminal_open (ring_cb, self))
    {
      screen_free (self);
      dp_error_set (error, DP_ERROR_USAGE, "this terminal cannot show a screen");
      return -1;
    }
  g_log_set_writer_func (drop_log, NULL, NULL);
  self->clock = dpw_clock_new (ring_cb, self);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    g_unix_signal_add (endings[i], ended_cbs[i], self);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, typed_cb, self);
  _dpu_screen_queue (self);
  g_main_loop_run (self->loop);
  dpu_terminal_close ();
  ended_by = self->ended_by;
  screen_free (self);
  if (ended_by == 0)
    return 0;
  signal (ended_by, SIG_DFL);
  raise (ended_by);
  return 128 + ended_by;
}
