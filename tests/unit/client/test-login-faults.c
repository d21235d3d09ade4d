/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dpt-flow.h"
#include "dpt.h"

/* One row a way in which a provider can be wrong, broken or hostile. */
typedef struct
{
  const char *name;
  DptFaults   faults;
  DpError     code;
  const char *says; /* (nullable): in the message */
} Row;

#define FOREIGN \
  "{\"issuer\":\"$ISSUER\",\"authorization_endpoint\":\"$ISSUER/auth\"," \
  "\"token_endpoint\":\"http://evil.example/token\",\"jwks_uri\":\"$ISSUER/jwks\"}"
#define OPENS_A_FILE \
  "{\"issuer\":\"$ISSUER\",\"authorization_endpoint\":\"file:///etc/passwd\"," \
  "\"token_endpoint\":\"$ISSUER/token\",\"jwks_uri\":\"$ISSUER/jwks\"}"

static const Row rows[] = {
  { "f040_other_issuer", { .discovery = "{\"issuer\":\"$ISSUER/\"}" }, DP_ERROR_ISSUER_MISMATCH,
    "calls itself" },
  { "not_a_provider", { .discovery = "<html>" }, DP_ERROR_NOT_A_PROVIDER, NULL },
  { "no_discovery", { .discovery_status = 404 }, DP_ERROR_NOT_A_PROVIDER, "404" },
  { "discovery_201", { .discovery_status = 201 }, DP_ERROR_HTTP, "201" },
  { "discovery_500", { .discovery_status = 500 }, DP_ERROR_HTTP, "500" },
  { "s13_discovery_redirects_away", { .discovery_location = "https://evil.example/" },
    DP_ERROR_HTTP, NULL },
  { "s13_file_authorization_endpoint", { .discovery = OPENS_A_FILE }, DP_ERROR_URL,
    "authorization_endpoint" },
  { "s13_http_token_endpoint", { .discovery = FOREIGN }, DP_ERROR_URL, "token_endpoint" },
  { "s13_token_endpoint_redirects", { .token_location = "https://evil.example/" }, DP_ERROR_HTTP,
    "redirect" },
  { "s13_mix_up", { .iss = "https://evil.example" }, DP_ERROR_ISSUER_MISMATCH,
    "another provider" },
  { "s13_no_iss_although_promised", { .says_iss = TRUE }, DP_ERROR_ISSUER_MISMATCH,
    "does not name" },
  { "no_id_token", { .no_id_token = TRUE }, DP_ERROR_NO_ID_TOKEN, "openid" },
  { "code_refused", { .token_status = 400, .token_body = "{\"error\":\"invalid_grant\"}" },
    DP_ERROR_GRANT, NULL },
  { "client_refused", { .token_status = 401, .token_body = "{\"error\":\"invalid_client\"}" },
    DP_ERROR_PROVIDER, "invalid_client" },
  { "token_endpoint_broken", { .token_status = 502, .token_body = "<html>" }, DP_ERROR_HTTP,
    "502" },
  { "id_token_is_nonsense", { .token_status = 200, .token_body = "{\"id_token\":\"a.b.c\"}" },
    DP_ERROR_BASE64, NULL },
  { "f036_f045_other_nonce", { .nonce = "other" }, DP_ERROR_NONCE, NULL },
  { "f036_f045_foreign_signature", { .other_signer = TRUE }, DP_ERROR_SIGNATURE, NULL },
  { "f045_other_azp", { .claims = ",\"azp\":\"other\"" }, DP_ERROR_AUDIENCE, NULL },
  { "f045_wrong_at_hash", { .claims = ",\"at_hash\":\"AAAAAAAAAAAAAAAAAAAAAA\"" },
    DP_ERROR_CLAIM, NULL },
  { "f045_no_subject", { .subject = "" }, DP_ERROR_SUBJECT, NULL },
  { "f045_ends_at_once", { .lives = 30 }, DP_ERROR_EXPIRED, NULL },
  { "clock_behind_says_by_how_much", { .date_shift = 600 }, DP_ERROR_CLOCK_WRONG, "600 seconds" },
  { "clock_ahead_says_by_how_much", { .date_shift = -7200, .lives = 3600 }, DP_ERROR_CLOCK_WRONG,
    "7200 seconds ahead" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, NULL);
  g_auto (DptFlow) flow = { NULL };

  dpt_idp_set_faults (idp, &row->faults);
  dpt_flow_start (&flow, http, provider, DP_KEY_ED25519);
  if (!flow.done)
    dpt_flow_browse (&flow, idp);
  dpt_flow_finish (&flow);
  g_assert_null (flow.result);
  dpt_assert_code (flow.error, row->code);
  if (row->says != NULL && strstr (flow.error->message, row->says) == NULL)
    {
      g_test_message ("\"%s\" does not say \"%s\"", flow.error->message, row->says);
      g_test_fail ();
    }
  g_assert_cmpint (dp_login_get_state (flow.login), ==, DP_LOGIN_FAILED);
}

typedef struct
{
  DpLogin  *login;
  gboolean  in_browser;
  gboolean  done;
} Held;

static void
state_cb (DpLogin *login,
          guint    state,
          Held    *held)
{
  held->in_browser |= state == DP_LOGIN_BROWSER;
}

static void
let_go_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Held *held = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_login_run_finish (DP_LOGIN (source), result, &error));
  dpt_assert_code (error, DP_ERROR_CANCELLED);
  held->done = TRUE;
  g_clear_object (&held->login);
}

/* The only one who holds the sign-in lets go of it on being told that it ended. */
static void
test_let_go (void)
{
  const DpLoginOptions options = { .key_kind = DP_KEY_P256, .free_port = TRUE };
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, NULL);
  g_autoptr (GCancellable) cancel = g_cancellable_new ();
  Held held = { .login = dp_login_new (http, provider, &options) };
  gpointer left = held.login;

  g_object_add_weak_pointer (G_OBJECT (held.login), &left);
  g_signal_connect (held.login, "state-changed", G_CALLBACK (state_cb), &held);
  dp_login_run_async (held.login, cancel, let_go_cb, &held);
  while (!held.in_browser || dpt_idp_count (idp, "/jwks") == 0 || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancel);
  while (!held.done || left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/login/faults/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/login/faults/may_be_let_go_while_it_ends", test_let_go);
  return g_test_run ();
}
