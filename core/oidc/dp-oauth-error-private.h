/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An OAuth error (RFC 6749 sections 4.1.2.1 and 5.2) as a GError, by the one table of those that a
 * caller can act on: DP_ERROR_ACCESS_DENIED, DP_ERROR_GRANT, DP_ERROR_REDIRECT_URI, else
 * DP_ERROR_PROVIDER, with the provider's words made printable. Returns %FALSE. */
gboolean _dp_oauth_error_set (GError    **error,
                              const char *code,
                              const char *description);

G_END_DECLS
