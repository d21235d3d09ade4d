/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-expiry.h"
#include "dp-identity.h"
#include "dp-jwks.h"
#include "dp-pkt.h"
#include "dp-ssh-cert.h"

G_BEGIN_DECLS

typedef enum
{
  DP_COMMITMENT_NONCE, /* browser providers: nonce == commitment */
  DP_COMMITMENT_AUD,   /* GitHub and Forgejo Actions: aud == commitment, GQ required */
} DpCommitment;

/* What this verifier demands of one issuer: a row of the providers file and our settings. */
typedef struct
{
  const char  *issuer;
  const char  *client_id;     /* not looked at for DP_COMMITMENT_AUD */
  DpCommitment commitment;
  DpExpiry     expiry;
  gint64       iat_tolerance; /* seconds a token may come from the future: 0 to 300 (D11) */
  gint64       built_at;      /* a clock before this moment is wrong (D11) */
  gboolean     gq_legacy;     /* decision D21 */
} DpPktRules;

/* The commitment that goes with an issuer, from its name alone (protocol section 1.6). */
DpCommitment dp_commitment_for_issuer (const char *issuer);

/**
 * dp_pkt_verify:
 * @cert: the untrusted certificate that carried the token
 * @pkt: the untrusted token of @cert
 * @rules: what to demand
 * @keys: (nullable): the issuer's keys; %NULL when there are none at hand
 * @now: seconds since the epoch; never read from the clock here
 *
 * Checks, in this order: clock, certificate signature and form, CIC signature, issuer, commitment,
 * audience, token key equals certificate key, age, and then the provider's signature. So
 * DP_ERROR_KEY_UNKNOWN (also for @keys %NULL) is only given when everything that can be checked
 * without the key holds: a stranger cannot cause a fetch with less.
 *
 * With %DP_EXPIRY_OIDC_REFRESHED and an expired token the refreshed token is verified in full
 * (finding S1): the issuer's signature, iss, sub and aud equal, iat not earlier nor in the future,
 * nonce equal if present, exp.
 *
 * Returns: (transfer full) (nullable): the proven identity.
 */
DpIdentity  *dp_pkt_verify            (const DpSshCert  *cert,
                                       const DpPkt      *pkt,
                                       const DpPktRules *rules,
                                       const DpJwks     *keys,
                                       gint64            now,
                                       GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
