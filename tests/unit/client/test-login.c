/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-login.h"
#include "dp-pkt.h"
#include "dp-secret.h"
#include "dp-ssh-cert.h"
#include "dpt-http.h"
#include "dpt-idp.h"
#include "dpt.h"

typedef struct
{
  DptIdp        *idp;
  DpHttp        *http;
  DpLogin       *login;
  GCancellable  *cancel;
  gboolean       in_browser;
  gboolean       done;
  gboolean       told;
  DpLoginResult *result;
  GError        *error;
} Fixture;

static void
state_cb (DpLogin *login,
          guint    state,
          Fixture *fixture)
{
  if (state == DP_LOGIN_BROWSER)
    fixture->in_browser = TRUE;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = dp_login_run_finish (DP_LOGIN (source), result, &fixture->error);
  fixture->done = TRUE;
  fixture->in_browser = TRUE;
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  dp_login_tell_browser_finish (DP_LOGIN (source), result);
  fixture->told = TRUE;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->idp = dpt_idp_new ();
  fixture->http = dp_http_new ();
  fixture->cancel = g_cancellable_new ();
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->login);
  g_clear_object (&fixture->http);
  g_clear_object (&fixture->cancel);
  g_clear_pointer (&fixture->result, dp_login_result_unref);
  g_clear_error (&fixture->error);
  dpt_idp_free (fixture->idp);
}

/* Starts, and waits until it is the person's turn, or over. */
static void
start (Fixture         *fixture,
       const DptFaults *faults,
       const char      *secret)
{
  static const char *const principals[] = { "alice", "root", NULL };
  const DpLoginOptions options = { .key_kind = DP_KEY_P256, .free_port = TRUE,
                                   .principals = principals };
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (fixture->idp, secret);

  if (faults != NULL)
    dpt_idp_set_faults (fixture->idp, faults);
  fixture->login = dp_login_new (fixture->http, provider, &options);
  g_signal_connect (fixture->login, "state-changed", G_CALLBACK (state_cb), fixture);
  dp_login_run_async (fixture->login, fixture->cancel, done_cb, fixture);
  dpt_run_until (&fixture->in_browser);
}

static void
tell (Fixture    *fixture,
      const char *sentence)
{
  dp_login_tell_browser_async (fixture->login, sentence, NULL, told_cb, fixture);
  dpt_run_until (&fixture->told);
}

/* A browser that goes the whole way: link, provider, callback. */
static DptAnswer *
browse (Fixture *fixture,
        char   **cookie)
{
  g_autofree char *url = dp_login_dup_url (fixture->login);
  g_autoptr (DptAnswer) first = dpt_http_get (url, NULL, NULL);
  g_autofree char *back = NULL;

  g_assert_cmpuint (first->status, ==, 303);
  g_assert_nonnull (first->cookie);
  back = dpt_idp_consent (fixture->idp, first->location);
  if (cookie != NULL)
    *cookie = g_strdup (first->cookie);
  return dpt_http_get (back, first->cookie, NULL);
}

static void
test_good (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (DptAnswer) answer = NULL;
  g_autoptr (DpSshCert) cert = NULL;
  const char *line;

  start (fixture, NULL, NULL);
  answer = browse (fixture, NULL);
  g_assert_cmpuint (answer->status, ==, 303);
  g_assert_cmpstr (answer->location, ==, "/done");
  dpt_run_until (&fixture->done);
  g_assert_no_error (fixture->error);
  line = dp_login_result_get_cert_line (fixture->result);
  cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, NULL);
  g_assert_cmpstr (dp_ssh_cert_get_principals (cert)[0], ==, "alice");
  g_assert_cmpstr (dp_ssh_cert_get_principals (cert)[1], ==, "root");
  g_assert_cmpstr (dp_ssh_cert_get_key_id (cert), ==, "alice@example.com");
  g_assert_null (dp_ssh_cert_get_extension (cert, DP_SSH_EXT_ACCESS_TOKEN));
  g_assert_cmpstr (dp_login_result_get_identity (fixture->result), ==, "alice@example.com");
  g_assert_cmpstr (dp_secret_get_text (dp_login_result_get_refresh_token (fixture->result)), ==,
                   "refresh-1");
  g_assert_cmpint (dp_login_get_state (fixture->login), ==, DP_LOGIN_DONE);
  g_assert_cmpuint (dpt_idp_count (fixture->idp, "/jwks"), ==, 1);
}

