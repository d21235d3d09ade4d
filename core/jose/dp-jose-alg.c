/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-jose-alg.h"

#include <string.h>

#include "dp-error.h"

static const struct
{
  const char *name;
  DpSignAlg   alg;
  DpKeyKind   kind;
} table[] = {
  { "RS256", DP_SIGN_RS256, DP_KEY_RSA },
  { "PS256", DP_SIGN_PS256, DP_KEY_RSA },
  { "ES256", DP_SIGN_ES256, DP_KEY_P256 },
  { "EdDSA", DP_SIGN_EDDSA, DP_KEY_ED25519 },
};

gboolean
dp_jose_alg_from_name (const char *name,
                       DpSignAlg  *out,
                       GError    **error)
{
  *out = DP_SIGN_N;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (name, table[i].name) == 0)
      {
        *out = table[i].alg;
        return TRUE;
      }
  return dp_error_set (error, DP_ERROR_ALGORITHM, "it is none of RS256, PS256, ES256, EdDSA");
}

const char *
dp_jose_alg_get_name (DpSignAlg alg)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].alg == alg)
      return table[i].name;
  return NULL;
}

DpKeyKind
dp_jose_alg_get_kind (DpSignAlg alg)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].alg == alg)
      return table[i].kind;
  g_return_val_if_reached (DP_KEY_RSA);
}
