/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-pkt-verify.h"

#include <string.h>

#include "dp-error.h"
#include "dp-gq.h"
#include "dp-identity-private.h"
#include "dp-jose-alg.h"
#include "dp-secret.h"

#define ALG_GQ "GQ256"
#define ISSUER_GITHUB_ACTIONS "https://token.actions.githubusercontent.com"
#define SUFFIX_FORGEJO_ACTIONS "/api/actions"
#define MAX_IAT_TOLERANCE 300

/* Everything that the checks look at. Nothing in it is proven. */
typedef struct
{
  const DpSshCert *cert;
  const DpPkt *pkt;
  const DpClaims *claims;
  const DpPktRules *rules;
  const DpJwks *keys; /* (nullable) */
  gint64 now;
} Checks;

typedef gboolean (*CheckFunc) (const Checks *checks,
                               GError      **error);

DpCommitment
dp_commitment_for_issuer (const char *issuer)
{
  g_autofree char *name = g_strdup (issuer);

  if (g_str_has_suffix (name, "/"))
    name[strlen (name) - 1] = '\0';
  if (strcmp (issuer, ISSUER_GITHUB_ACTIONS) == 0
      || g_str_has_suffix (name, SUFFIX_FORGEJO_ACTIONS))
    return DP_COMMITMENT_AUD;
  return DP_COMMITMENT_NONCE;
}

static gboolean
check_clock (const Checks *checks,
             GError      **error)
{
  if (checks->now < checks->rules->built_at)
    return dp_error_set (error, DP_ERROR_CLOCK, "it cannot be %" G_GINT64_FORMAT " yet",
                         checks->now);
  return TRUE;
}

static gboolean
check_certificate (const Checks *checks,
                   GError      **error)
{
  return dp_ssh_cert_check (checks->cert, checks->now, error);
}

static gboolean
check_client_signature (const Checks *checks,
                        GError      **error)
{
  const DpCic *cic = dp_pkt_get_cic (checks->pkt);

  if (!dp_jws_verify (dp_pkt_get_cic_jws (checks->pkt), dp_cic_get_key (cic), dp_cic_get_alg (cic),
                      NULL))
    return dp_error_set (error, DP_ERROR_CIC_SIGNATURE, "made with another key, or of other data");
  return TRUE;
}

static gboolean
check_issuer (const Checks *checks,
              GError      **error)
{
  if (g_strcmp0 (dp_claims_get_issuer (checks->claims), checks->rules->issuer) != 0)
    return dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "iss is not the issuer of the row");
  return TRUE;
}

static gboolean
check_subject (const Checks *checks,
               GError      **error)
{
  const char *subject = dp_claims_get_subject (checks->claims);

  if (subject == NULL || *subject == '\0')
    return dp_error_set (error, DP_ERROR_SUBJECT, "the token has no sub");
  return TRUE;
}

static gboolean
equals_commitment (const Checks *checks,
                   const char   *value)
{
  const char *commitment = dp_cic_get_commitment (dp_pkt_get_cic (checks->pkt));

  return value != NULL
         && dp_secret_equal (value, strlen (value), commitment, strlen (commitment));
}

static gboolean
check_commitment (const Checks *checks,
                  GError      **error)
{
  const DpClaims *claims = checks->claims;

  if (checks->rules->commitment == DP_COMMITMENT_NONCE)
    return equals_commitment (checks, dp_claims_get_nonce (claims))
           || dp_error_set (error, DP_ERROR_COMMITMENT,
                            "its nonce is not the hash of the client's part");
  if (strcmp (dp_jws_get_alg (dp_pkt_get_op (checks->pkt)), ALG_GQ) != 0)
    return dp_error_set (error, DP_ERROR_GQ_REQUIRED, "it is signed in the ordinary way");
  return (dp_claims_audience_is_string (claims)
          && equals_commitment (checks, dp_claims_get_audience (claims)[0]))
         || dp_error_set (error, DP_ERROR_COMMITMENT,
                          "its aud is not the hash of the client's part");
}

