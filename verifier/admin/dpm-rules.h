/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/*
 * What `add` refuses to write and `audit` reports: rows that would never match, or not as they
 * look. Pure.
 */

/* One remark about an identity column; (nullable) %NULL when there is none. */
typedef enum
{
  DPM_IDENTITY_FINE,
  DPM_IDENTITY_NEVER,  /* can match nobody */
  DPM_IDENTITY_DIFFERS /* opkssh reads it otherwise (decision D4, correction C16) */
} DpmIdentityState;

/**
 * dpm_rules_check_identity:
 * @remark: (out) (optional) (transfer none): a sentence, %NULL when fine
 */
DpmIdentityState dpm_rules_check_identity (const char  *identity,
                                           const char **remark);

/* Login names that are for people with an account, not for services: root and system users need
 * --force. DP_ERROR_USAGE. */
gboolean         dpm_rules_check_uid      (const char  *login,
                                           uid_t        uid,
                                           GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* All that `add` demands of a new row. DP_ERROR_LOGIN_NAME, DP_ERROR_USAGE, DP_ERROR_URL. */
gboolean         dpm_rules_check_row      (const char *const *columns,
                                           GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
