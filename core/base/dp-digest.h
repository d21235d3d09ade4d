/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DP_DIGEST_LEN 32

/* All fail with DP_ERROR_CRYPTO only, when libcrypto does. */

/* SHA-256 (FIPS 180-4) and SHA3-256 (FIPS 202): @out has %DP_DIGEST_LEN bytes. */
gboolean dp_digest_sha256   (const guint8 *data,
                             gsize         len,
                             guint8       *out,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dp_digest_sha3_256 (const guint8 *data,
                             gsize         len,
                             guint8       *out,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* SHAKE256 with any output length (FIPS 202 section 6.2). */
gboolean dp_digest_shake256 (const guint8 *data,
                             gsize         len,
                             guint8       *out,
                             gsize         out_len,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
