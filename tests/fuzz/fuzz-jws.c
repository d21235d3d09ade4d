/* SPDX-License-Identifier: Apache-2.0 */
/* dp_jws_parse_compact: one spelling of each token; nothing verifies but the seeds. */
#include "fuzz.h"

#include <string.h>

#include "dp-gq.h"
#include "dp-jose-alg.h"

/* RFC 8037 appendix A.2: its private key is public, so that a seed is a token that verifies. */
static const guint8 key_bytes[32] = {
  0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
  0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJws) jws = dp_jws_parse_compact ((const char *) data, size, &error);
  g_autoptr (DpPublicKey) key = NULL;
  g_autoptr (DpJson) original = NULL;
  g_autofree char *again = NULL;
  DpSignAlg alg;

  g_assert_true ((jws == NULL) == (error != NULL));
  if (jws == NULL)
    return 0;
  again = dp_jws_dup_compact (jws);
  g_assert_cmpmem (again, strlen (again), data, size);
  original = dp_gq_parse_original_header (jws, NULL);
  key = dp_public_key_new_ed25519 (key_bytes, sizeof key_bytes, NULL);
  if (dp_jose_alg_from_name (dp_jws_get_alg (jws), &alg, NULL)
      && dp_jws_verify (jws, key, alg, NULL))
    g_assert_cmpint (alg, ==, DP_SIGN_EDDSA);
  return 0;
}
