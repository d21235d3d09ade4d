/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The expiration words of the providers file (protocol section 4.3, decision D14). */
typedef enum
{
  DP_EXPIRY_12H,
  DP_EXPIRY_24H,
  DP_EXPIRY_48H,
  DP_EXPIRY_1WEEK,
  DP_EXPIRY_OIDC,
  DP_EXPIRY_OIDC_REFRESHED, /* also spelled oidc-refreshed */
  DP_EXPIRY_NEVER,
} DpExpiry;

/* DP_ERROR_POLICY_EXPIRY for every other word; and back, (transfer none). */
gboolean    dp_expiry_from_word (const char *word,
                                 DpExpiry   *out,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;
const char *dp_expiry_get_word  (DpExpiry    expiry);

/**
 * dp_expiry_check:
 * @issued_at, @expires_at: seconds, 0 when the token does not say; a needed one that is missing or
 *   not above 0 is DP_ERROR_CLAIM
 * @refreshed_expires_at: exp of a *verified* refreshed token, 0 without one
 *
 * Returns: DP_ERROR_EXPIRED when @now is strictly later than the limit. No tolerance.
 */
gboolean    dp_expiry_check     (DpExpiry    expiry,
                                 gint64      issued_at,
                                 gint64      expires_at,
                                 gint64      refreshed_expires_at,
                                 gint64      now,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
