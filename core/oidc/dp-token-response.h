/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The answer of a token endpoint (RFC 6749 section 5). Trust: none; the ID token in it is proven by
 * dp_id_token_verify(). All tokens are secrets that are wiped when freed.
 */
typedef struct _DpTokenResponse DpTokenResponse;

/**
 * dp_token_response_parse:
 * @status: the HTTP status
 *
 * With a status outside 200..299 the body is read as an OAuth error (section 5.2), and the call
 * fails with DP_ERROR_GRANT, DP_ERROR_REDIRECT_URI, DP_ERROR_PROVIDER ("invalid_client: …", made
 * printable) or DP_ERROR_HTTP.
 */
DpTokenResponse *dp_token_response_parse             (guint                  status,
                                                      const guint8          *data,
                                                      gsize                  len,
                                                      GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;
void             dp_token_response_free              (DpTokenResponse       *self);

/* All (nullable), (transfer none). */
GBytes          *dp_token_response_get_id_token      (const DpTokenResponse *self);
GBytes          *dp_token_response_get_access_token  (const DpTokenResponse *self);
GBytes          *dp_token_response_get_refresh_token (const DpTokenResponse *self);
/* Seconds that the access token lives; 0 when not said. */
gint64           dp_token_response_get_expires_in    (const DpTokenResponse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpTokenResponse, dp_token_response_free)

G_END_DECLS
