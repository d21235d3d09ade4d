/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-identity-match.h"

#include <string.h>

#include "dp-glob.h"
#include "dp-text.h"

#define PREFIX_CLAIM "oidc:"
#define PREFIX_EMAIL_END "oidc-match-end:email:"
#define PREFIX_GLOB "repo:"

/* Columns that match nobody: forgotten values, not rules (finding S5, protocol 4.6 rule 2). */
static const char *const empty_rules[] = { "", PREFIX_CLAIM, PREFIX_EMAIL_END, PREFIX_GLOB };

/* (nullable): the next ":" outside double quotes */
static const char *
find_colon (const char *text)
{
  gboolean quoted = FALSE;

  for (; *text != '\0'; text++)
    if (*text == '"')
      quoted = !quoted;
    else if (*text == ':' && !quoted)
      return text;
  return NULL;
}

/* (transfer full): @text without the double quotes around it */
static char *
strip_quotes (const char *text,
              gsize       len)
{
  if (len >= 2 && text[0] == '"' && text[len - 1] == '"')
    return g_strndup (text + 1, len - 2);
  return g_strndup (text, len);
}

static gboolean
claim_has_value (const DpJson *json,
                 const char   *name,
                 const char   *value)
{
  const DpJson *array = NULL;
  g_autofree char *scalar = dp_json_dup_scalar (json, name);

  if (scalar != NULL)
    return strcmp (scalar, value) == 0;
  if (!dp_json_read_array (json, name, DP_JSON_REQUIRED, &array, NULL))
    return FALSE;
  for (gsize i = 0; i < dp_json_array_length (array); i++)
    {
      g_autofree char *element = dp_json_array_dup_scalar (array, i);

      if (g_strcmp0 (element, value) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Rule 3 and decision D4: the value is everything behind the second colon. */
static gboolean
matches_claim (const char     *rule,
               const DpClaims *claims)
{
  const char *colon = find_colon (rule);
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (colon == NULL)
    return FALSE;
  name = strip_quotes (rule, (gsize) (colon - rule));
  value = strip_quotes (colon + 1, strlen (colon + 1));
  return *name != '\0' && *value != '\0'
         && claim_has_value (dp_claims_get_json (claims), name, value);
}

gboolean
dp_policy_identity_matches (const char     *identity,
                            const DpClaims *claims,
                            gboolean       *by_email)
{
  const char *email = dp_claims_get_email (claims);
  const char *subject = dp_claims_get_subject (claims);

  *by_email = FALSE;
  if (email != NULL
      && g_ascii_strncasecmp (email, PREFIX_EMAIL_END, strlen (PREFIX_EMAIL_END)) == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (empty_rules); i++)
    if (g_ascii_strcasecmp (identity, empty_rules[i]) == 0)
      return FALSE;
  if (g_str_has_prefix (identity, PREFIX_CLAIM))
    return matches_claim (identity + strlen (PREFIX_CLAIM), claims);
  if (subject != NULL
      && (strcmp (subject, identity) == 0
          || (g_str_has_prefix (identity, PREFIX_GLOB) && dp_glob_matches (identity, subject))))
    return TRUE;
  if (email == NULL)
    return FALSE;
  *by_email = dp_text_equal_ascii_ci (email, identity)
              || (g_str_has_prefix (identity, PREFIX_EMAIL_END)
                  && dp_text_has_suffix_ascii_ci (email, identity + strlen (PREFIX_EMAIL_END)));
  return *by_email;
}
