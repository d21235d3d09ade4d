/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * RFC 4648, strict: the one spelling of each byte string and nothing else. No white space, no other
 * alphabet, unused trailing bits zero. base64url is without padding (RFC 7515 section 2), base64
 * (SSH keys) is with it. Fails with DP_ERROR_BASE64.
 */

/**
 * dp_base64url_decode:
 * @max: the most bytes that the result may have
 *
 * Returns: (transfer full) (nullable): the bytes, with a NUL behind their length.
 */
GBytes *dp_base64url_decode (const char *text,
                             gsize       len,
                             gsize       max,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *dp_base64_decode    (const char *text,
                             gsize       len,
                             gsize       max,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): @data as base64url without padding / base64 with padding. */
char   *dp_base64url_encode (const guint8 *data,
                             gsize         len);
char   *dp_base64_encode    (const guint8 *data,
                             gsize         len);

G_END_DECLS
