/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-jws.h"
#include "dp-private-key.h"

G_BEGIN_DECLS

/*
 * Client instance claims (protocol section 1.2): the protected header of the client's signature. It
 * holds the person's public key; the provider's token commits to its hash.
 */
typedef struct _DpCic DpCic;

#define DP_CIC_RZ_LEN 32

/* Ours: @rz is %DP_CIC_RZ_LEN random bytes. */
DpCic             *dp_cic_new              (const DpPublicKey  *upk,
                                            const guint8       *rz,
                                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* A stranger's: typ CIC, rz, alg in {RS256, ES256, EdDSA}, upk with the same alg and no private
 * part, alg fits the key. DP_ERROR_CIC_MALFORMED. */
DpCic             *dp_cic_parse            (const DpJws        *jws,
                                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void               dp_cic_free             (DpCic              *self);
DpPublicKey       *dp_cic_get_key          (const DpCic        *self); /* (transfer none) */
DpSignAlg          dp_cic_get_alg          (const DpCic        *self);
/* b64u (SHA3-256 (canonical header)), 43 characters: the nonce to send, or to expect. */
const char        *dp_cic_get_commitment   (const DpCic        *self);
/* The canonical header as base64url: the segment to sign. */
const char        *dp_cic_get_segment      (const DpCic        *self);

/* Signs "<cic>.<payload segment>" (section 1.3); (transfer full) the signature as base64url. */
char              *dp_cic_sign             (const DpCic        *self,
                                            const DpPrivateKey *key,
                                            const char         *payload_segment,
                                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpCic, dp_cic_free)

G_END_DECLS
