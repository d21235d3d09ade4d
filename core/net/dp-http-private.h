/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <libsoup/soup.h>

#include "dp-http.h"

G_BEGIN_DECLS

/* A message that follows no redirect by itself and asks for plain JSON. */
SoupMessage  *_dp_http_message_new  (const char           *method,
                                     GUri                 *uri);
/* What is wrong with a server's certificate, in English; (transfer full). */
char         *_dp_http_describe_tls (GTlsCertificateFlags  flags,
                                     const char           *fallback);
/* The authorities in a file; %NULL for the system's, when there is no @file. (transfer full)
 * (nullable): DP_ERROR_TLS */
GTlsDatabase *_dp_http_authorities  (const char           *file,
                                     GError              **error);

DpHttpReply  *_dp_http_reply_new   (SoupMessage          *message,
                                     const GByteArray     *body);

G_END_DECLS
