/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Requests to providers, nothing else. Addresses pass dp_url_parse() first. TLS is checked against
 * the system's authorities (or those in $SSL_CERT_FILE, as Go and OpenSSL do); there is no switch
 * to skip it. No cookies, no HTTP authentication of libsoup's, no cache. A request ends after 15 s
 * in all, and when its decompressed body passes its ceiling. Proxies come from HTTPS_PROXY,
 * HTTP_PROXY and NO_PROXY (also in lower case) with Go's rules; loopback hosts are never proxied.
 *
 * Errors: DP_ERROR_URL, DP_ERROR_UNREACHABLE, DP_ERROR_TLS, DP_ERROR_TIMED_OUT, DP_ERROR_LIMIT,
 * DP_ERROR_HTTP (redirect that is not followed), DP_ERROR_CANCELLED.
 */
#define DP_TYPE_HTTP (dp_http_get_type ())
G_DECLARE_FINAL_TYPE (DpHttp, dp_http, DP, HTTP, GObject)

DpHttp     *dp_http_new               (void);

typedef struct _DpHttpReply DpHttpReply;

void        dp_http_reply_free        (DpHttpReply         *self);
guint       dp_http_reply_get_status  (const DpHttpReply   *self);
/* (transfer none), wiped when freed */
GBytes     *dp_http_reply_get_body    (const DpHttpReply   *self);
/* The Date header as seconds since 1970, 0 without one; and our clock when it came. */
gint64      dp_http_reply_get_date    (const DpHttpReply   *self);
gint64      dp_http_reply_get_arrived (const DpHttpReply   *self);

/* GET; at most three redirects, all within the first address's host and never to http. */
void        dp_http_get_async         (DpHttp              *self,
                                       const char          *url,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* GET with a bearer token; redirects are not followed. */
void        dp_http_get_bearer_async  (DpHttp              *self,
                                       const char          *url,
                                       GBytes              *bearer,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* POST of a form; redirects are not followed. @basic: (nullable): "id:secret", escaped already. */
void        dp_http_post_async        (DpHttp              *self,
                                       const char          *url,
                                       GBytes              *form,
                                       GBytes              *basic,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
DpHttpReply *dp_http_finish           (DpHttp              *self,
                                       GAsyncResult        *result,
                                       GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpHttpReply, dp_http_reply_free)

G_END_DECLS
