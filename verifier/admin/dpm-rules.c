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
      *remark = "it lacks the claim or the value: write oidc:CLAIM:VALUE";
      return DPM_IDENTITY_NEVER;
    }
  if (strpbrk (value, ":\"") != NULL)
    {
      *remark = "the value has a colon or a quote: Daypass compares all of it, opkssh only what is "
                "behind the last colon, quotes included";
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
      *remark =
        "it is empty; opkssh would let in everybody of that provider who has no e-mail address";
      state = DPM_IDENTITY_NEVER;
    }
  else if (g_ascii_strcasecmp (identity, MATCH_END) == 0)
    {
      *remark =
        "nothing is behind the last colon; opkssh 0.16.0 would let in everybody of that provider";
      state = DPM_IDENTITY_NEVER;
    }
  else if (g_ascii_strcasecmp (identity, "repo:") == 0)
    {
      *remark = "there is no repository behind repo:";
      state = DPM_IDENTITY_NEVER;
    }
  else if (g_str_has_prefix (identity, "oidc:"))
    state = check_claim (identity, remark);
  else if (!dp_text_is_ascii (identity))
    {
      *remark =
        "Daypass never matches an e-mail address that is not ASCII: name the person by subject";
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
                       "%s is %s: add --force if people are really to log in as it", login,
                       uid == 0 ? "the superuser" : "a system account");
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
