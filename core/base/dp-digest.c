/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-digest.h"

#include <openssl/evp.h>

#include "dp-error.h"

static gboolean
digest (const EVP_MD *md,
        const guint8 *data,
        gsize         len,
        guint8       *out,
        GError      **error)
{
  if (EVP_Digest (data, len, out, NULL, md, NULL) != 1)
    return dp_error_set (error, DP_ERROR_CRYPTO, "%s failed", EVP_MD_get0_name (md));
  return TRUE;
}

gboolean
dp_digest_sha256 (const guint8 *data,
                  gsize         len,
                  guint8       *out,
                  GError      **error)
{
  return digest (EVP_sha256 (), data, len, out, error);
}

gboolean
dp_digest_sha3_256 (const guint8 *data,
                    gsize         len,
                    guint8       *out,
                    GError      **error)
{
  return digest (EVP_sha3_256 (), data, len, out, error);
}

gboolean
dp_digest_shake256 (const guint8 *data,
                    gsize         len,
                    guint8       *out,
                    gsize         out_len,
                    GError      **error)
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  gboolean ok = ctx != NULL && EVP_DigestInit_ex (ctx, EVP_shake256 (), NULL) == 1
                && EVP_DigestUpdate (ctx, data, len) == 1
                && EVP_DigestFinalXOF (ctx, out, out_len) == 1;

  EVP_MD_CTX_free (ctx);
  if (!ok)
    return dp_error_set (error, DP_ERROR_CRYPTO, "SHAKE256 failed");
  return TRUE;
}
