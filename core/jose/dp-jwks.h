/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-jwk.h"

G_BEGIN_DECLS

/*
 * An issuer's published keys (RFC 7517 section 5). Keys that we cannot use are skipped and counted,
 * they do not spoil the others (decision D22); a set without one usable key is refused with
 * DP_ERROR_KEY_UNKNOWN.
 */
typedef struct _DpJwks DpJwks;

/* (transfer full) (nullable): also DP_ERROR_LIMIT above %DP_JWKS_MAX_KEYS, and what
 * dp_json_parse() says. Trust: as much as where @data came from. */
DpJwks      *dp_jwks_parse       (const guint8 *data,
                                  gsize         len,
                                  GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void         dp_jwks_free        (DpJwks       *self);
guint        dp_jwks_get_n_keys  (const DpJwks *self); /* usable ones */
guint        dp_jwks_get_skipped (const DpJwks *self);

/**
 * dp_jwks_choose:
 * @kid: (nullable): the key id of the token header
 * @alg: the algorithm of the token header
 *
 * The one key with exactly that id that allows @alg. Without an id only if the set has exactly one
 * usable key in all. Two keys with one id: the one that allows @alg, if only one does.
 *
 * Returns: (transfer none) (nullable): DP_ERROR_KEY_UNKNOWN when there is none with that id,
 * DP_ERROR_KEY_USE when there is but it does not allow @alg, or two do.
 */
const DpJwk *dp_jwks_choose      (const DpJwks *self,
                                  const char   *kid,
                                  DpSignAlg     alg,
                                  GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpJwks, dp_jwks_free)

G_END_DECLS
