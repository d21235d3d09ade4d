/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * _dp_proxy_resolver_new:
 * @get: reads one environment variable
 *
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY, each also in lower case, with the rules of Go's
 * httpproxy: what opkssh honours. Without them, in a desktop session: the desktop's own setting.
 *
 * Returns: (transfer full)
 */
GProxyResolver *_dp_proxy_resolver_new (const char *(*get) (const char *name));

/* Whether @host is in the list of NO_PROXY: "*", a domain (and all below it), ".domain" (only those
 * below), an address, a CIDR block; each maybe with ":port". */
gboolean        _dp_proxy_is_excluded  (const char *list,
                                        const char *host,
                                        guint16     port);

G_END_DECLS
