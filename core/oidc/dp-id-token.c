/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-id-token.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-jose-alg.h"
#include "dp-secret.h"

struct _DpIdToken
{
  DpClaims *claims;
};

static gboolean
check_audience (const DpClaims *claims,
                const char     *client_id,
                GError        **error)
{
  const char *azp = NULL;

  if (!dp_claims_has_audience (claims, client_id))
    return dp_error_set (error, DP_ERROR_AUDIENCE, "the ID token is for another client");
  if (!dp_json_read_string (dp_claims_get_json (claims), "azp", DP_JSON_OPTIONAL, &azp, error))
    return FALSE;
  if (azp == NULL && g_strv_length ((char **) dp_claims_get_audience (claims)) > 1)
    return dp_error_set (error, DP_ERROR_AUDIENCE, "several audiences and no azp");
  if (azp != NULL && !g_str_equal (azp, client_id))
    return dp_error_set (error, DP_ERROR_AUDIENCE, "azp names another client");
  return TRUE;
}

static gboolean
check_times (const DpClaims *claims,
             gint64          now,
             GError        **error)
{
  gint64 issued = dp_claims_get_issued_at (claims);
  gint64 expires = dp_claims_get_expires_at (claims);

  if (issued <= 0 || expires <= 0)
    return dp_error_set (error, DP_ERROR_CLAIM, "the ID token has no iat or no exp");
  if (issued > now + DP_ID_TOKEN_SKEW)
    return dp_error_set (error, DP_ERROR_CLOCK_BEHIND,
                         "issued %" G_GINT64_FORMAT " seconds in the future", issued - now);
  if (now + DP_ID_TOKEN_SKEW >= expires)
    return dp_error_set (error, DP_ERROR_EXPIRED,
                         expires > now ? "ends in less than %" G_GINT64_FORMAT " seconds"
                                       : "ended %" G_GINT64_FORMAT " seconds ago",
                         expires > now ? (gint64) DP_ID_TOKEN_SKEW : now - expires);
  return TRUE;
}

static gboolean
half_matches (const char   *given,
              const guint8 *digest,
              gsize         len)
{
  g_autofree char *expected = dp_base64url_encode (digest, len / 2);

  return dp_secret_equal (given, strlen (given), expected, strlen (expected));
}

/* OpenID Connect Core section 3.1.3.6: the left half of the hash that belongs to alg. For EdDSA the
 * standard names none; providers use SHA-512 (that of Ed25519) or SHA-256. */
static gboolean
check_at_hash (const DpClaims *claims,
               DpSignAlg       alg,
               const char     *access_token,
               GError        **error)
{
  const char *given = NULL;
  guint8 sha256[DP_DIGEST_LEN], sha512[DP_DIGEST_SHA512_LEN];

  if (!dp_json_read_string (dp_claims_get_json (claims), "at_hash", DP_JSON_OPTIONAL, &given,
                            error))
    return FALSE;
  if (given == NULL || access_token == NULL)
    return TRUE;
  dp_digest_sha256 ((const guint8 *) access_token, strlen (access_token), sha256);
  dp_digest_sha512 ((const guint8 *) access_token, strlen (access_token), sha512);
  if (half_matches (given, sha256, sizeof sha256)
      || (alg == DP_SIGN_EDDSA && half_matches (given, sha512, sizeof sha512)))
    return TRUE;
  return dp_error_set (error, DP_ERROR_CLAIM, "at_hash does not fit the access token");
}

static gboolean
check_signature (const DpJws          *jws,
                 const DpIdTokenRules *rules,
                 DpSignAlg            *alg,
                 GError              **error)
{
  const DpJwk *key;

  if (!dp_jose_alg_from_name (dp_jws_get_alg (jws), alg, error))
    return FALSE;
  if (!dp_metadata_allows_alg (rules->metadata, *alg))
    return dp_error_set (error, DP_ERROR_ALGORITHM, "the provider does not offer %s",
                         dp_jose_alg_get_name (*alg));
  key = dp_jwks_choose (rules->keys, dp_jws_get_kid (jws), *alg, error);
  return key != NULL && dp_jws_verify (jws, dp_jwk_get_key (key), *alg, error);
}

