/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-json.h"
#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * One signature of a JWS (RFC 7515): protected header, payload, signature, kept as the base64url
 * segments that were signed and decoded once. Strict base64url everywhere (decision D22). "crit",
 * "b64", and keys inside the header (jwk, x5c, jku, x5u) are refused, "alg" must be a string.
 * Trust: none until dp_jws_verify() succeeds with the right key.
 */
typedef struct _DpJws DpJws;

/* Segments are borrowed during the call only. */
DpJws        *dp_jws_parse              (const char        *header,
                                         gsize              header_len,
                                         const char        *payload,
                                         gsize              payload_len,
                                         const char        *signature,
                                         gsize              signature_len,
                                         GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* "header.payload.signature" (RFC 7515 section 7.1) */
DpJws        *dp_jws_parse_compact      (const char        *text,
                                         gsize              len,
                                         GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void          dp_jws_free               (DpJws             *self);

/* What is in it, all (transfer none) and untrusted. */
const DpJson *dp_jws_get_header         (const DpJws       *self);
const char   *dp_jws_get_alg            (const DpJws       *self); /* never NULL, any text */
const char   *dp_jws_get_kid            (const DpJws       *self); /* NULL when absent or empty */
const char   *dp_jws_get_typ            (const DpJws       *self); /* (nullable) */
const char   *dp_jws_get_header_segment (const DpJws       *self);
const char   *dp_jws_get_payload_segment (const DpJws      *self);
GBytes       *dp_jws_get_payload        (const DpJws       *self); /* decoded; (transfer none) */
GBytes       *dp_jws_get_signature      (const DpJws       *self); /* decoded; (transfer none) */
/* "header.payload.signature"; (transfer full) */
char         *dp_jws_dup_compact        (const DpJws       *self);

/**
 * dp_jws_verify:
 * @alg: the algorithm that the caller allows; the header must name exactly this one
 *
 * Returns: whether the signature holds; DP_ERROR_ALGORITHM, DP_ERROR_KEY_TYPE, DP_ERROR_SIGNATURE.
 */
gboolean      dp_jws_verify             (const DpJws       *self,
                                         const DpPublicKey *key,
                                         DpSignAlg          alg,
                                         GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpJws, dp_jws_free)

G_END_DECLS
