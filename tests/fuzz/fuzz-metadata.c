/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-metadata.h"
#include "dp-url.h"
#include "fuzz.h"

#define ISSUER "https://op.example"

/* A discovery document: what is accepted has addresses that we may use, and nothing else. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpMetadata) metadata = dp_metadata_parse (data, size, ISSUER, &error);
  g_autofree char *named = dp_metadata_peek_issuer (data, size);

  g_assert_true ((metadata == NULL) == (error != NULL));
  if (named != NULL)
    g_assert_true (dp_url_check (named, NULL));
  if (metadata == NULL)
    return 0;
  g_assert_true (g_str_has_prefix (dp_metadata_get_authorization_endpoint (metadata), "https://"));
  g_assert_true (g_str_has_prefix (dp_metadata_get_token_endpoint (metadata), "https://"));
  g_assert_true (g_str_has_prefix (dp_metadata_get_jwks_uri (metadata), "https://"));
  g_assert_nonnull (dp_metadata_get_other_hosts (metadata));
  return 0;
}
