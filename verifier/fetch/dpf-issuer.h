/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-key-cache.h"

G_BEGIN_DECLS

/* Longest that one issuer is tried; the gate waits at most 3 s of it, the rest is for the cache. */
#define DPF_ISSUER_SECONDS 10

/**
 * dpf_issuer_fetch:
 * @old: (nullable): what is in the cache; its keys are kept when the provider says that they have
 *   not changed
 * @now: seconds since the epoch
 * @retry_after: (out): seconds to wait after a failure, when the provider says so
 *
 * Discovery, then keys. What comes back replaces good keys only if it names exactly @issuer and has
 * at least one key that we can use.
 *
 * Returns: (transfer full) (nullable)
 */
DpKeyCache *dpf_issuer_fetch    (const char        *issuer,
                                 const DpKeyCache  *old,
                                 gint64             now,
                                 gint64            *retry_after,
                                 GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* The userinfo answer for an access token; (transfer full) (nullable). No redirect is followed. */
GBytes     *dpf_issuer_userinfo (const char        *issuer,
                                 const char        *token,
                                 GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
