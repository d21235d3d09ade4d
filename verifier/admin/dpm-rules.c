/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-rules.h"

#include <string.h>

#include "dp-error.h"
#include "dp-policy.h"
#include "dp-providers.h"
#include "dp-text.h"
#include "dpm-names.h"

#define FIRST_PERSON 1000 /* UID_MIN of every current distribution */
#define NOBODY 65534
#define MATCH_END "oidc-match-end:email:"

/* What stands behind the second colon that is outside double quotes, %NULL when there is none. */
static const char *
find_value (const char *identity)
{
  gboolean quoted = FALSE;
  guint colons = 0;

  for (const char *p = identity; *p != '\0'; p++)
    {
      quoted = *p == '"' ? !quoted : quoted;
      if (*p == ':' && !quoted && ++colons == 2)
        return p + 1;
    }
  return NULL;
}

static DpmIdentityState
check_claim (const char  *identity,
             const char **remark)
{
  const char *value = find_value (identity);

  if (value == NULL || *value == '\0' || strncmp (identity, "oidc::", 6) == 0)
    {
      *remark = "it names no claim or no value: write oidc:CLAIM:VALUE";
      return DPM_IDENTITY_NEVER;
    }
  if (strpbrk (value, ":\"") != NULL)
    {
      *remark = "opkssh compares only what is behind the last colon, quotes included; "
                "Daypass compares all that is behind the second one";
      return DPM_IDENTITY_DIFFERS;
    }
  return DPM_IDENTITY_FINE;
}

DpmIdentityState
dpm_rules_check_identity (const char  *identity,
                          const char **remark)
{
  const char *unused;
  DpmIdentityState state = DPM_IDENTITY_FINE;

  if (remark == NULL)
    remark = &unused;
  *remark = NULL;
  if (*identity == '\0')
    {
      *remark = "it is empty: opkssh lets in every identity of the issuer that has no e-mail";
      state = DPM_IDENTITY_NEVER;
    }
  else if (g_ascii_strcasecmp (identity, MATCH_END) == 0)
    {
      *remark = "no suffix: opkssh 0.16.0 lets in every identity of the issuer";
      state = DPM_IDENTITY_NEVER;
    }
  else if (g_ascii_strcasecmp (identity, "repo:") == 0)
    {
      *remark = "no repository behind repo:";
      state = DPM_IDENTITY_NEVER;
    }
  else if (g_str_has_prefix (identity, "oidc:"))
    state = check_claim (identity, remark);
  else if (!dp_text_is_ascii (identity))
    {
      *remark = "e-mail addresses that are not ASCII never match in Daypass";
      state = DPM_IDENTITY_DIFFERS;
    }
  return state;
}

gboolean
dpm_rules_check_uid (const char *login,
                     uid_t       uid,
                     GError    **error)
{
  if (uid >= FIRST_PERSON && uid != NOBODY)
    return TRUE;
  return dp_error_set (error, DP_ERROR_USAGE,
                       "%s is %s, and is not let in by mistake: --force if it is meant", login,
                       uid == 0 ? "the superuser" : "a system user");
}

gboolean
dpm_rules_check_row (const char *const *columns,
                     GError           **error)
{
  const char *remark = NULL;

  if (!dp_policy_login_is_safe (columns[0]))
    return dp_error_set (error, DP_ERROR_LOGIN_NAME, "\"%s\" is not a login name", columns[0]);
  if (dpm_rules_check_identity (columns[1], &remark) == DPM_IDENTITY_NEVER)
    return dp_error_set (error, DP_ERROR_USAGE, "identity \"%s\": %s", columns[1], remark);
  if (!dp_providers_issuer_is_acceptable (columns[2]))
    return dp_error_set (error, DP_ERROR_URL,
                         DPM_NAME_REFUSAL, columns[2]);
  return TRUE;
}
