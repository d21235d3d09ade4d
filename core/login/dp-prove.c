/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-prove-private.h"

#include <string.h>

#include "dp-error.h"
#include "dp-gq.h"
#include "dp-login-result-private.h"
#include "dp-pkt-verify.h"
#include "dp-secret.h"

#define SSH_NONCE_LEN 32

gboolean
_dp_prove_new_key (DpKeyKind      kind,
                   DpPrivateKey **key,
                   DpCic        **cic,
                   GError       **error)
{
  g_autoptr (DpPrivateKey) made = dp_private_key_generate (kind, error);
  guint8 rz[DP_CIC_RZ_LEN];

  if (made == NULL || !dp_secret_fill_random (rz, sizeof rz, error))
    return FALSE;
  *cic = dp_cic_new (dp_private_key_get_public (made), rz, error);
  if (*cic == NULL)
    return FALSE;
  *key = g_steal_pointer (&made);
  return TRUE;
}

static gboolean
check_tokens (const DpProof *proof,
              GError       **error)
{
  if (dp_token_response_get_id_token (proof->response) == NULL)
    return dp_error_set (error, DP_ERROR_NO_ID_TOKEN,
                         "the answer holds no id_token: is \"openid\" among the scopes?");
  if (proof->send_access_token && dp_token_response_get_access_token (proof->response) == NULL)
    return dp_error_set (error, DP_ERROR_NO_ACCESS_TOKEN, "the answer holds no access_token");
  return TRUE;
}

static const char *
token_text (GBytes *token)
{
  return token != NULL ? dp_secret_get_text (token) : NULL;
}

static DpIdTokenRules
id_token_rules (const DpProof *proof)
{
  DpIdTokenRules rules = {
    .metadata = proof->metadata,
    .keys = proof->keys,
    .client_id = dp_provider_get_client_id (proof->provider),
    .now = proof->now,
  };

  return rules;
}

static char *
build_cert (const DpProof  *proof,
            const char     *pkt,
            const DpClaims *claims,
            GError        **error)
{
  static const char *const wildcard[] = { DP_SSH_WILDCARD_PRINCIPAL, NULL };
  const char *email = dp_claims_get_email (claims);
  guint8 nonce[SSH_NONCE_LEN];
  DpSshCertFields fields = {
    .key_id = email != NULL ? email : "",
    .principals = proof->principals != NULL ? proof->principals : wildcard,
    .pkt = pkt,
    .nonce = nonce,
  };

  if (proof->send_access_token)
    fields.access_token = token_text (dp_token_response_get_access_token (proof->response));
  if (!dp_secret_fill_random (nonce, sizeof nonce, error))
    return NULL;
  return dp_ssh_cert_build (proof->key, &fields, error);
}

/* What a server does with the certificate, at home and now. */
static gboolean
check_as_server (const DpProof *proof,
                 const char    *cert_line,
                 DpExpiry       expiry,
                 GError       **error)
{
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (cert_line, strlen (cert_line), NULL, error);
  g_autoptr (DpPkt) pkt = NULL;
  g_autoptr (DpIdentity) identity = NULL;
  const char *text = cert != NULL ? dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT) : NULL;
  DpPktRules rules = {
    .issuer = dp_provider_get_issuer (proof->provider),
    .client_id = dp_provider_get_client_id (proof->provider),
    .commitment = dp_commitment_for_issuer (dp_provider_get_issuer (proof->provider)),
    .expiry = expiry,
    .iat_tolerance = DP_ID_TOKEN_SKEW,
  };

  if (cert == NULL)
    return FALSE; /* nocheck: set by the parser */
  if (text == NULL)
    return dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "the certificate lost its token");
  pkt = dp_pkt_parse (text, strlen (text), error);
  if (pkt == NULL)
    return FALSE;
  identity = dp_pkt_verify (cert, pkt, &rules, proof->keys, proof->now, error);
  return identity != NULL;
}

