/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DP_DIGEST_LEN 32
#define DP_DIGEST_SHA512_LEN 64

/* SHA-256 and SHA-512 (FIPS 180-4), SHA3-256 (FIPS 202). @out has %DP_DIGEST_LEN bytes, for SHA-512
 * %DP_DIGEST_SHA512_LEN. */
void dp_digest_sha256   (const guint8 *data,
                         gsize         len,
                         guint8       *out);
void dp_digest_sha512   (const guint8 *data,
                         gsize         len,
                         guint8       *out);
void dp_digest_sha3_256 (const guint8 *data,
                         gsize         len,
                         guint8       *out);
/* SHAKE256 with any output length (FIPS 202 section 6.2). */
void dp_digest_shake256 (const guint8 *data,
                         gsize         len,
                         guint8       *out,
                         gsize         out_len);

G_END_DECLS