/*
 * The client id is one of the audiences, and azp does not name another client (OpenID Connect Core
 * 1.0 section 3.1.3.7, 3 to 5).
 */
static gboolean
check_audience (const Checks *checks,
                GError      **error)
{
  const char *client_id = checks->rules->client_id;
  const char *party = NULL;

  if (checks->rules->commitment == DP_COMMITMENT_AUD)
    return TRUE;
  if (!dp_claims_has_audience (checks->claims, client_id))
    return dp_error_set (error, DP_ERROR_AUDIENCE, "the client id of the row is not in aud");
  if (!dp_json_read_string (dp_claims_get_json (checks->claims), "azp", DP_JSON_OPTIONAL, &party,
                            error))
    return FALSE;
  if (party != NULL && strcmp (party, client_id) != 0)
    return dp_error_set (error, DP_ERROR_AUDIENCE, "azp is not the client id of the row");
  return TRUE;
}

static gboolean
check_key (const Checks *checks,
           GError      **error)
{
  if (!dp_public_key_equal (dp_cic_get_key (dp_pkt_get_cic (checks->pkt)),
                            dp_ssh_cert_get_key (checks->cert)))
    return dp_error_set (error, DP_ERROR_UPK_MISMATCH, "its upk is not the key of the certificate");
  return TRUE;
}

static gboolean
check_not_from_future (const Checks   *checks,
                       const DpClaims *claims,
                       GError        **error)
{
  gint64 tolerance = CLAMP (checks->rules->iat_tolerance, 0, MAX_IAT_TOLERANCE);
  gint64 issued_at = dp_claims_get_issued_at (claims);

  if (issued_at > checks->now + tolerance)
    return dp_error_set (error, DP_ERROR_CLOCK_BEHIND,
                         "issued at %" G_GINT64_FORMAT ", it is now %" G_GINT64_FORMAT, issued_at,
                         checks->now);
  return TRUE;
}

/* Whether the provider's word on how long the sign-in lasts comes from the refreshed token. */
static gboolean
relies_on_refreshed (const Checks *checks)
{
  return checks->rules->expiry == DP_EXPIRY_OIDC_REFRESHED
         && dp_pkt_get_refreshed (checks->pkt) != NULL
         && checks->now > dp_claims_get_expires_at (checks->claims);
}

static gboolean
has_all_audiences (const DpClaims *claims,
                   const DpClaims *other)
{
  const char *const *audience = dp_claims_get_audience (other);

  for (guint i = 0; audience[i] != NULL; i++)
    if (!dp_claims_has_audience (claims, audience[i]))
      return FALSE;
  return TRUE;
}

/* Finding S1: all that ties the refreshed token to the original, but its signature. */
static gboolean
check_refreshed_claims (const Checks *checks,
                        GError      **error)
{
  const DpClaims *old = checks->claims;
  const DpClaims *new = dp_pkt_get_refreshed_claims (checks->pkt);
  const char *nonce = dp_claims_get_nonce (new);
  const char *problem = NULL;

  if (g_strcmp0 (dp_claims_get_issuer (new), dp_claims_get_issuer (old)) != 0)
    problem = "another iss";
  else if (g_strcmp0 (dp_claims_get_subject (new), dp_claims_get_subject (old)) != 0)
    problem = "another sub";
  else if (!has_all_audiences (old, new) || !has_all_audiences (new, old))
    problem = "another aud";
  else if (dp_claims_get_issued_at (new) <= 0
           || dp_claims_get_issued_at (new) < dp_claims_get_issued_at (old))
    problem = "an earlier iat";
  else if (nonce != NULL && g_strcmp0 (nonce, dp_claims_get_nonce (old)) != 0)
    problem = "another nonce";
  if (problem != NULL)
    return dp_error_set (error, DP_ERROR_REFRESHED, "the refreshed token has %s", problem);
  return check_not_from_future (checks, new, error);
}