static GBytes *
ref_or_null (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static void
take_tokens (DpLoginResult *self,
             const DpProof *proof)
{
  gint64 lives = dp_token_response_get_expires_in (proof->response);

  self->id_token = ref_or_null (dp_token_response_get_id_token (proof->response));
  self->access_token = ref_or_null (dp_token_response_get_access_token (proof->response));
  self->refresh_token = ref_or_null (dp_token_response_get_refresh_token (proof->response));
  self->access_expires_at = lives > 0 ? proof->now + lives : 0;
}

static gboolean
copy_key (DpLoginResult *self,
          const DpProof *proof,
          GError       **error)
{
  GBytes *secret = dp_private_key_get_secret (proof->key);

  self->key = dp_private_key_new (dp_public_key_get_kind (dp_private_key_get_public (proof->key)),
                                  g_bytes_get_data (secret, NULL), g_bytes_get_size (secret),
                                  error);
  return self->key != NULL;
}

DpLoginResult *
_dp_prove_first (const DpProof *proof,
                 const DpCic   *cic,
                 GError       **error)
{
  g_autoptr (DpLoginResult) self = _dp_login_result_new ();
  g_autoptr (DpIdToken) id_token = NULL;
  DpIdTokenRules rules = id_token_rules (proof);
  GBytes *text;

  if (!check_tokens (proof, error))
    return NULL;
  text = dp_token_response_get_id_token (proof->response);
  id_token = dp_id_token_verify (dp_secret_get_text (text), g_bytes_get_size (text), &rules,
                                 dp_cic_get_commitment (cic),
                                 token_text (dp_token_response_get_access_token (proof->response)),
                                 error);
  if (id_token == NULL)
    return NULL;
  self->claims = dp_claims_ref (dp_id_token_get_claims (id_token));
  self->newest = dp_claims_ref (self->claims);
  self->pkt = dp_pkt_build (dp_secret_get_text (text), cic, proof->key, error);
  if (self->pkt == NULL)
    return NULL;
  self->cert_line = build_cert (proof, self->pkt, self->claims, error);
  if (self->cert_line == NULL || !copy_key (self, proof, error)
      || !check_as_server (proof, self->cert_line, DP_EXPIRY_24H, error))
    return NULL;
  take_tokens (self, proof);
  return g_steal_pointer (&self);
}

DpLoginResult *
_dp_prove_refreshed (const DpProof *proof,
                     const char    *pkt,
                     GError       **error)
{
  g_autoptr (DpLoginResult) self = _dp_login_result_new ();
  g_autoptr (DpPkt) original = dp_pkt_parse (pkt, strlen (pkt), error);
  g_autoptr (DpIdToken) id_token = NULL;
  DpIdTokenRules rules = id_token_rules (proof);
  GBytes *text;

  if (original == NULL || !check_tokens (proof, error))
    return NULL;
  text = dp_token_response_get_id_token (proof->response);
  self->claims = dp_claims_ref (dp_pkt_get_claims (original));
  id_token = dp_id_token_verify_refreshed (
    dp_secret_get_text (text), g_bytes_get_size (text), &rules, self->claims,
    token_text (dp_token_response_get_access_token (proof->response)), error);
  if (id_token == NULL)
    return NULL;
  self->newest = dp_claims_ref (dp_id_token_get_claims (id_token));
  self->pkt = dp_pkt_set_refreshed (pkt, dp_secret_get_text (text), error);
  if (self->pkt == NULL)
    return NULL;
  self->cert_line = build_cert (proof, self->pkt, self->claims, error);
  if (self->cert_line == NULL || !copy_key (self, proof, error)
      || !check_as_server (proof, self->cert_line, DP_EXPIRY_OIDC_REFRESHED, error))
    return NULL;
  take_tokens (self, proof);
  return g_steal_pointer (&self);
}

/* The provider's own signature is verified and then hidden in a proof; what the token commits to is
 * "aud" for Actions (looked at by the server's rules), and the proof's "cic" for GitLab CI. */
static gboolean
hide_signature (const DpProof *proof,
                const DpCic   *cic,
                GBytes        *token,
                char         **gq,
                GError       **error)
{
  g_autoptr (DpJws) jws = dp_jws_parse_compact (dp_secret_get_text (token),
                                                g_bytes_get_size (token), error);
  gboolean bound = dp_provider_get_kind (proof->provider) == DP_PROVIDER_GITLAB_CI;
  const DpJwk *key;

  if (jws == NULL)
    return FALSE; /* nocheck: set by the parser */
  key = dp_jwks_choose (proof->keys, dp_jws_get_kid (jws), DP_SIGN_RS256, error);
  if (key == NULL)
    return FALSE;
  *gq = dp_gq_sign (jws, dp_jwk_get_key (key), bound ? dp_cic_get_commitment (cic) : NULL, error);
  return *gq != NULL;
}

/* GitLab CI's tokens are bound by an audience that says what they are for (section 1.5, 7d). */
static gboolean
check_ci_claims (const DpProof  *proof,
                 const DpClaims *claims,
                 GError        **error)
{
  const char *iss = dp_claims_get_issuer (claims);
  const char *aud = dp_claims_audience_is_string (claims) ? dp_claims_get_audience (claims)[0] : "";

  if (g_strcmp0 (iss, dp_provider_get_issuer (proof->provider)) != 0)
    return dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "the CI token is of another issuer");
  if (dp_provider_get_kind (proof->provider) == DP_PROVIDER_GITLAB_CI
      && !g_str_has_prefix (aud, "OPENPUBKEY-PKTOKEN:"))
    return dp_error_set (error, DP_ERROR_AUDIENCE, "the token's aud does not begin with "
                         "OPENPUBKEY-PKTOKEN:");
  return TRUE;
}

DpLoginResult *
_dp_prove_ci (const DpProof *proof,
              const DpCic   *cic,
              GBytes        *token,
              GError       **error)
{
  g_autoptr (DpLoginResult) self = _dp_login_result_new ();
  g_autoptr (DpPkt) pkt = NULL;
  char *gq = NULL;

  if (!hide_signature (proof, cic, token, &gq, error))
    return NULL;
  self->pkt = dp_pkt_build (gq, cic, proof->key, error);
  dp_secret_free_text (gq);
  if (self->pkt == NULL)
    return NULL;
  pkt = dp_pkt_parse (self->pkt, strlen (self->pkt), error);
  if (pkt == NULL)
    return NULL;
  self->claims = dp_claims_ref (dp_pkt_get_claims (pkt));
  self->newest = dp_claims_ref (self->claims);
  if (!check_ci_claims (proof, self->claims, error))
    return NULL;
  self->cert_line = build_cert (proof, self->pkt, self->claims, error);
  if (self->cert_line == NULL || !copy_key (self, proof, error))
    return NULL;
  if (dp_provider_get_kind (proof->provider) != DP_PROVIDER_GITLAB_CI
      && !check_as_server (proof, self->cert_line, DP_EXPIRY_24H, error))
    return NULL;
  return g_steal_pointer (&self);
}
