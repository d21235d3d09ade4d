/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-policy.h"

G_BEGIN_DECLS

/*
 * /etc/opk/config.yml (protocol section 4.4, decision D10): opkssh's keys and ours. Where a key is
 * absent, opkssh's behaviour holds. Trust: the file is the administrator's, but a mistake in it
 * must never open a door, so everything that is not understood exactly is refused.
 */
typedef enum
{
  DP_CONFINEMENT_BEST,     /* best: go on, with a warning, where the kernel lacks a feature */
  DP_CONFINEMENT_REQUIRED, /* required: refuse instead */
} DpConfinement;

typedef enum
{
  DP_LOG_IDENTITY_FULL, /* full: the matched identity column as it is */
  DP_LOG_IDENTITY_HASH, /* hash: only its hash */
} DpLogIdentity;

typedef struct
{
  char        **env_vars;               /* env_vars: "NAME=value"; never the dangerous names */
  char        **deny_users;             /* deny_users */
  char        **deny_emails;            /* deny_emails */
  char        **chain;                  /* chain: command lines, not split, tokens as written */
  char        **unknown_keys;           /* to be logged; sorted as in the file */
  gboolean      home_policy;            /* home_policy: default TRUE */
  gboolean      home_policy_root;       /* home_policy_root: default FALSE */
  DpEmailRule   require_email_verified; /* never (default), when-present, always */
  gint64        jwks_max_stale;         /* seconds; default 24 h; in the file also 90m, 24h, 2d */
  gint64        iat_tolerance;          /* seconds, 0 to 300; default 60 */
  DpConfinement confinement;
  DpLogIdentity log_identity;
  gboolean      gq_legacy;              /* gq_legacy: default FALSE (D21) */
  GHashTable   *lines;                  /* an entry of a list to its line in the file */
} DpConfig; /* the lists are NULL terminated and never NULL */

/* What an absent file means; (transfer full). */
DpConfig   *dp_config_new           (void);

/**
 * dp_config_parse:
 *
 * Refused: a known key with another type or value, a duplicate key anywhere, an anchor, alias or
 * tag, a second document, more than %DP_CONFIG_MAX bytes, text that is not UTF-8, a variable name
 * that steers a library (security requirement 9). An empty document is an empty file. List entries
 * are the scalar's text: `- no` is the user "no".
 *
 * Returns: (transfer full) (nullable): DP_ERROR_CONFIG, with "line L, column C: " first in the
 * message, DP_ERROR_LIMIT or DP_ERROR_UTF8.
 */
DpConfig   *dp_config_parse         (const guint8      *data,
                                     gsize              len,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void        dp_config_free          (DpConfig          *self);

/* The known key that @key looks like a misspelling of, or %NULL; for `audit`. */
const char *dp_config_resembles     (const char        *key);

/* All keys that are known, NULL terminated. */
const char *const *dp_config_known_keys (void);

/**
 * dp_config_check_denied:
 * @userinfo: (nullable)
 *
 * The deny lists, compared with ASCII case folding against the login name and against the e-mail
 * addresses of the token and of the userinfo answer.
 *
 * Returns: %FALSE when denied: DP_ERROR_DENIED_USER, DP_ERROR_DENIED_EMAIL.
 */
gboolean    dp_config_check_denied  (const DpConfig    *self,
                                     const char        *login,
                                     const DpClaims    *claims,
                                     const DpClaims    *userinfo,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpConfig, dp_config_free)

G_END_DECLS
