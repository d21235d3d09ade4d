/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-claims.h"
#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * A proven identity: the issuer has signed these claims for the holder of this key, and the sign-in
 * has not ended. Only dp_pkt_verify() makes one. The texts are still the provider's: show them with
 * dp_text_display() only.
 */
typedef struct _DpIdentity DpIdentity;

DpIdentity        *dp_identity_ref           (DpIdentity       *self);
void               dp_identity_unref         (DpIdentity       *self);
/* What was proven, (transfer none); the time is seconds since the epoch. */
const char        *dp_identity_get_issuer    (const DpIdentity *self);
const char        *dp_identity_get_subject   (const DpIdentity *self);
const char        *dp_identity_get_email     (const DpIdentity *self); /* (nullable) */
DpClaims          *dp_identity_get_claims    (const DpIdentity *self); /* (transfer none) */
const DpPublicKey *dp_identity_get_key       (const DpIdentity *self);
gint64             dp_identity_get_issued_at (const DpIdentity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpIdentity, dp_identity_unref)

G_END_DECLS
