/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-renew.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-error.h"
#include "dp-refresh.h"
#include "dpc-deliver.h"
#include "dpc-report.h"
#include "dpc-show.h"

#define AHEAD_SECONDS 60
#define MIN_SLEEP_SECONDS 5 /* however short the tokens live: this never spins (finding S9) */
#define RETRY_SECONDS 30

typedef struct
{
  GMainLoop     *loop;
  GBytes        *refresh_token;
  DpLoginResult *renewed;
  GError        *error;
} Renewal;

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cancelled_cb (GCancellable *cancellable,
                   gpointer      user_data)
{
  return quit_cb (user_data);
}

/* Whether the time passed without the person ending it. The wall clock counts, also through a
 * suspend: it is looked at every so often. */
static gboolean
sleep_until (gint64        when,
             GCancellable *cancel)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) stop = g_cancellable_source_new (cancel);

  g_source_set_callback (stop, G_SOURCE_FUNC (quit_cancelled_cb), loop, NULL);
  g_source_attach (stop, NULL);
  while (!g_cancellable_is_cancelled (cancel) && dp_clock_now () < when)
    {
      gint64 left = when - dp_clock_now ();
      g_autoptr (GSource) timer = g_timeout_source_new_seconds ((guint) CLAMP (left, 1, 300));

      g_source_set_callback (timer, quit_cb, loop, NULL);
      g_source_attach (timer, NULL);
      g_main_loop_run (loop);
      g_source_destroy (timer);
    }
  g_source_destroy (stop);
  return !g_cancellable_is_cancelled (cancel);
}

static void
store_cb (GBytes  *refresh_token,
          gpointer user_data)
{
  Renewal *renewal = user_data;

  g_bytes_unref (renewal->refresh_token);
  renewal->refresh_token = g_bytes_ref (refresh_token);
}

static void
renewed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Renewal *renewal = user_data;

  renewal->renewed = dp_refresh_finish (result, &renewal->error);
  g_main_loop_quit (renewal->loop);
}

static DpLoginResult *
renew_once (DpcFlow              *flow,
            const DpLoginOptions *options,
            DpLoginResult        *last,
            GBytes              **refresh_token,
            GError              **error)
{
  Renewal renewal = {
    .loop = g_main_loop_new (NULL, FALSE),
    .refresh_token = g_bytes_ref (*refresh_token),
  };
  DpRefreshInput input = {
    .provider = dpc_flow_get_provider (flow),
    .key = dp_login_result_get_key (last),
    .pkt = dp_login_result_get_pkt (last),
    .refresh_token = *refresh_token,
    .principals = options->principals,
    .send_access_token = options->send_access_token,
    .store = store_cb,
    .store_data = &renewal,
  };

  dp_refresh_async (dpc_flow_get_http (flow), &input, dpc_flow_get_cancel (flow), renewed_cb,
                    &renewal);
  g_main_loop_run (renewal.loop);
  g_main_loop_unref (renewal.loop);
  g_bytes_unref (*refresh_token);
  *refresh_token = renewal.refresh_token;
  if (renewal.renewed == NULL)
    g_propagate_error (error, renewal.error);
  return renewal.renewed;
}

static gboolean
write_renewed (const DpLoginResult *renewed,
               const DpKeyPlace    *place,
               GError             **error)
{
  const DpcDelivery delivery = { .print_key = place == NULL };
  g_autofree char *ends = dpc_show_dup_time (dp_login_result_get_token_expires_at (renewed));

  if (place != NULL
      && !dp_key_store_write_cert (place, dp_login_result_get_cert_line (renewed), error))
    return FALSE;
  if ((place == NULL || dpc_report_is_json ())
      && !dpc_deliver_show (&delivery, renewed, place, error))
    return FALSE;
  dpc_say (_("Renewed; the new ID token is good until %s."), ends);
  return TRUE;
}

/* Errors that may mend themselves while the old token still lives. */
static gboolean
may_retry (const GError *error,
           gint64        ends)
{
  return dpc_report_exit (error) == DPC_EXIT_UNREACHABLE
         && dp_clock_now () + RETRY_SECONDS < ends;
}

static int
loop (DpcFlow              *flow,
      const DpLoginOptions *options,
      DpLoginResult       **last,
      GBytes              **refresh_token,
      const DpKeyPlace     *place)
{
  gint64 earliest = dp_clock_now () + MIN_SLEEP_SECONDS;

  for (;;)
    {
      gint64 ends = dp_login_result_get_token_expires_at (*last);
      g_autoptr (GError) error = NULL;
      DpLoginResult *renewed;

      if (!sleep_until (MAX (ends - AHEAD_SECONDS, earliest), dpc_flow_get_cancel (flow)))
        return DPC_EXIT_FAILED;
      renewed = renew_once (flow, options, *last, refresh_token, &error);
      earliest = dp_clock_now () + MIN_SLEEP_SECONDS;
      if (renewed == NULL && may_retry (error, ends))
        {
          dpc_warn (_("not renewed yet: %s"), error->message);
          earliest = dp_clock_now () + RETRY_SECONDS;
          continue;
        }
      if (renewed == NULL)
        return dpc_report_error (error);
      dp_login_result_unref (*last);
      *last = renewed;
      if (!write_renewed (renewed, place, &error))
        return dpc_report_error (error);
    }
}

int
dpc_renew_run (DpcFlow              *flow,
               const DpLoginOptions *options,
               DpLoginResult        *first,
               const DpKeyPlace     *place)
{
  DpLoginResult *last = dp_login_result_ref (first);
  GBytes *refresh_token = dp_login_result_get_refresh_token (first);
  g_autoptr (GError) error = NULL;
  int code;

  if (refresh_token == NULL)
    {
      dp_login_result_unref (last);
      dp_error_set (&error, DP_ERROR_NO_REFRESH_TOKEN, "needed for --auto-refresh");
      return dpc_report_error (error);
    }
  g_bytes_ref (refresh_token);
  dpc_say (_("Staying to renew the sign-in; Ctrl-C ends this."));
  code = loop (flow, options, &last, &refresh_token, place);
  g_bytes_unref (refresh_token);
  dp_login_result_unref (last);
  return code;
}
