/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-cic.h"
#include "dp-id-token.h"
#include "dp-login-result.h"
#include "dp-provider.h"
#include "dp-token-response.h"

G_BEGIN_DECLS

/*
 * From the provider's answer to a certificate: the ID token is verified, the PK token signed, the
 * certificate made, and then everything is verified once more as a server would (section 3.4,
 * numbers 7 and 8), before anybody writes it.
 */
typedef struct
{
  DpProvider            *provider;
  const DpMetadata      *metadata;
  const DpJwks          *keys;
  const DpPrivateKey    *key;
  const DpTokenResponse *response; /* not for _dp_prove_ci() */
  const char *const     *principals; /* NULL: opkssh-wildcard */
  gboolean               send_access_token;
  gint64                 now;
} DpProof;

/* A new key, and the claims that a token will be bound to it by; both are set or neither is. */
gboolean       _dp_prove_new_key   (DpKeyKind      kind,
                                    DpPrivateKey **key,
                                    DpCic        **cic,
                                    GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* DP_ERROR_NO_ID_TOKEN, DP_ERROR_NO_ACCESS_TOKEN and what the verifications say. */
DpLoginResult *_dp_prove_first     (const DpProof *proof,
                                    const DpCic   *cic,
                                    GError       **error);
/* @pkt: the compact PK token so far */
DpLoginResult *_dp_prove_refreshed (const DpProof *proof,
                                    const char    *pkt,
                                    GError       **error);
/* @token: what a CI system gave; verified, then its signature is replaced by a GQ proof */
DpLoginResult *_dp_prove_ci        (const DpProof *proof,
                                    const DpCic   *cic,
                                    GBytes        *token,
                                    GError       **error);

G_END_DECLS