/* The page says how it ended for the caller, who knows whether the key was written. */
static void
test_page (Fixture      *fixture,
           gconstpointer data)
{
  static const struct
  {
    const char *sentence;
    guint       status;
    const char *text;
  } rows[] = {
    { NULL, 200, "Signed in as <bdi>alice@example.com</bdi>" },
    { "The disk is full.", 400, "The disk is full." },
  };
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree char *cookie = NULL;
  g_autofree char *url = NULL;
  g_autoptr (DptAnswer) callback = NULL;
  g_autoptr (DptAnswer) stranger = NULL;
  g_autoptr (DptAnswer) page = NULL;

  start (fixture, NULL, NULL);
  url = g_strdup_printf ("http://localhost:%u/done", dp_login_get_port (fixture->login));
  callback = browse (fixture, &cookie);
  dpt_run_until (&fixture->done);
  stranger = dpt_http_get (url, "a=b", NULL);
  g_assert_cmpuint (stranger->status, ==, 403);
  dp_login_tell_browser_async (fixture->login, rows[row].sentence, NULL, told_cb, fixture);
  page = dpt_http_get (url, cookie, NULL);
  g_assert_cmpuint (page->status, ==, rows[row].status);
  g_assert_nonnull (strstr (page->body, rows[row].text));
  dpt_run_until (&fixture->told);
}

/* The address is good once; a new one can always be had (Copy Link). */
static void
test_link_is_single_use (Fixture      *fixture,
                         gconstpointer data)
{
  g_autofree char *url = NULL;
  g_autofree char *other = NULL;
  g_autofree char *guess = NULL;
  g_autoptr (DptAnswer) first = NULL;
  g_autoptr (DptAnswer) again = NULL;
  g_autoptr (DptAnswer) guessed = NULL;
  g_autoptr (DptAnswer) second = NULL;

  start (fixture, NULL, NULL);
  url = dp_login_dup_url (fixture->login);
  other = dp_login_dup_url (fixture->login);
  guess = g_strdup_printf ("http://localhost:%u/login/", dp_login_get_port (fixture->login));
  g_assert_cmpuint (strlen (url) - strlen (guess), ==, 32); /* 128 bits */
  first = dpt_http_get (url, NULL, NULL);
  again = dpt_http_get (url, NULL, NULL);
  guessed = dpt_http_get (guess, NULL, NULL);
  second = dpt_http_get (other, NULL, NULL);
  g_assert_cmpuint (first->status, ==, 303);
  g_assert_cmpuint (again->status, ==, 410);
  g_assert_null (again->cookie);
  g_assert_cmpuint (guessed->status, ==, 410);
  g_assert_cmpuint (second->status, ==, 303);
  g_assert_cmpstr (first->cookie, !=, "");
  g_assert_nonnull (strstr (first->head, "HttpOnly; SameSite=Lax"));
}

/* A thief who saw the provider's address signs in as himself and brings the answer here. */
static void
test_stolen_link (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const cookies[] = { NULL, "daypass-1=x", "x=y" };
  g_autofree char *url = NULL;
  g_autofree char *back = NULL;
  g_autoptr (DptAnswer) first = NULL;
  g_autoptr (DptAnswer) right = NULL;

  start (fixture, NULL, NULL);
  url = dp_login_dup_url (fixture->login);
  first = dpt_http_get (url, NULL, NULL);
  back = dpt_idp_consent (fixture->idp, first->location);
  for (gsize i = 0; i < G_N_ELEMENTS (cookies); i++)
    {
      g_autoptr (DptAnswer) stolen = dpt_http_get (back, cookies[i], NULL);

      g_assert_cmpuint (stolen->status, ==, 403);
    }
  g_assert_cmpuint (dpt_idp_count (fixture->idp, "/token"), ==, 0);
  g_assert_cmpint (dp_login_get_state (fixture->login), ==, DP_LOGIN_BROWSER);
  right = dpt_http_get (back, first->cookie, NULL);
  g_assert_cmpuint (right->status, ==, 303);
  dpt_run_until (&fixture->done);
  g_assert_no_error (fixture->error);
}

