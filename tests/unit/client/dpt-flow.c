/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-flow.h"

#include "dpt-http.h"
#include "dpt.h"

static void
state_cb (DpLogin *login,
          guint    state,
          DptFlow *flow)
{
  flow->in_browser |= state == DP_LOGIN_BROWSER;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DptFlow *flow = user_data;

  flow->result = dp_login_run_finish (DP_LOGIN (source), result, &flow->error);
  flow->done = TRUE;
  flow->in_browser = TRUE;
}

void
dpt_flow_start (DptFlow    *flow,
                DpHttp     *http,
                DpProvider *provider,
                DpKeyKind   kind)
{
  const DpLoginOptions options = { .key_kind = kind, .free_port = TRUE };

  flow->login = dp_login_new (http, provider, &options);
  g_signal_connect (flow->login, "state-changed", G_CALLBACK (state_cb), flow);
  dp_login_run_async (flow->login, NULL, done_cb, flow);
  dpt_run_until (&flow->in_browser);
}

void
dpt_flow_browse (DptFlow *flow,
                 DptIdp  *idp)
{
  g_autofree char *url = dp_login_dup_url (flow->login);
  g_autoptr (DptAnswer) first = dpt_http_get (url, NULL, NULL);
  g_autofree char *back = dpt_idp_consent (idp, first->location);
  g_autoptr (DptAnswer) answer = dpt_http_get (back, first->cookie, NULL);

  g_assert_cmpuint (answer->status, ==, 303);
}

void
dpt_flow_paste (DptFlow *flow,
                DptIdp  *idp)
{
  g_autofree char *url = dp_login_dup_direct_url (flow->login);
  g_autofree char *back = dpt_idp_consent (idp, url);

  g_assert_true (dp_login_accept_pasted (flow->login, back, NULL));
}

void
dpt_flow_finish (DptFlow *flow)
{
  dpt_run_until (&flow->done);
}

void
dpt_flow_clear (DptFlow *flow)
{
  g_clear_object (&flow->login);
  g_clear_pointer (&flow->result, dp_login_result_unref);
  g_clear_error (&flow->error);
}
