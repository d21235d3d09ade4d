/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-http.h"
#include "dp-metadata.h"
#include "dp-provider.h"
#include "dp-token-response.h"

G_BEGIN_DECLS

typedef struct
{
  DpProvider       *provider;
  const DpMetadata *metadata;
  const char       *url;
} DpClientPost;

/*
 * A POST that the client signs its name to (RFC 6749 section 2.3, decision D6): without a secret
 * client_id in the body; with one Basic or in the body as the provider's metadata says, Google in
 * the body.
 *
 * @pairs: NULL terminated names and values, at most 8 pairs, without the client's
 */
void             _dp_client_post_async    (DpHttp              *http,
                                           const DpClientPost  *to,
                                           const char *const   *pairs,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
DpHttpReply     *_dp_client_post_finish   (GAsyncResult        *result,
                                           GError             **error);
/* The same, read as the answer of a token endpoint. */
DpTokenResponse *_dp_token_request_finish (GAsyncResult        *result,
                                           GError             **error);

G_END_DECLS
