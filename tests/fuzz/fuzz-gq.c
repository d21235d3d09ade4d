/* SPDX-License-Identifier: Apache-2.0 */
/* dp_gq_verify: no proof holds but that of the seed, which was made with the key below. */
#include "fuzz.h"

#include "dp-gq.h"
#include "dp-jwks.h"

/* "rsa1" of tests/vectors/data/spec/generated/op_jwks.json */
static const char jwk_text[] =
  "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"yjV6toPDX7d1WnIBIeUZsYdz5gMeoCjtwEAXSeJEJ4QT4BiVL"
  "9NaNoJn-p45YUantic4yyD2oZ8rdIngCy_5iQAPY4yBLO3VkjxojZMpC9JDNBRX_QraFQzIhqVhDocOFfnnYo2-Zw"
  "HwccZs-9EibVeAgfCJyJwvgKJ1j41vfJRNPFkhTdzEs_WalYfgRA9nnegadv61ISEWdij2G37lf8ThgYc6fT1yAY4"
  "br2fIRmlJ2f0X7Nrl0159UNd1WgM6ufcq73TJkVNUJ1njFWmV0KIKwdtR69UCqY3km-dXIREvxBLZoj9barfomWHH"
  "tfbv_Q0H4d952DfgvQrcGjotjQ\"}";

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (DpJson) object = dp_json_parse ((const guint8 *) jwk_text, sizeof jwk_text - 1, NULL);
  g_autoptr (DpJwk) jwk = dp_jwk_parse (object, NULL);
  g_autoptr (DpJws) jws = dp_jws_parse_compact ((const char *) data, size, NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_assert_nonnull (jwk);
  if (jws == NULL)
    return 0;
  ok = dp_gq_verify (jws, dp_jwk_get_key (jwk), TRUE, &error);
  g_assert_true (ok == (error == NULL));
  /* 16 rounds of 2 + 256 bytes: the length of every proof under this key */
  if (ok)
    g_assert_cmpuint (g_bytes_get_size (dp_jws_get_signature (jws)), ==, 4128);
  return 0;
}
