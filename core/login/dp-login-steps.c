/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-discovery.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-id-token.h"
#include "dp-jose-alg.h"
#include "dp-jws.h"
#include "dp-login-private.h"
#include "dp-prove-private.h"
#include "dp-secret.h"
#include "dp-token-request-private.h"

/* The steps of a sign-in that ask the provider, once the browser has brought its answer. */

static void prove (DpLogin *self);

static void
keys_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DpLogin) self = user_data;
  GError *error = NULL;

  self->keys_pending = FALSE;
  g_clear_pointer (&self->keys, dp_jwks_free);
  self->keys = dp_jwks_fetch_finish (result, &error);
  if (self->state != DP_LOGIN_PROVING)
    g_clear_error (&error); /* fetched ahead: the next attempt says what is wrong */
  else if (self->keys == NULL)
    _dp_login_fail (self, error);
  else
    prove (self);
}

void
_dp_login_fetch_keys (DpLogin *self)
{
  self->keys_pending = TRUE;
  dp_jwks_fetch_async (self->http, self->metadata, self->cancel, keys_cb, g_object_ref (self));
}

/* A token from the future, or one that has ended while it is new, is mostly a wrong clock here: the
 * provider's Date header says by how much. */
static void
explain_clock (DpLogin *self,
               GError **error)
{
  DpError code = dp_error_code (*error);
  gint64 offset = self->clock_offset;

  if (ABS (offset) <= DP_ID_TOKEN_SKEW
      || (code != DP_ERROR_CLOCK_BEHIND && code != DP_ERROR_EXPIRED))
    return;
  g_clear_error (error);
  dp_error_set (error, DP_ERROR_CLOCK_WRONG,
                "this clock is %" G_GINT64_FORMAT " seconds %s the provider's", ABS (offset),
                offset > 0 ? "ahead of" : "behind");
}

static void
prove (DpLogin *self)
{
  DpProof proof = {
    .provider = self->provider,
    .metadata = self->metadata,
    .keys = self->keys,
    .key = self->key,
    .response = self->response,
    .principals = self->options.principals,
    .send_access_token = self->options.send_access_token,
    .now = dp_clock_now (),
  };
  GError *error = NULL;
  DpLoginResult *result;

  result = _dp_prove_first (&proof, self->cic, &error);
  if (result == NULL)
    {
      explain_clock (self, &error);
      _dp_login_fail (self, error);
    }
  else
    _dp_login_end (self, result, NULL);
}

/* Whether the keys that were fetched ahead have the one that signed; if not they are asked once
 * more, for the provider may have changed them meanwhile. */
static gboolean
keys_are_enough (DpLogin *self)
{
  GBytes *token = dp_token_response_get_id_token (self->response);
  g_autoptr (DpJws) jws = NULL;
  DpSignAlg alg;

  if (self->keys == NULL)
    return FALSE;
  if (token != NULL)
    jws = dp_jws_parse_compact (dp_secret_get_text (token), g_bytes_get_size (token), NULL);
  return jws == NULL || !dp_jose_alg_from_name (dp_jws_get_alg (jws), &alg, NULL)
         || dp_jwks_choose (self->keys, dp_jws_get_kid (jws), alg, NULL) != NULL;
}

static void
exchanged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (DpLogin) self = user_data;
  GError *error = NULL;
  DpTokenResponse *response = _dp_token_request_finish (result, &error);

  if (self->state != DP_LOGIN_EXCHANGING)
    {
      dp_token_response_free (response);
      g_clear_error (&error);
      return;
    }
  if (response == NULL)
    {
      _dp_login_fail (self, error);
      return;
    }
  self->response = response;
  _dp_login_enter (self, DP_LOGIN_PROVING);
  if (keys_are_enough (self))
    prove (self);
  else if (!self->keys_pending)
    _dp_login_fetch_keys (self);
}

static void
exchange (DpLogin *self,
          GBytes  *code)
{
  DpClientPost to = {
    .provider = self->provider,
    .metadata = self->metadata,
    .url = dp_metadata_get_token_endpoint (self->metadata),
  };
  const char *pairs[] = {
    "grant_type", "authorization_code",
    "code", dp_secret_get_text (code),
    "redirect_uri", _dp_login_web_redirect_uri (self),
    "code_verifier", dp_secret_get_text (self->verifier),
    NULL,
  };

  _dp_login_enter (self, DP_LOGIN_EXCHANGING);
  _dp_client_post_async (self->http, &to, pairs, self->cancel, exchanged_cb, g_object_ref (self));
}

void
_dp_login_answered (DpLogin    *self,
                    DpCallback *callback)
{
  GError *error = NULL;
  g_autoptr (GBytes) code = dp_callback_take_code (
    callback, dp_secret_get_text (self->secret_state), self->metadata, &error);

  if (code == NULL)
    _dp_login_fail (self, error);
  else
    exchange (self, code);
}
