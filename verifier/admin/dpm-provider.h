/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-changes.h"

G_BEGIN_DECLS

/**
 * dpm_provider_ensure:
 * @columns: issuer (not a name), client id or %NULL for any, lifetime or %NULL for any
 *
 * Sees to it that the providers file has such a row in force: one that stands there commented
 * out is taken first, since it may be the administrator's own (decision D19).
 *
 * Returns: %FALSE with DP_ERROR_USAGE when the issuer is unknown and no client id was given.
 */
gboolean dpm_provider_ensure (const DpmOptions *options,
                              const char *const *columns,
                              DpmChanges       *changes,
                              GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
