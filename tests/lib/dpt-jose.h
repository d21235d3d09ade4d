/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-json.h"
#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * Makes tokens that no honest signer makes: any header, any payload. The private keys are test keys
 * that are in the tree, or are made on the spot.
 */
typedef struct _DptSigner DptSigner;

/* The provider of the generated vectors: RSA, 2048 bits, "rsa1" in op_jwks.json. */
DptSigner   *dpt_signer_rsa        (void);
/* A fresh key. */
DptSigner   *dpt_signer_new        (DpKeyKind    kind);
void         dpt_signer_free       (DptSigner   *self);
DpPublicKey *dpt_signer_get_public (DptSigner   *self);

/* A raw JOSE signature (ES256 as r || s). */
GBytes      *dpt_signer_sign       (DptSigner   *self,
                                    DpSignAlg    alg,
                                    const char  *data);

/* header.payload.signature of these texts; HMAC-SHA256 with the bytes of @key. */
char        *dpt_signer_token      (DptSigner   *self,
                                    DpSignAlg    alg,
                                    const char  *header,
                                    const char  *payload);
char        *dpt_hmac_token        (const char  *key,
                                    const char  *header,
                                    const char  *payload);
/* The token with another signature. */
char        *dpt_token_with        (const char   *token,
                                    const guint8 *signature,
                                    gsize         len);

/* A JSON text as DpJson; fails the test when it does not parse. */
DpJson      *dpt_parse_json        (const char  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DptSigner, dpt_signer_free)

G_END_DECLS
