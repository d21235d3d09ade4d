/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-claims.h"
#include "dp-jwks.h"
#include "dp-jws.h"
#include "dp-metadata.h"

G_BEGIN_DECLS

/*
 * A proven ID token, as its relying party sees it (OpenID Connect Core sections 3.1.3.7 and 12.2;
 * protocol section 3.4.7). Only the two verify functions make one.
 */
typedef struct _DpIdToken DpIdToken;

#define DP_ID_TOKEN_SKEW 60 /* seconds */

typedef struct
{
  const DpMetadata *metadata;     /* issuer and algorithms */
  const DpJwks     *keys;
  const char       *client_id;
  gint64            now;          /* seconds since the epoch; never read from the clock here */
} DpIdTokenRules;

/**
 * dp_id_token_verify:
 * @text: compact JWS
 * @nonce: the commitment it must carry
 * @access_token: (nullable): compared with at_hash when the token has one
 *
 * sub present; iss equal; aud contains the client id; azp required with several audiences and equal
 * to the client id when present; alg offered by the provider and known to us; signature; now + 60 s
 * < exp; iat <= now + 60 s; nonce; at_hash.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_SUBJECT, DP_ERROR_ISSUER_MISMATCH,
 * DP_ERROR_AUDIENCE, DP_ERROR_ALGORITHM, DP_ERROR_KEY_UNKNOWN, DP_ERROR_SIGNATURE,
 * DP_ERROR_EXPIRED, DP_ERROR_CLOCK_BEHIND, DP_ERROR_NONCE, DP_ERROR_CLAIM.
 */
DpIdToken *dp_id_token_verify           (const char           *text,
                                         gsize                 len,
                                         const DpIdTokenRules *rules,
                                         const char           *nonce,
                                         const char           *access_token,
                                         GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_id_token_verify_refreshed:
 * @original: claims of the first ID token
 *
 * The same, but a nonce is only compared when it is there, and iss and sub must be the original's,
 * iat not earlier (section 1.9): DP_ERROR_REFRESHED, DP_ERROR_SUBJECT.
 */
DpIdToken *dp_id_token_verify_refreshed (const char           *text,
                                         gsize                 len,
                                         const DpIdTokenRules *rules,
                                         const DpClaims       *original,
                                         const char           *access_token,
                                         GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void       dp_id_token_free             (DpIdToken            *self);
DpClaims  *dp_id_token_get_claims       (const DpIdToken      *self); /* (transfer none) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpIdToken, dp_id_token_free)

G_END_DECLS
