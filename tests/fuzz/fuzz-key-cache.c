/* SPDX-License-Identifier: Apache-2.0 */
/* A file of the key cache: what is read is written again byte for byte. */
#include "fuzz.h"

#include "dp-key-cache.h"

#define ISSUER "https://idp.example"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (DpKeyCache) cache = dp_key_cache_parse (data, size, ISSUER, NULL);
  g_autoptr (DpKeyFailure) failure = dp_key_failure_parse (data, size, ISSUER, NULL);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (DpKeyCache) reread = NULL;

  g_assert_false (cache != NULL && failure != NULL);
  dp_key_cache_state (cache, 86400, 1800000000);
  dp_keys_may_fetch (cache, failure, TRUE, 1800000000);
  if (cache == NULL)
    return 0;

  again = dp_key_cache_build (cache);
  reread = dp_key_cache_parse (g_bytes_get_data (again, NULL), g_bytes_get_size (again), ISSUER,
                               NULL);
  g_assert_nonnull (reread);
  g_assert_true (g_bytes_equal (cache->jwks, reread->jwks));
  g_assert_cmpint (cache->fetched_at, ==, reread->fetched_at);
  return 0;
}
