/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-policy.h"

#include <string.h>

#include "dp-identity-match.h"
#include "dp-limits.h"
#include "dp-ssh-key.h"
#include "dp-text.h"

enum
{
  COLUMN_PRINCIPAL,
  COLUMN_IDENTITY,
  COLUMN_ISSUER,
  N_COLUMNS
};

struct _DpPolicy
{
  DpTable *table;
  DpIdentity *identity;
  DpClaims *userinfo; /* (nullable): only of the same subject */
  char *login;
  gboolean login_is_safe;
  DpEmailRule email_rule;
  DpPolicyVerdict verdict;
  gboolean curious;
  DpPolicyNear near;
};

static gboolean
is_login_byte (char     c,
               gboolean first)
{
  return g_ascii_isalnum (c) || c == '_' || (!first && c != '\0' && strchr (".+@-", c) != NULL);
}

gboolean
dp_policy_login_is_safe (const char *login)
{
  gsize len = 0;

  while (len < DP_LOGIN_NAME_MAX && is_login_byte (login[len], len == 0))
    len++;
  if (len > 0 && login[len] == '$')
    len++;
  return len > 0 && login[len] == '\0';
}

/*
 * What is known about the address of @claims: its own word, or else that of @other if it is about
 * the same address.
 */
static DpEmailState
get_email_state (const DpClaims *claims,
                 const DpClaims *other)
{
  DpEmailState state = dp_claims_get_email_state (claims);
  const char *email = dp_claims_get_email (claims);
  const char *other_email = other != NULL ? dp_claims_get_email (other) : NULL;

  if (state == DP_EMAIL_UNSTATED && email != NULL && other_email != NULL
      && dp_text_equal_ascii_ci (email, other_email))
    return dp_claims_get_email_state (other);
  return state;
}

static gboolean
email_is_good_enough (DpEmailRule  rule,
                      DpEmailState state)
{
  switch (rule)
    {
    case DP_VERIFIED_NEVER:
      return TRUE;
    case DP_VERIFIED_WHEN_PRESENT:
      return state != DP_EMAIL_UNVERIFIED;
    case DP_VERIFIED_ALWAYS:
    default:
      return state == DP_EMAIL_VERIFIED;
    }
}

static gboolean
claims_allow (DpPolicy       *self,
              const char     *identity,
              const DpClaims *claims,
              const DpClaims *other)
{
  gboolean by_email = FALSE;

  if (claims == NULL || !dp_policy_identity_matches (identity, claims, &by_email))
    return FALSE;
  if (by_email && !email_is_good_enough (self->email_rule, get_email_state (claims, other)))
    {
      self->verdict.reason = DP_ERROR_EMAIL_UNVERIFIED;
      return FALSE;
    }
  return TRUE;
}

static void
keep_first (guint       *line,
            char       **text,
            guint        found,
            const char  *word)
{
  if (*line != 0)
    return;
  *line = found;
  if (text != NULL)
    *text = g_strdup (word);
}

static gboolean
has_identity (DpPolicy   *self,
              const char *identity)
{
  gboolean unused = FALSE;

  return dp_policy_identity_matches (identity, dp_identity_get_claims (self->identity), &unused)
         || (self->userinfo != NULL
             && dp_policy_identity_matches (identity, self->userinfo, &unused));
}

/* A row that does not allow: does all but one column agree? */
static void
note_near (DpPolicy          *self,
           guint              line,
           const char *const *words)
{
  gboolean login = strcmp (words[COLUMN_PRINCIPAL], self->login) == 0;
  gboolean issuer = strcmp (words[COLUMN_ISSUER], dp_identity_get_issuer (self->identity)) == 0;
  gboolean identity = has_identity (self, words[COLUMN_IDENTITY]);
  DpPolicyNear *near = &self->near;

  if (login && issuer && identity)
    keep_first (&near->unverified_line, NULL, line, NULL);
  else if (login && issuer)
    keep_first (&near->other_identity_line, NULL, line, NULL);
  else if (issuer && identity)
    keep_first (&near->other_login_line, &near->other_login, line, words[COLUMN_PRINCIPAL]);
  else if (login && identity)
    keep_first (&near->other_issuer_line, &near->other_issuer, line, words[COLUMN_ISSUER]);
}

