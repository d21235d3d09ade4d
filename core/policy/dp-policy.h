/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-error.h"
#include "dp-identity-match.h"
#include "dp-identity.h"
#include "dp-ssh-cert.h"
#include "dp-table.h"

G_BEGIN_DECLS

/*
 * Whether a proven identity may log in as one user: the rows of auth_id (protocol section 4.6),
 * streamed, first match wins. A row is "principal identity issuer"; no row denies.
 */
typedef struct _DpPolicy DpPolicy;

typedef struct
{
  gboolean allowed;
  guint    line;     /* of the row that allowed, 0 otherwise */
  guint    bad_rows; /* rows that could not be read */
  guint    first_bad_line;
  DpError  reason;   /* when not allowed: DP_ERROR_NOT_LISTED, DP_ERROR_EMAIL_UNVERIFIED, … */
} DpPolicyVerdict;

/* Rows that nearly allowed, for people who ask why not: the first of each kind, line 0 for none. */
typedef struct
{
  guint other_login_line;      /* this identity, as another login */
  char *other_login;
  guint other_issuer_line;     /* this login, and an identity like it, of another issuer */
  char *other_issuer;
  guint other_identity_line;   /* this login and issuer, another identity */
  guint unverified_line;       /* all agrees, but the e-mail address is not verified */
} DpPolicyNear;

typedef enum
{
  DP_VERIFIED_NEVER,        /* opkssh: email_verified is not looked at */
  DP_VERIFIED_WHEN_PRESENT, /* an e-mail match needs email_verified not to say no */
  DP_VERIFIED_ALWAYS,       /* an e-mail match needs email_verified to say yes */
} DpEmailRule;

/**
 * dp_policy_new:
 * @identity: proven
 * @userinfo: (nullable): more claims, fetched from the issuer; not looked at when their sub is not
 *   the identity's
 * @login: the login name sshd asks for (%u)
 */
DpPolicy *dp_policy_new          (DpIdentity      *identity,
                                  DpClaims        *userinfo,
                                  const char      *login,
                                  DpEmailRule      email_rule);
void      dp_policy_free         (DpPolicy        *self);
/* Makes it look for rows that nearly allow; costs a comparison with every row. */
void      dp_policy_be_curious   (DpPolicy        *self);
/* (transfer none): all zero unless it was curious */
const DpPolicyNear *dp_policy_get_near (const DpPolicy *self);
/* Feeds the text of one auth_id file. Returns: %FALSE when nothing more is needed. */
gboolean  dp_policy_feed         (DpPolicy        *self,
                                  const guint8    *data,
                                  gsize            len);
void      dp_policy_finish       (DpPolicy        *self,
                                  DpPolicyVerdict *out);

/* Whether @login may be printed and compared at all: ^[a-zA-Z0-9_][a-zA-Z0-9._+@-]{0,127}\$?$ */
gboolean  dp_policy_login_is_safe (const char     *login);

/**
 * dp_policy_authorized_line:
 *
 * Decision D17: the line that lets sshd accept @cert for @login, without its newline.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_PRINCIPAL, DP_ERROR_LOGIN_NAME.
 */
char     *dp_policy_authorized_line (const DpIdentity *identity,
                                     const DpSshCert  *cert,
                                     const char       *login,
                                     GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpPolicy, dp_policy_free)

G_END_DECLS
