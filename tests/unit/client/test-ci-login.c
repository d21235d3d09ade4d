/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-ci-login.h"
#include "dp-pkt.h"
#include "dpt-http.h"
#include "dpt-idp.h"
#include "dpt.h"

#define ACTIONS \
  "{\"issuer\":\"$ISSUER/api/actions\",\"authorization_endpoint\":\"$ISSUER/a\"," \
  "\"token_endpoint\":\"$ISSUER/t\",\"jwks_uri\":\"$ISSUER/jwks\"}"

/* The environment of the job. */
static char *request_url;
static char *jwt;
static const char *bearer = "ci";

static const char *
get (const char *name)
{
  if (g_str_equal (name, "ACTIONS_ID_TOKEN_REQUEST_URL"))
    return request_url;
  if (g_str_equal (name, "ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
    return bearer;
  return g_str_equal (name, "OPENPUBKEY_JWT") ? jwt : NULL;
}

typedef struct
{
  gboolean       done;
  DpLoginResult *result;
  GError        *error;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->result, dp_login_result_unref);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->result = dp_ci_login_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static void
sign_in (DpProvider *provider,
         Outcome    *outcome)
{
  const DpLoginOptions options = { .key_kind = DP_KEY_ED25519 };
  g_autoptr (DpHttp) http = dp_http_new ();

  dp_ci_login_async (http, provider, &options, get, NULL, done_cb, outcome);
  dpt_run_until (&outcome->done);
}

static const char *
op_alg (const DpLoginResult *result)
{
  const char *text = dp_login_result_get_pkt (result);
  g_autoptr (DpPkt) pkt = dp_pkt_parse (text, strlen (text), NULL);

  return g_intern_string (dp_jws_get_alg (dp_pkt_get_op (pkt)));
}

static const struct
{
  const char *name;
  const char *bearer;
  DptFaults   faults;
  DpError     code; /* DP_ERROR_N: signed in */
} actions[] = {
  { "f086_f087_gives_a_hidden_signature", "ci", { .discovery = ACTIONS }, DP_ERROR_N },
  { "refuses_another_commitment", "ci", { .discovery = ACTIONS, .ci_audience = "other" },
    DP_ERROR_COMMITMENT },
  { "refuses_a_foreign_signature", "ci", { .discovery = ACTIONS, .other_signer = TRUE },
    DP_ERROR_SIGNATURE },
  { "tells_that_the_job_may_not", "no", { .discovery = ACTIONS }, DP_ERROR_HTTP },
  { "needs_the_token_of_the_job", NULL, { .discovery = ACTIONS }, DP_ERROR_USAGE },
};

static void
test_actions (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_autofree char *issuer = g_strconcat (dpt_idp_get_issuer (idp), "/api/actions", NULL);
  const DpProviderSpec spec = { .aliases = "forgejo", .issuer = issuer, .client_id = "unused" };
  g_autoptr (DpProvider) provider = dp_provider_new (&spec, NULL);
  g_auto (Outcome) outcome = { FALSE };

  g_free (request_url);
  request_url = g_strconcat (issuer, "/ci-token?api-version=2&audience=x", NULL);
  bearer = actions[row].bearer;
  dpt_idp_set_faults (idp, &actions[row].faults);
  sign_in (provider, &outcome);
  g_assert_true ((outcome.result != NULL) == (actions[row].code == DP_ERROR_N));
  if (outcome.result == NULL)
    dpt_assert_code (outcome.error, actions[row].code);
  else
    g_assert_cmpstr (op_alg (outcome.result), ==, "GQ256");
}

static const struct
{
  const char *name;
  const char *audience; /* NULL: there is no token */
  DpError     code;
} gitlab[] = {
  { "f088_gives_a_bound_token", "OPENPUBKEY-PKTOKEN:x", DP_ERROR_N },
  { "refuses_a_token_for_something_else", "https://gitlab.example", DP_ERROR_AUDIENCE },
  { "needs_the_token", NULL, DP_ERROR_USAGE },
};

static void
test_gitlab (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  const DpProviderSpec spec = { .aliases = "gitlab-ci", .issuer = dpt_idp_get_issuer (idp),
                                .client_id = "unused" };
  g_autoptr (DpProvider) provider = dp_provider_new (&spec, NULL);
  g_auto (Outcome) outcome = { FALSE };

  g_clear_pointer (&jwt, g_free);
  if (gitlab[row].audience != NULL)
    jwt = dpt_idp_dup_ci_token (idp, dpt_idp_get_issuer (idp), gitlab[row].audience, FALSE);
  sign_in (provider, &outcome);
  g_assert_true ((outcome.result != NULL) == (gitlab[row].code == DP_ERROR_N));
  if (outcome.result == NULL)
    dpt_assert_code (outcome.error, gitlab[row].code);
  else
    g_assert_cmpstr (op_alg (outcome.result), ==, "GQ256");
}

int
main (int   argc,
      char *argv[])
{
  int code;

  dpt_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *path = g_strconcat ("/login/ci-actions/", actions[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_actions);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (gitlab); i++)
    {
      g_autofree char *path = g_strconcat ("/login/ci-gitlab/", gitlab[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_gitlab);
    }
  code = g_test_run ();
  g_free (request_url);
  g_free (jwt);
  return code;
}
