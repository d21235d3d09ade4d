/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-jws.h"

G_BEGIN_DECLS

/*
 * GQ256: a Guillou-Quisquater (GQ1, ISO/IEC 14888-2) proof that its maker has seen an RS256
 * signature, without showing it (protocol section 1.8). The proof's header carries the original
 * header segment in "kid".
 */

/**
 * dp_gq_parse_original_header:
 * @gq: a JWS whose alg is "GQ256"
 *
 * Returns: (transfer full) (nullable): the original protected header, whose alg is "RS256"; to look
 * up the issuer's key by its kid.
 */
DpJson  *dp_gq_parse_original_header (const DpJws       *gq,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_gq_verify:
 * @key: the issuer's RSA key
 * @legacy: also accept the form of opkssh before 0.16, where the message holds the original header;
 *   only for commitments in "aud" (decision D21)
 *
 * A "jkt" in the header must be the thumbprint of @key.
 *
 * Returns: whether the proof holds; DP_ERROR_GQ_PROOF, DP_ERROR_KEY_TYPE.
 */
gboolean dp_gq_verify                (const DpJws       *gq,
                                      const DpPublicKey *key,
                                      gboolean           legacy,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_gq_sign:
 * @token: an RS256 ID token, which is verified with @key first; its signature stays secret
 * @commitment: (nullable): the "cic" member of a GQ-bound token
 *
 * Returns: (transfer full) (nullable): the GQ token in compact form.
 */
char    *dp_gq_sign                  (const DpJws       *token,
                                      const DpPublicKey *key,
                                      const char        *commitment,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
