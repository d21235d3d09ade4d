/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * Renewal without the person, and sign-out: what an account does with its refresh token. One in
 * flight an account: who asks while it runs waits for the same.
 */

/* Errors: DP_ERROR_NO_REFRESH_TOKEN, and those of dp_refresh. The account is up to date before
 * @callback runs. */
void     dpa_renewal_async         (DpaAccount          *account,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean dpa_renewal_finish        (DpaAccount          *account,
                                    GAsyncResult        *result,
                                    GError             **error);
/* Stops the running one, if any: what it still brings is thrown away. */
void     dpa_renewal_cancel        (DpaAccount          *account);

/**
 * dpa_sign_out_async:
 *
 * Key, certificate, ssh-agent entry and tokens go, in this order, at once; then the provider is
 * told (RFC 7009), which nobody waits for longer than its answer takes. Fails only when a file
 * stays.
 */
void     dpa_sign_out_async        (DpaAccount          *account,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean dpa_sign_out_finish       (DpaAccount          *account,
                                    GAsyncResult        *result,
                                    GError             **error);

G_END_DECLS
