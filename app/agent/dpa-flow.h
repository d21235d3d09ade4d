/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login.h"
#include "dpa-account.h"

G_BEGIN_DECLS

/* What a sign-in takes from an account, and what it leaves with it. */

/* (transfer full) (nullable): the flow, with the account's wishes. */
DpLogin    *dpa_flow_make_login (DpaAccount        *account,
                                 const DpaProvider *provider,
                                 GError           **error);

/* What the browser's page says; @problem: (nullable): a check, %NULL when it went well. Only the
 * first word counts. */
void        dpa_flow_tell_browser (DpLogin         *login,
                                   GVariant        *problem);

/* Issuer and subject are those of the account's owner. */
gboolean    dpa_flow_is_owner   (const DpaRecord   *record,
                                 DpLoginResult     *result);

/* Everything that a sign-in gave becomes the account's: refresh token, key, certificate, times. */
gboolean    dpa_flow_keep       (DpaAccount        *account,
                                 DpLoginResult     *result,
                                 GError           **error);

/* (transfer none) (nullable): a new account with the same provider, which gets the sign-in. */
DpaAccount *dpa_flow_hand_over  (DpaAccount        *account,
                                 DpLoginResult     *result,
                                 GError           **error);

G_END_DECLS
