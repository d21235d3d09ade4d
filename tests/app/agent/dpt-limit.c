/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpt-limit.h"

#include "dp-login.h"
#include "dpa-sign-in-private.h"

#define NEVER (24 * 60 * 60)

/* The limit that was set last. */
static guint limit_id;
static guint limit_seconds;
static GSourceFunc limit_func;
static gpointer limit_data;

guint __wrap_dpa_clock_add_limit (guint       seconds,
                                  GSourceFunc func,
                                  gpointer    user_data);

guint
__wrap_dpa_clock_add_limit (guint       seconds,
                            GSourceFunc func,
                            gpointer    user_data)
{
  limit_id = g_timeout_add_seconds (NEVER, func, user_data);
  limit_seconds = seconds;
  limit_func = func;
  limit_data = user_data;
  return limit_id;
}

static gboolean
can_listen (guint16 port)
{
  g_autoptr (GSocket) socket
    = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);

  return g_socket_bind (socket, address, TRUE, NULL) && g_socket_listen (socket, NULL);
}

void
dpt_limit_check_runs_out (DpaAccount *account)
{
  DpBusAccount *face = dpa_account_get_bus (account);
  g_autofree char *identity = dp_bus_account_dup_identity (face);
  gint64 until = dp_bus_account_get_expected_until (face);
  DpaSignIn *sign_in = dpa_sign_in_start (account, NULL, "", NULL);
  g_autoptr (DpaSignIn) kept = g_object_ref (sign_in);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *word = NULL;
  guint16 port;

  while (!dpa_sign_in_is_in_browser (kept))
    g_main_context_iteration (NULL, TRUE);
  uri = g_uri_parse (dp_login_get_redirect_uri (dpa_sign_in_get_login (kept)), G_URI_FLAGS_NONE,
                     NULL);
  port = (guint16) g_uri_get_port (uri);
  g_assert_cmpuint (limit_seconds, ==, DP_LOGIN_SECONDS);
  g_assert_false (can_listen (port));

  g_source_remove (limit_id);
  limit_func (limit_data);
  g_assert_cmpstr (dp_bus_sign_in_get_step (dpa_sign_in_get_bus (kept)), ==, "failed");
  g_variant_get_child (dp_bus_sign_in_get_problem (dpa_sign_in_get_bus (kept)), 0, "s", &word);
  g_assert_cmpstr (word, ==, "timed-out");
  g_assert_null (dpa_account_get_sign_in (account));
  /* it takes nothing from the sign-in that holds */
  g_assert_cmpstr (dp_bus_account_get_identity (face), ==, identity);
  g_assert_cmpint (dp_bus_account_get_expected_until (face), ==, until);
  while (!can_listen (port))
    g_main_context_iteration (NULL, TRUE);
}
