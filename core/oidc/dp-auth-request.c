/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-auth-request.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-secret.h"
#include "dp-url.h"

GBytes *
dp_flow_secret_new (const guint8 random[DP_FLOW_RANDOM_LEN])
{
  char *text = dp_base64url_encode (random, DP_FLOW_RANDOM_LEN);

  return dp_secret_new_take ((guint8 *) text, strlen (text));
}

char *
dp_pkce_challenge (const char *verifier)
{
  guint8 digest[DP_DIGEST_LEN];

  dp_digest_sha256 ((const guint8 *) verifier, strlen (verifier), digest);
  return dp_base64url_encode (digest, sizeof digest);
}

/* In the order in which opkssh sends them; a member that is NULL is left out. */
static char *
append_request (const char          *endpoint,
                const DpAuthRequest *request,
                const char          *challenge)
{
  const char *members[][2] = {
    { "response_type", "code" },
    { "client_id", request->client_id },
    { "redirect_uri", request->redirect_uri },
    { "scope", request->scope },
    { "state", request->state },
    { "nonce", request->nonce },
    { "prompt", request->prompt },
    { "access_type", request->access_type },
    { "login_hint", request->login_hint },
    { "code_challenge", challenge },
    { "code_challenge_method", "S256" },
  };
  const char *pairs[2 * G_N_ELEMENTS (members) + 1] = { NULL };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i][1] != NULL)
      {
        pairs[n++] = members[i][0];
        pairs[n++] = members[i][1];
      }
  return dp_url_append_query (endpoint, pairs);
}

char *
dp_auth_request_build (const DpMetadata    *metadata,
                       const DpAuthRequest *request)
{
  const char *endpoint = dp_metadata_get_authorization_endpoint (metadata);
  g_autofree char *challenge = dp_pkce_challenge (request->verifier);

  return append_request (endpoint, request, challenge);
}
