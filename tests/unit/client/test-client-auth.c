/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-login.h"
#include "dpt-http.h"
#include "dpt-idp.h"
#include "dpt.h"

/* D6: how the client says who it is. */
static const struct
{
  const char *name;
  const char *secret;
  const char *methods;
  const char *authorization;
  gboolean    id_in_body;
  gboolean    secret_in_body;
} auths[] = {
  { "public", NULL, "[\"none\"]", "", TRUE, FALSE },
  { "public_although_basic_is_offered", NULL, "[\"client_secret_basic\"]", "", TRUE, FALSE },
  { "basic", "s:&", "[\"client_secret_basic\",\"client_secret_post\"]",
    "Basic ZGF5cGFzcy10ZXN0OnMlM0ElMjY=", FALSE, FALSE },
  { "body", "s3cret", "[\"client_secret_post\"]", "", TRUE, TRUE },
  { "basic_when_nothing_fits", "s:&", "[\"private_key_jwt\"]",
    "Basic ZGF5cGFzcy10ZXN0OnMlM0ElMjY=", FALSE, FALSE },
};

typedef struct
{
  gboolean       in_browser;
  gboolean       done;
  DpLoginResult *result;
  GError        *error;
} Outcome;

static void
state_cb (DpLogin *login,
          guint    state,
          Outcome *outcome)
{
  outcome->in_browser |= state == DP_LOGIN_BROWSER;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->result = dp_login_run_finish (DP_LOGIN (source), result, &outcome->error);
  outcome->done = TRUE;
  outcome->in_browser = TRUE;
}

static void
test_client_auth (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  const DptFaults faults = { .auth_methods = auths[row].methods };
  const DpLoginOptions options = { .key_kind = DP_KEY_ED25519, .free_port = TRUE };
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, auths[row].secret);
  g_autoptr (DpLogin) login = dp_login_new (http, provider, &options);
  Outcome outcome = { FALSE };
  g_autofree char *url = NULL;
  g_autofree char *back = NULL;
  const char *form;

  dpt_idp_set_faults (idp, &faults);
  g_signal_connect (login, "state-changed", G_CALLBACK (state_cb), &outcome);
  dp_login_run_async (login, NULL, done_cb, &outcome);
  dpt_run_until (&outcome.in_browser);
  g_assert_no_error (outcome.error);
  url = dp_login_dup_direct_url (login);
  back = dpt_idp_consent (idp, url);
  g_assert_true (dp_login_accept_pasted (login, back, NULL));
  dpt_run_until (&outcome.done);
  g_assert_no_error (outcome.error);
  dp_login_result_unref (outcome.result);
  form = dpt_idp_get_form (idp);
  g_assert_cmpstr (dpt_idp_get_authorization (idp), ==, auths[row].authorization);
  g_assert_true ((strstr (form, "client_id=daypass-test") != NULL) == auths[row].id_in_body);
  g_assert_true ((strstr (form, "client_secret=s3cret") != NULL) == auths[row].secret_in_body);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      g_autofree char *path = g_strconcat ("/login/client-auth/f044_", auths[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_client_auth);
    }
  return g_test_run ();
}
