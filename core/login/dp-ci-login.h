/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-ci.h"
#include "dp-login.h"

G_BEGIN_DECLS

/*
 * A sign-in without a person (protocol section 3.6): the CI system gives the job an ID token; its
 * RS256 signature is replaced by a GQ proof, for whoever sees the signature could use the token
 * elsewhere. GitHub and Forgejo Actions commit in "aud". GitLab CI cannot: its token is bound by
 * the proof's "cic"; servers refuse that form (decision D2), opkssh's, too.
 */

/**
 * dp_ci_login_async:
 * @provider: one that dp_provider_is_ci()
 * @options: key kind and principals count
 * @get: ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN, or OPENPUBKEY_JWT
 *
 * Errors: those of dp_http, DP_ERROR_USAGE when the environment lacks something, DP_ERROR_ALGORITHM
 * for a token that is not RS256, and those of the verifications.
 */
void           dp_ci_login_async  (DpHttp               *http,
                                   DpProvider           *provider,
                                   const DpLoginOptions *options,
                                   DpEnvFunc             get,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
DpLoginResult *dp_ci_login_finish (GAsyncResult         *result,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