static void
test_wrong_state (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const queries[] = {
    "?code=the-code&state=other", "?code=the-code", "?error=access_denied&state=other",
    "?error=access_denied", "?state=a&state=b", "", "?%",
  };
  g_autofree char *url = NULL;
  g_autoptr (DptAnswer) first = NULL;

  start (fixture, NULL, NULL);
  url = dp_login_dup_url (fixture->login);
  first = dpt_http_get (url, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *back = g_strconcat (dp_login_get_redirect_uri (fixture->login), queries[i],
                                           NULL);
      g_autoptr (DptAnswer) answer = dpt_http_get (back, first->cookie, NULL);

      g_assert_cmpuint (answer->status, >=, 400);
      g_assert_cmpint (dp_login_get_state (fixture->login), ==, DP_LOGIN_BROWSER);
    }
}

/* The answer is taken once. */
static void
test_second_tab (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *url = NULL;
  g_autofree char *other = NULL;
  g_autofree char *back = NULL;
  g_autofree char *back_again = NULL;
  g_autoptr (DptAnswer) first = NULL;
  g_autoptr (DptAnswer) second = NULL;
  g_autoptr (DptAnswer) one = NULL;
  g_autoptr (DptAnswer) two = NULL;

  start (fixture, NULL, NULL);
  url = dp_login_dup_url (fixture->login);
  other = dp_login_dup_url (fixture->login);
  first = dpt_http_get (url, NULL, NULL);
  second = dpt_http_get (other, NULL, NULL);
  back = dpt_idp_consent (fixture->idp, first->location);
  back_again = dpt_idp_consent (fixture->idp, second->location);
  one = dpt_http_get (back, first->cookie, NULL);
  two = dpt_http_get (back_again, second->cookie, NULL);
  g_assert_cmpuint (one->status, ==, 303);
  g_assert_cmpuint (two->status, ==, 410);
  dpt_run_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (dpt_idp_count (fixture->idp, "/token"), ==, 1);
}

static void
test_pasted (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *direct = NULL;
  g_autofree char *back = NULL;
  g_autofree char *forged = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture, NULL, NULL);
  direct = dp_login_dup_direct_url (fixture->login);
  back = dpt_idp_consent (fixture->idp, direct);
  forged = g_strdup_printf ("%s?code=x&state=y", dp_login_get_redirect_uri (fixture->login));
  g_assert_false (dp_login_accept_pasted (fixture->login, forged, &error));
  dpt_assert_code (error, DP_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (dp_login_accept_pasted (fixture->login, "https://evil.example/?a", &error));
  dpt_assert_code (error, DP_ERROR_URL);
  g_clear_error (&error);
  g_assert_true (dp_login_accept_pasted (fixture->login, back, &error));
  dpt_run_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_false (dp_login_accept_pasted (fixture->login, back, &error));
  dpt_assert_code (error, DP_ERROR_STATE);
  tell (fixture, NULL);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *url = NULL;
  guint16 port;
  g_autoptr (DptAnswer) answer = NULL;
  g_autofree char *late = NULL;

  start (fixture, NULL, NULL);
  url = dp_login_dup_url (fixture->login);
  port = dp_login_get_port (fixture->login);
  g_cancellable_cancel (fixture->cancel);
  dpt_run_until (&fixture->done);
  dpt_assert_code (fixture->error, DP_ERROR_CANCELLED);
  late = g_strdup_printf ("http://localhost:%u/login/x", port);
  answer = dpt_http_get (late, NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 0); /* nobody listens any more */
  g_assert_null (dp_login_dup_url (fixture->login));
}

static void
test_links_end (Fixture      *fixture,
                gconstpointer data)
{
  guint n = 0;
  char *url;

  start (fixture, NULL, NULL);
  while ((url = dp_login_dup_url (fixture->login)) != NULL)
    {
      g_free (url);
      n++;
    }
  g_assert_cmpuint (n, ==, 32);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/login/flow/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("f029_gives_key_certificate_and_tokens", test_good);
  ADD ("s14_link_is_good_once", test_link_is_single_use);
  ADD ("s14_stolen_link_without_cookie_is_no_use", test_stolen_link);
  ADD ("s14_wrong_state_changes_nothing", test_wrong_state);
  ADD ("s14_second_tab_is_too_late", test_second_tab);
  ADD ("takes_a_pasted_address_by_its_state", test_pasted);
  ADD ("f034_can_be_cancelled", test_cancelled);
  ADD ("mints_a_bounded_number_of_links", test_links_end);
#undef ADD
  for (gsize i = 0; i < 2; i++)
    g_test_add (i == 0 ? "/login/flow/page_says_that_it_is_done"
                       : "/login/flow/page_says_what_went_wrong",
                Fixture, GSIZE_TO_POINTER (i), set_up, test_page, tear_down);
  return g_test_run ();
}
