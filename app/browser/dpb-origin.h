/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an address means for the in-app browser; pure, so that tests need no browser. */

/* (transfer full): the host as it is shown; "" if it has none. Punycode stays visible. */
char    *dpb_origin_host (const char *url) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @url is @callback, perhaps with a query: same scheme, host, port and path. */
gboolean dpb_origin_is_callback (const char *url,
                                 const char *callback);

/* Whether the view may go there: https, about:blank, and http on loopback only. */
gboolean dpb_origin_may_load (const char *url);

/* A check id when a provider refuses embedded browsers on this page, else %NULL. */
const char *dpb_origin_refusal (const char *url);

G_END_DECLS
