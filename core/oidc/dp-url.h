/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Web addresses of providers (RFC 3986) and forms (application/x-www-form-urlencoded).
 *
 * Trust: an address that passes dp_url_parse() may be asked; it says nothing about who answers.
 */

/**
 * dp_url_parse:
 *
 * https with a host; http for loopback hosts only (decision D8). Refused: other schemes, user
 * information, fragments, control characters, spaces, more than %DP_URL_MAX bytes.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_URL, DP_ERROR_LIMIT.
 */
GUri     *dp_url_parse            (const char         *url,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether dp_url_parse() would succeed. */
gboolean  dp_url_check            (const char         *url,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* http://HOST:PORT/PATH on this computer, for a browser to be sent back to (RFC 8252 section 7.3):
 * no user, no query, no fragment. (transfer full) (nullable): DP_ERROR_REDIRECT_URI. */
GUri     *dp_url_parse_redirect   (const char         *redirect_uri,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* "localhost", 127.0.0.0/8 and ::1 (with or without brackets). */
gboolean  dp_url_host_is_loopback (const char         *host);
/* "host" or "host:port" when the port is not the scheme's own; (transfer full). */
char     *dp_url_dup_authority    (GUri               *uri);
gboolean  dp_url_same_origin      (GUri               *a,
                                   GUri               *b);

/**
 * dp_url_append_query:
 * @pairs: NULL terminated name, value, name, value…; a pair whose value is "" is sent empty
 *
 * Returns: (transfer full): @url with the pairs added to its query (RFC 6749 section 3.1).
 */
char     *dp_url_append_query     (const char         *url,
                                   const char *const  *pairs);
/* The pairs as a form body; (transfer full), wiped when freed: codes and tokens travel in it. */
GBytes   *dp_form_encode          (const char *const  *pairs);
/* One value, escaped for a form. (transfer full) */
char     *dp_form_escape          (const char         *value);

/**
 * dp_form_decode:
 *
 * Strict: every name at most once, valid UTF-8, no NUL, at most 32 pairs.
 *
 * Returns: (transfer full) (nullable): name to value; values are wiped when freed. DP_ERROR_URL.
 */
GHashTable *dp_form_decode        (const char         *query,
                                   gsize               len,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
