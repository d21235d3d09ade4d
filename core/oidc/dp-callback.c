/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-callback.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-oauth-error-private.h"
#include "dp-secret.h"
#include "dp-url.h"

struct _DpCallback
{
  GHashTable *pairs;
};

DpCallback *
dp_callback_parse (const char *query,
                   gsize       len,
                   GError    **error)
{
  g_autoptr (GHashTable) pairs = dp_form_decode (query, len, error);
  DpCallback *self;

  if (pairs == NULL)
    return NULL;
  self = g_new0 (DpCallback, 1);
  self->pairs = g_steal_pointer (&pairs);
  return self;
}

/* What stands before the query is compared byte for byte: the redirect URI is ours. */
DpCallback *
dp_callback_parse_pasted (const char *text,
                          const char *redirect_uri,
                          GError    **error)
{
  gsize prefix = strlen (redirect_uri);
  gsize len = strnlen (text, DP_PASTED_MAX + 1);

  if (len > DP_PASTED_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "an address of more than %d bytes", DP_PASTED_MAX);
      return NULL;
    }
  for (; g_ascii_isspace (*text); text++)
    len--;
  while (len > 0 && g_ascii_isspace (text[len - 1]))
    len--;
  if (strncmp (text, redirect_uri, prefix) != 0 || text[prefix] != '?')
    {
      dp_error_set (error, DP_ERROR_URL, "expected an address that begins with %s?", redirect_uri);
      return NULL;
    }
  text += prefix + 1;
  return dp_callback_parse (text, MIN (len - prefix - 1, strcspn (text, "#")), error);
}

void
dp_callback_free (DpCallback *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->pairs);
  g_free (self);
}

gboolean
dp_callback_has_state (const DpCallback *self,
                       const char       *state)
{
  const char *given = g_hash_table_lookup (self->pairs, "state");

  return given != NULL && dp_secret_equal (given, strlen (given), state, strlen (state));
}

/* RFC 9207 section 2.4 */
static gboolean
check_issuer (const DpCallback *self,
              const DpMetadata *metadata,
              GError          **error)
{
  const char *iss = g_hash_table_lookup (self->pairs, "iss");

  if (iss == NULL && dp_metadata_sends_iss (metadata))
    return dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "the answer does not name the provider");
  if (iss != NULL && !g_str_equal (iss, dp_metadata_get_issuer (metadata)))
    return dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "the answer is of another provider");
  return TRUE;
}

GBytes *
dp_callback_take_code (DpCallback       *self,
                       const char       *state,
                       const DpMetadata *metadata,
                       GError          **error)
{
  const char *problem = g_hash_table_lookup (self->pairs, "error");
  const char *code = g_hash_table_lookup (self->pairs, "code");

  if (!dp_callback_has_state (self, state))
    {
      dp_error_set (error, DP_ERROR_STATE, "the answer belongs to another sign-in");
      return NULL;
    }
  if (!check_issuer (self, metadata, error))
    return NULL;
  if (problem != NULL)
    {
      _dp_oauth_error_set (error, problem,
                           g_hash_table_lookup (self->pairs, "error_description"));
      return NULL;
    }
  if (code == NULL || code[0] == '\0')
    {
      dp_error_set (error, DP_ERROR_PROVIDER, "the answer has neither a code nor an error");
      return NULL;
    }
  return dp_secret_new_text (code);
}
