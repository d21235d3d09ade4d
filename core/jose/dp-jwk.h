/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-json.h"
#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * One public JSON Web Key (RFC 7517, RFC 7518 section 6, RFC 8037 section 2). Accepted: RSA of 2048
 * to 8192 bits, EC P-256, OKP Ed25519; numbers in canonical base64url, of full length. Refused: any
 * private member, "oct", "use" other than "sig", "key_ops" without "verify", an "alg" that is not
 * in our table or does not fit the key. A missing "alg" leaves the choice to the kind of key, where
 * RSA means RS256 or PS256 (section 1.7: Azure publishes none).
 */
typedef struct _DpJwk DpJwk;

/**
 * dp_jwk_parse:
 * @object: untrusted
 *
 * Returns: (transfer full) (nullable): DP_ERROR_KEY_TYPE, DP_ERROR_KEY_PRIVATE, DP_ERROR_KEY_USE,
 * DP_ERROR_KEY_WEAK, DP_ERROR_KEY_MALFORMED, DP_ERROR_ALGORITHM, DP_ERROR_BASE64, DP_ERROR_LIMIT,
 * DP_ERROR_JSON_TYPE, DP_ERROR_JSON_MISSING.
 */
DpJwk       *dp_jwk_parse      (const DpJson      *object,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;
DpJwk       *dp_jwk_ref        (DpJwk             *self);
void         dp_jwk_unref      (DpJwk             *self);
const char  *dp_jwk_get_kid    (const DpJwk       *self); /* (nullable) */
const char  *dp_jwk_get_alg    (const DpJwk       *self); /* (nullable) as written */
DpPublicKey *dp_jwk_get_key    (const DpJwk       *self); /* (transfer none) */

/* Whether the key may verify @alg: its kind fits and its own "alg", if it has one, is the same. */
gboolean     dp_jwk_allows     (const DpJwk       *self,
                                DpSignAlg          alg);

/* The JWK of @key with members alg (unless %NULL), and kty crv e n x y as the kind needs. */
DpJson      *dp_jwk_build      (const DpPublicKey *key,
                                const char        *alg);

/* RFC 7638 thumbprint with SHA-256, base64url; (transfer full). */
char        *dp_jwk_thumbprint (const DpPublicKey *key,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpJwk, dp_jwk_unref)

G_END_DECLS
