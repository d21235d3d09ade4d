/* SPDX-License-Identifier: Apache-2.0 */
/* dp_pkt_parse: what is accepted has its roles, and one of them cannot be read in another way. */
#include "fuzz.h"

#include <string.h>

#include "dp-pkt.h"

/* The parts that were read stand in the text, as they are. */
static void
check_part (const char  *text,
            const DpJws *jws)
{
  g_autofree char *compact = NULL;
  g_auto (GStrv) parts = NULL;

  if (jws == NULL)
    return;
  compact = dp_jws_dup_compact (jws);
  parts = g_strsplit (compact, ".", 3);
  for (guint i = 0; i < 3; i++)
    g_assert_nonnull (strstr (text, parts[i]));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (DpPkt) pkt = dp_pkt_parse ((const char *) data, size, &error);
  g_autofree char *hash = NULL;

  g_assert_true ((pkt == NULL) == (error != NULL));
  if (pkt == NULL)
    return 0;
  check_part (text, dp_pkt_get_op (pkt));
  check_part (text, dp_pkt_get_cic_jws (pkt));
  check_part (text, dp_pkt_get_cos (pkt));
  check_part (text, dp_pkt_get_refreshed (pkt));
  g_assert_cmpuint (strlen (dp_cic_get_commitment (dp_pkt_get_cic (pkt))), ==, 43);
  g_assert_nonnull (dp_claims_get_audience (dp_pkt_get_claims (pkt)));
  hash = dp_pkt_hash (pkt, NULL);
  g_assert_cmpuint (strlen (hash), ==, 43);
  return 0;
}