static gboolean
row_allows (DpPolicy          *self,
            const char *const *words)
{
  DpClaims *claims = dp_identity_get_claims (self->identity);

  return strcmp (words[COLUMN_PRINCIPAL], self->login) == 0
         && strcmp (words[COLUMN_ISSUER], dp_identity_get_issuer (self->identity)) == 0
         && (claims_allow (self, words[COLUMN_IDENTITY], claims, self->userinfo)
             || claims_allow (self, words[COLUMN_IDENTITY], self->userinfo, claims));
}

static gboolean
judge_row (guint              line,
           const char *const *words,
           const GError      *problem,
           gpointer           user_data)
{
  DpPolicy *self = user_data;

  if (words == NULL)
    {
      if (self->verdict.bad_rows++ == 0)
        self->verdict.first_bad_line = line;
      return TRUE;
    }
  if (!row_allows (self, words))
    {
      if (self->curious)
        note_near (self, line, words);
      return TRUE;
    }
  self->verdict.allowed = TRUE;
  self->verdict.line = line;
  return FALSE;
}

static gboolean
is_same_subject (const DpIdentity *identity,
                 const DpClaims   *userinfo)
{
  return g_strcmp0 (dp_claims_get_subject (userinfo), dp_identity_get_subject (identity)) == 0;
}

DpPolicy *
dp_policy_new (DpIdentity *identity,
               DpClaims   *userinfo,
               const char *login,
               DpEmailRule email_rule)
{
  DpPolicy *self = g_new0 (DpPolicy, 1);

  self->table = dp_table_new (N_COLUMNS, judge_row, self);
  self->identity = dp_identity_ref (identity);
  if (userinfo != NULL && is_same_subject (identity, userinfo))
    self->userinfo = dp_claims_ref (userinfo);
  self->login = g_strdup (login);
  self->login_is_safe = dp_policy_login_is_safe (login);
  self->email_rule = email_rule;
  self->verdict.reason = self->login_is_safe ? DP_ERROR_NOT_LISTED : DP_ERROR_LOGIN_NAME;
  return self;
}

void
dp_policy_free (DpPolicy *self)
{
  if (self == NULL)
    return;
  dp_table_free (self->table);
  dp_identity_unref (self->identity);
  g_clear_pointer (&self->userinfo, dp_claims_unref);
  g_free (self->near.other_login);
  g_free (self->near.other_issuer);
  g_free (self->login);
  g_free (self);
}

void
dp_policy_be_curious (DpPolicy *self)
{
  self->curious = TRUE;
}

const DpPolicyNear *
dp_policy_get_near (const DpPolicy *self)
{
  return &self->near;
}

gboolean
dp_policy_feed (DpPolicy     *self,
                const guint8 *data,
                gsize         len)
{
  return self->login_is_safe && dp_table_feed (self->table, data, len);
}

void
dp_policy_finish (DpPolicy        *self,
                  DpPolicyVerdict *out)
{
  if (self->login_is_safe)
    dp_table_finish (self->table);
  *out = self->verdict;
}

static gboolean
has_principal (const DpSshCert *cert,
               const char      *login)
{
  const char *const *principals = dp_ssh_cert_get_principals (cert);

  for (guint i = 0; principals[i] != NULL; i++)
    if (strcmp (principals[i], login) == 0)
      return TRUE;
  return FALSE;
}

/* (nullable): what to print as principals="…"; "" to print none. */
static const char *
choose_principal (const DpSshCert *cert,
                  const char      *login)
{
  const char *const *principals = dp_ssh_cert_get_principals (cert);

  if (principals[0] == NULL)
    return "";
  if (principals[1] == NULL && strcmp (principals[0], DP_SSH_WILDCARD_PRINCIPAL) == 0)
    return DP_SSH_WILDCARD_PRINCIPAL;
  return has_principal (cert, login) ? login : NULL;
}

char *
dp_policy_authorized_line (const DpIdentity *identity,
                           const DpSshCert  *cert,
                           const char       *login,
                           GError          **error)
{
  const char *principal = choose_principal (cert, login);
  g_autofree char *key = NULL;

  if (!dp_policy_login_is_safe (login))
    {
      dp_error_set (error, DP_ERROR_LOGIN_NAME, "only letters, digits and . _ + @ - are accepted");
      return NULL;
    }
  if (principal == NULL)
    {
      dp_error_set (error, DP_ERROR_PRINCIPAL, "the login name is not among the principals");
      return NULL;
    }
  key = dp_ssh_key_dup_line (dp_identity_get_key (identity), error);
  if (key == NULL)
    return NULL;
  if (*principal == '\0')
    return g_strconcat ("cert-authority ", key, NULL);
  return g_strconcat ("cert-authority,principals=\"", principal, "\" ", key, NULL);
}
