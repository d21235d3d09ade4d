/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Keys and raw signatures, shared by JOSE and SSH, which only differ in how they spell them.
 *
 * Trust: a DpPublicKey is well formed (size, range, P-256 point on the curve, no small order),
 * which says nothing about whose it is. 32 bytes that are no point of Ed25519 verify nothing.
 * Byte forms: RSA n and e unsigned big-endian without leading zeros; P-256 x and y 32 bytes
 * big-endian; Ed25519 x the 32 bytes of RFC 8032.
 * Signatures: RSA exactly as long as the modulus; ES256 r || s, 64 bytes (RFC 7518 section 3.4);
 * EdDSA 64 bytes. Randomness comes from the kernel's generator.
 */
typedef enum
{
  DP_KEY_RSA,
  DP_KEY_P256,
  DP_KEY_ED25519,
} DpKeyKind;

typedef enum
{
  DP_SIGN_RS256, /* RSASSA-PKCS1-v1_5, SHA-256 */
  DP_SIGN_RS512, /* the same with SHA-512: SSH only */
  DP_SIGN_PS256, /* RSASSA-PSS, SHA-256, MGF1-SHA-256, 32 bytes of salt */
  DP_SIGN_ES256, /* ECDSA P-256, SHA-256 */
  DP_SIGN_EDDSA, /* Ed25519, pure */
  DP_SIGN_N
} DpSignAlg;

typedef struct _DpPublicKey DpPublicKey;

/**
 * dp_public_key_new_rsa:
 *
 * Leading zero bytes are not accepted. Modulus %DP_RSA_MIN_BITS to %DP_RSA_MAX_BITS and odd,
 * exponent odd and at least 3.
 *
 * Returns: (transfer full) (nullable): the key; DP_ERROR_KEY_WEAK or DP_ERROR_KEY_MALFORMED.
 */
DpPublicKey  *dp_public_key_new_rsa     (const guint8 *n,
                                         gsize         n_len,
                                         const guint8 *e,
                                         gsize         e_len,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
DpPublicKey  *dp_public_key_new_p256    (const guint8 *x,
                                         gsize         x_len,
                                         const guint8 *y,
                                         gsize         y_len,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* Refuses encodings that are not canonical and the points of small order. */
DpPublicKey  *dp_public_key_new_ed25519 (const guint8 *x,
                                         gsize         x_len,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
DpPublicKey  *dp_public_key_ref         (DpPublicKey  *self);
void          dp_public_key_unref       (DpPublicKey  *self);
DpKeyKind     dp_public_key_get_kind    (const DpPublicKey *self);

/* The parts: RSA n, e; P-256 x, y; Ed25519 x, nothing. (transfer none) */
void          dp_public_key_get_parts   (const DpPublicKey *self,
                                         const guint8     **first,
                                         gsize             *first_len,
                                         const guint8     **second,
                                         gsize             *second_len);
gboolean      dp_public_key_equal       (const DpPublicKey *a,
                                         const DpPublicKey *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_public_key_verify:
 *
 * Returns: whether the signature holds. DP_ERROR_KEY_TYPE when @alg does not fit the key,
 * DP_ERROR_SIGNATURE for everything that is wrong with the signature.
 */
gboolean      dp_public_key_verify      (const DpPublicKey *self,
                                         DpSignAlg          alg,
                                         const guint8      *data,
                                         gsize              len,
                                         const guint8      *signature,
                                         gsize              signature_len,
                                         GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpPublicKey, dp_public_key_unref)

G_END_DECLS
