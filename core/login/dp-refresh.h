/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-http.h"
#include "dp-login-result.h"
#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * Renewal without the person (protocol sections 1.9 and 3.7): a refresh token gives a new ID token,
 * which the PK token then carries beside the first one. Same key, same CIC.
 */

/* Called as soon as the answer is read, before anything else happens: rotation is stored before use
 * (security 20). */
typedef void (*DpRefreshStoreFunc) (GBytes   *refresh_token,
                                    gpointer  user_data);

typedef struct
{
  DpProvider         *provider;
  const DpPrivateKey *key;
  const char         *pkt;           /* compact PK token so far */
  GBytes             *refresh_token; /* a secret */
  const char *const  *principals;    /* NULL: opkssh-wildcard */
  gboolean            send_access_token;
  DpRefreshStoreFunc  store;         /* (nullable) */
  gpointer            store_data;
} DpRefreshInput;

/**
 * dp_refresh_async:
 * @input: copied or referenced; @key must outlive the call
 *
 * Errors: those of dp_http and dp_id_token, DP_ERROR_NO_REFRESH_TOKEN, DP_ERROR_NO_ID_TOKEN (the
 * old ID token stays good as it was, decision D12), DP_ERROR_GRANT: drop the refresh token and ask
 * for a sign-in.
 */
void           dp_refresh_async  (DpHttp               *http,
                                  const DpRefreshInput *input,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
DpLoginResult *dp_refresh_finish (GAsyncResult         *result,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_revoke_async:
 *
 * Tells the provider that a token is not needed any more (RFC 7009); a provider without such an
 * endpoint is success with %FALSE for "was told".
 */
void           dp_revoke_async   (DpHttp               *http,
                                  DpProvider           *provider,
                                  GBytes               *token,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean       dp_revoke_finish  (GAsyncResult         *result,
                                  gboolean             *told,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
