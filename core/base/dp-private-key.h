/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * The person's own key: P-256 (FIPS 186-4) or Ed25519 (RFC 8032); there are no RSA keys of ours.
 * Its secret is wiped when freed, and so is what is computed with it, but for what nettle leaves
 * in memory of its own. DP_ERROR_KEY_TYPE for another kind, DP_ERROR_KEY_MALFORMED for a secret of
 * another length or out of range, DP_ERROR_CRYPTO without random numbers.
 */
typedef struct _DpPrivateKey DpPrivateKey;

/* A fresh P-256 or Ed25519 key; (transfer full). */
DpPrivateKey *dp_private_key_generate   (DpKeyKind     kind,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* From the secret number (P-256: 32 bytes big-endian) or seed (Ed25519). */
DpPrivateKey *dp_private_key_new        (DpKeyKind     kind,
                                         const guint8 *secret,
                                         gsize         secret_len,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void          dp_private_key_free       (DpPrivateKey *self);
DpPublicKey  *dp_private_key_get_public (const DpPrivateKey *self); /* (transfer none) */
GBytes       *dp_private_key_get_secret (const DpPrivateKey *self); /* (transfer none) 32 bytes */
/* Signs with ES256 or EdDSA, as the key says; (transfer full) 64 bytes. */
GBytes       *dp_private_key_sign       (const DpPrivateKey *self,
                                         const guint8       *data,
                                         gsize               len,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpPrivateKey, dp_private_key_free)

G_END_DECLS
