/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-pkt.h"
#include "dp-refresh.h"
#include "dp-secret.h"
#include "dpt-flow.h"
#include "dpt-http.h"
#include "dpt.h"

typedef struct
{
  gboolean       flag;
  DpLoginResult *result;
  GError        *error;
  char          *stored;
  gboolean       stored_first;
  gboolean       told;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->result, dp_login_result_unref);
  g_clear_error (&outcome->error);
  g_free (outcome->stored);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* A whole sign-in with a pasted answer. */
static DpLoginResult *
sign_in (DptIdp     *idp,
         DpHttp     *http,
         DpProvider *provider)
{
  g_auto (DptFlow) flow = { NULL };

  dpt_flow_start (&flow, http, provider, DP_KEY_P256);
  g_assert_no_error (flow.error);
  dpt_flow_paste (&flow, idp);
  dpt_flow_finish (&flow);
  g_assert_no_error (flow.error);
  return g_steal_pointer (&flow.result);
}

static void
store_cb (GBytes  *refresh_token,
          gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->stored = g_strdup (dp_secret_get_text (refresh_token));
  outcome->stored_first = outcome->result == NULL && outcome->error == NULL;
}

static void
refresh_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->result = dp_refresh_finish (result, &outcome->error);
  outcome->flag = TRUE;
}

static void
refresh (DptIdp          *idp,
         const DptFaults *faults,
         Outcome         *outcome)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, NULL);
  g_autoptr (DpLoginResult) first = sign_in (idp, http, provider);
  DpRefreshInput input = {
    .provider = provider,
    .key = dp_login_result_get_key (first),
    .pkt = dp_login_result_get_pkt (first),
    .refresh_token = dp_login_result_get_refresh_token (first),
    .store = store_cb,
    .store_data = outcome,
  };

  dpt_idp_set_faults (idp, faults);
  dp_refresh_async (http, &input, NULL, refresh_cb, outcome);
  dpt_run_until (&outcome->flag);
}

static void
test_good (void)
{
  const DptFaults none = { NULL };
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (DpPkt) pkt = NULL;
  const char *text;

  refresh (idp, &none, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.stored, ==, "refresh-2");
  g_assert_true (outcome.stored_first);
  g_assert_cmpstr (dp_secret_get_text (dp_login_result_get_refresh_token (outcome.result)), ==,
                   "refresh-2");
  text = dp_login_result_get_pkt (outcome.result);
  pkt = dp_pkt_parse (text, strlen (text), NULL);
  g_assert_nonnull (dp_pkt_get_refreshed (pkt));
  g_assert_nonnull (strstr (dpt_idp_get_form (idp), "grant_type=refresh_token"));
  g_assert_nonnull (strstr (dpt_idp_get_form (idp), "refresh_token=refresh-1"));
}

static void
test_keeps_the_old_token (void)
{
  const DptFaults faults = { .no_refresh_token = TRUE };
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_auto (Outcome) outcome = { FALSE };

  refresh (idp, &faults, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_null (outcome.stored);
  g_assert_cmpstr (dp_secret_get_text (dp_login_result_get_refresh_token (outcome.result)), ==,
                   "refresh-1");
}

static const struct
{
  const char *name;
  DptFaults   faults;
  DpError     code;
  gboolean    stored; /* a rotated token was stored although the rest failed */
} refused[] = {
  { "d12_no_id_token", { .no_id_token = TRUE }, DP_ERROR_NO_ID_TOKEN, TRUE },
  { "s20_reuse", { .token_status = 400, .token_body = "{\"error\":\"invalid_grant\"}" },
    DP_ERROR_GRANT, FALSE },
  { "other_person", { .subject = "mallory" }, DP_ERROR_SUBJECT, TRUE },
  { "foreign_signature", { .other_signer = TRUE }, DP_ERROR_SIGNATURE, TRUE },
  { "other_nonce", { .claims = ",\"nonce\":\"other\"" }, DP_ERROR_NONCE, TRUE },
  { "older", { .date_shift = -100 }, DP_ERROR_REFRESHED, TRUE },
  { "s13_redirect", { .token_location = "https://evil.example/" }, DP_ERROR_HTTP, FALSE },
};

static void
test_refused (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_auto (Outcome) outcome = { FALSE };

  refresh (idp, &refused[row].faults, &outcome);
  g_assert_null (outcome.result);
  dpt_assert_code (outcome.error, refused[row].code);
  g_assert_true ((outcome.stored != NULL) == refused[row].stored);
}

static void
revoke_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  g_assert_true (dp_revoke_finish (result, &outcome->told, &outcome->error));
  outcome->flag = TRUE;
}

static void
test_revoke (void)
{
  const DptFaults without = {
    .discovery = "{\"issuer\":\"$ISSUER\",\"authorization_endpoint\":\"$ISSUER/auth\","
                 "\"token_endpoint\":\"$ISSUER/token\",\"jwks_uri\":\"$ISSUER/jwks\"}"
  };
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, NULL);
  g_autoptr (GBytes) token = dp_secret_new_text ("refresh-1");
  Outcome with = { FALSE };
  Outcome none = { FALSE };

  dp_revoke_async (http, provider, token, NULL, revoke_cb, &with);
  dpt_run_until (&with.flag);
  g_assert_true (with.told);
  g_assert_cmpuint (dpt_idp_count (idp, "/revoke"), ==, 1);
  dpt_idp_set_faults (idp, &without);
  dp_revoke_async (http, provider, token, NULL, revoke_cb, &none);
  dpt_run_until (&none.flag);
  g_assert_false (none.told);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/login/refresh/s20_stores_a_rotated_token_before_anything_else", test_good);
  g_test_add_func ("/login/refresh/keeps_a_token_that_is_not_rotated", test_keeps_the_old_token);
  g_test_add_func ("/login/refresh/revokes_where_that_is_possible", test_revoke);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/login/refresh/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refused);
    }
  return g_test_run ();
}
