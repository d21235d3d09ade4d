/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-digest.h"

#include <nettle/sha2.h>
#include <nettle/sha3.h>

void
dp_digest_sha256 (const guint8 *data,
                  gsize         len,
                  guint8       *out)
{
  struct sha256_ctx ctx;

  sha256_init (&ctx);
  sha256_update (&ctx, len, data);
  sha256_digest (&ctx, DP_DIGEST_LEN, out);
}

void
dp_digest_sha512 (const guint8 *data,
                  gsize         len,
                  guint8       *out)
{
  struct sha512_ctx ctx;

  sha512_init (&ctx);
  sha512_update (&ctx, len, data);
  sha512_digest (&ctx, DP_DIGEST_SHA512_LEN, out);
}

void
dp_digest_sha3_256 (const guint8 *data,
                    gsize         len,
                    guint8       *out)
{
  struct sha3_256_ctx ctx;

  sha3_256_init (&ctx);
  sha3_256_update (&ctx, len, data);
  sha3_256_digest (&ctx, DP_DIGEST_LEN, out);
}

void
dp_digest_shake256 (const guint8 *data,
                    gsize         len,
                    guint8       *out,
                    gsize         out_len)
{
  struct sha3_256_ctx ctx;

  sha3_256_init (&ctx);
  sha3_256_update (&ctx, len, data);
  sha3_256_shake (&ctx, out_len, out);
}
