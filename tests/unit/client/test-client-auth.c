/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dpt-flow.h"
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

static void
test_client_auth (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  const DptFaults faults = { .auth_methods = auths[row].methods };
  g_autoptr (DptIdp) idp = dpt_idp_new ();
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, auths[row].secret);
  g_auto (DptFlow) flow = { NULL };
  const char *form;

  dpt_idp_set_faults (idp, &faults);
  dpt_flow_start (&flow, http, provider, DP_KEY_ED25519);
  g_assert_no_error (flow.error);
  dpt_flow_paste (&flow, idp);
  dpt_flow_finish (&flow);
  g_assert_no_error (flow.error);
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
      g_autofree char *path = g_strconcat ("/login/client-auth/f044_f064_", auths[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_client_auth);
    }
  return g_test_run ();
}