static gboolean
check_age (const Checks *checks,
           GError      **error)
{
  gint64 refreshed_expires_at = 0;

  if (!check_not_from_future (checks, checks->claims, error))
    return FALSE;
  if (relies_on_refreshed (checks))
    {
      if (!check_refreshed_claims (checks, error))
        return FALSE;
      refreshed_expires_at = dp_claims_get_expires_at (dp_pkt_get_refreshed_claims (checks->pkt));
    }
  return dp_expiry_check (checks->rules->expiry, dp_claims_get_issued_at (checks->claims),
                          dp_claims_get_expires_at (checks->claims), refreshed_expires_at,
                          checks->now, error);
}

/* (transfer none) (nullable) */
static const DpJwk *
find_key (const DpJwks *keys,
          const char   *kid,
          DpSignAlg     alg,
          GError      **error)
{
  if (keys != NULL)
    return dp_jwks_choose (keys, kid, alg, error);
  dp_error_set (error, DP_ERROR_KEY_UNKNOWN, "no keys of the issuer are at hand");
  return NULL;
}

static gboolean
check_gq_proof (const Checks *checks,
                const DpJws  *op,
                GError      **error)
{
  g_autoptr (DpJson) header = dp_gq_parse_original_header (op, error);
  gboolean legacy = checks->rules->gq_legacy && checks->rules->commitment == DP_COMMITMENT_AUD;
  const char *kid = NULL;
  const DpJwk *key;

  if (header == NULL
      || !dp_json_read_string (header, "kid", DP_JSON_OPTIONAL, &kid, error))
    return FALSE;
  key = find_key (checks->keys, kid != NULL && *kid != '\0' ? kid : NULL, DP_SIGN_RS256, error);
  return key != NULL && dp_gq_verify (op, dp_jwk_get_key (key), legacy, error);
}

static gboolean
check_signature_of (const Checks *checks,
                    const DpJws  *jws,
                    GError      **error)
{
  const DpJwk *key;
  DpSignAlg alg;

  if (!dp_jose_alg_from_name (dp_jws_get_alg (jws), &alg, error))
    return FALSE;
  key = find_key (checks->keys, dp_jws_get_kid (jws), alg, error);
  return key != NULL && dp_jws_verify (jws, dp_jwk_get_key (key), alg, error);
}

static gboolean
check_provider_signatures (const Checks *checks,
                           GError      **error)
{
  const DpJws *op = dp_pkt_get_op (checks->pkt);
  gboolean ok = strcmp (dp_jws_get_alg (op), ALG_GQ) == 0 ? check_gq_proof (checks, op, error)
                                                          : check_signature_of (checks, op, error);

  if (ok && relies_on_refreshed (checks))
    ok = check_signature_of (checks, dp_pkt_get_refreshed (checks->pkt), error);
  return ok;
}

/* In the order of the header's promise: what needs the issuer's keys comes last. */
static const CheckFunc all_checks[] = {
  check_clock,
  check_certificate,
  check_client_signature,
  check_issuer,
  check_subject,
  check_commitment,
  check_audience,
  check_key,
  check_age,
  check_provider_signatures,
};

DpIdentity *
dp_pkt_verify (const DpSshCert  *cert,
               const DpPkt      *pkt,
               const DpPktRules *rules,
               const DpJwks     *keys,
               gint64            now,
               GError          **error)
{
  const Checks checks = { cert, pkt, dp_pkt_get_claims (pkt), rules, keys, now };
  DpIdentity *identity;

  for (guint i = 0; i < G_N_ELEMENTS (all_checks); i++)
    if (!all_checks[i](&checks, error))
      return NULL;
  identity = g_new0 (DpIdentity, 1);
  g_atomic_ref_count_init (&identity->ref_count);
  identity->claims = dp_claims_ref (dp_pkt_get_claims (pkt));
  identity->key = dp_public_key_ref (dp_cic_get_key (dp_pkt_get_cic (pkt)));
  return identity;
}
