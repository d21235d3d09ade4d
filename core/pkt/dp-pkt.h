/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-cic.h"
#include "dp-claims.h"

G_BEGIN_DECLS

/*
 * A PK token (protocol section 1): one payload, the provider's signature (OP), the client's (CIC),
 * at most one cosigner's (COS, parsed and ignored), and perhaps a refreshed ID token. Roles are
 * told by the protected header's typ, not by position. Trust: none; dp_pkt_verify() makes a
 * DpIdentity.
 */
typedef struct _DpPkt DpPkt;

/* The compact form of section 1.4. (transfer full) (nullable): DP_ERROR_PKT_MALFORMED,
 * DP_ERROR_PKT_ROLES, DP_ERROR_PKT_TYPE, DP_ERROR_CIC_MALFORMED, DP_ERROR_LIMIT, and what the
 * parsers of JWS and claims say. */
DpPkt          *dp_pkt_parse             (const char          *text,
                                          gsize                len,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
void            dp_pkt_free              (DpPkt               *self);

/* Its parts, (transfer none) and untrusted. */
const DpJws    *dp_pkt_get_op            (const DpPkt         *self);
const DpJws    *dp_pkt_get_cic_jws       (const DpPkt         *self);
const DpCic    *dp_pkt_get_cic           (const DpPkt         *self);
const DpJws    *dp_pkt_get_cos           (const DpPkt         *self); /* (nullable) */
const DpJws    *dp_pkt_get_refreshed     (const DpPkt         *self); /* (nullable) */
DpClaims       *dp_pkt_get_claims        (const DpPkt         *self); /* untrusted */
const DpClaims *dp_pkt_get_refreshed_claims (const DpPkt      *self); /* (nullable) untrusted */

/* b64u (SHA3-256 (JSON form)), what opkssh's inspect calls Token Hash; (transfer full) */
char           *dp_pkt_hash              (const DpPkt         *self,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_pkt_build:
 * @id_token: compact ID token, or GQ token, whose nonce (aud, cic) is the commitment of @cic
 *
 * Signs the payload with the person's key and joins the compact form.
 *
 * Returns: (transfer full) (nullable)
 */
char           *dp_pkt_build             (const char          *id_token,
                                          const DpCic         *cic,
                                          const DpPrivateKey  *key,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* @compact with its refreshed part replaced by @id_token; (transfer full) */
char           *dp_pkt_set_refreshed     (const char          *compact,
                                          const char          *id_token,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpPkt, dp_pkt_free)

G_END_DECLS
