/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-claims.h"

G_BEGIN_DECLS

/**
 * dp_policy_identity_matches:
 * @identity: the second column of an auth_id row
 * @claims: of a proven identity, or of its userinfo answer
 * @by_email: (out): whether the e-mail address is what matched
 *
 * The rules 1 to 6 of protocol section 4.6, with decision D4 and findings S4, S5, S6, S17:
 * "oidc:CLAIM:VALUE", "oidc-match-end:email:SUFFIX", "repo:GLOB", an e-mail address, a subject. The
 * last two are also tried for the whole text of a "repo:" or "oidc-match-end:" column (C10).
 */
gboolean dp_policy_identity_matches (const char     *identity,
                                     const DpClaims *claims,
                                     gboolean       *by_email);

G_END_DECLS
