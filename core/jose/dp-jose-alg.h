/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * The only signature algorithms of tokens: RS256, PS256, ES256, EdDSA (RFC 7518 section 3.1, RFC
 * 8037 section 3.1). A token names one of them or is refused with DP_ERROR_ALGORITHM; GQ256 is not
 * in this table.
 */
gboolean    dp_jose_alg_from_name (const char *name,
                                   DpSignAlg  *out,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none); the kind of key that @alg needs */
const char *dp_jose_alg_get_name  (DpSignAlg   alg);
DpKeyKind   dp_jose_alg_get_kind  (DpSignAlg   alg);

G_END_DECLS