/* Everything but nonce and what a refreshed token owes to its original. */
static DpClaims *
verify_common (const char           *text,
               gsize                 len,
               const DpIdTokenRules *rules,
               const char           *access_token,
               GError              **error)
{
  g_autoptr (DpJws) jws = dp_jws_parse_compact (text, len, error);
  g_autoptr (DpClaims) claims = NULL;
  GBytes *payload;
  const char *iss;
  const char *sub;
  DpSignAlg alg;

  if (jws == NULL || !check_signature (jws, rules, &alg, error))
    return NULL;
  payload = dp_jws_get_payload (jws);
  claims = dp_claims_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), error);
  if (claims == NULL)
    return NULL;
  sub = dp_claims_get_subject (claims);
  iss = dp_claims_get_issuer (claims);
  if (sub == NULL || sub[0] == '\0')
    {
      dp_error_set (error, DP_ERROR_SUBJECT, "the ID token has no sub");
      return NULL;
    }
  if (iss == NULL || !g_str_equal (iss, dp_metadata_get_issuer (rules->metadata)))
    {
      dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "the ID token is of another issuer");
      return NULL;
    }
  if (!check_audience (claims, rules->client_id, error)
      || !check_times (claims, rules->now, error)
      || !check_at_hash (claims, alg, access_token, error))
    return NULL;
  return g_steal_pointer (&claims);
}

static DpIdToken *
id_token_new_take (DpClaims *claims)
{
  DpIdToken *self = g_new0 (DpIdToken, 1);

  self->claims = claims;
  return self;
}

DpIdToken *
dp_id_token_verify (const char           *text,
                    gsize                 len,
                    const DpIdTokenRules *rules,
                    const char           *nonce,
                    const char           *access_token,
                    GError              **error)
{
  g_autoptr (DpClaims) claims = verify_common (text, len, rules, access_token, error);
  const char *given;

  if (claims == NULL)
    return NULL;
  given = dp_claims_get_nonce (claims);
  if (given == NULL || !dp_secret_equal (given, strlen (given), nonce, strlen (nonce)))
    {
      dp_error_set (error, DP_ERROR_NONCE, given == NULL ? "the ID token has no nonce"
                                                         : "the nonce is not ours");
      return NULL;
    }
  return id_token_new_take (g_steal_pointer (&claims));
}

static gboolean
check_refreshed (const DpClaims *fresh,
                 const DpClaims *original,
                 GError        **error)
{
  const char *nonce = dp_claims_get_nonce (fresh);

  if (g_strcmp0 (dp_claims_get_issuer (fresh), dp_claims_get_issuer (original)) != 0)
    return dp_error_set (error, DP_ERROR_REFRESHED, "another issuer than the original token's");
  if (g_strcmp0 (dp_claims_get_subject (fresh), dp_claims_get_subject (original)) != 0)
    return dp_error_set (error, DP_ERROR_SUBJECT, "another subject than the original token's");
  if (dp_claims_get_issued_at (fresh) < dp_claims_get_issued_at (original))
    return dp_error_set (error, DP_ERROR_REFRESHED, "issued before the original token");
  if (nonce != NULL && g_strcmp0 (nonce, dp_claims_get_nonce (original)) != 0)
    return dp_error_set (error, DP_ERROR_NONCE, "another nonce than the original token's");
  return TRUE;
}

DpIdToken *
dp_id_token_verify_refreshed (const char           *text,
                              gsize                 len,
                              const DpIdTokenRules *rules,
                              const DpClaims       *original,
                              const char           *access_token,
                              GError              **error)
{
  g_autoptr (DpClaims) claims = verify_common (text, len, rules, access_token, error);

  if (claims == NULL || !check_refreshed (claims, original, error))
    return NULL;
  return id_token_new_take (g_steal_pointer (&claims));
}

void
dp_id_token_free (DpIdToken *self)
{
  if (self == NULL)
    return;
  dp_claims_unref (self->claims);
  g_free (self);
}

DpClaims *
dp_id_token_get_claims (const DpIdToken *self)
{
  return self->claims;
}
