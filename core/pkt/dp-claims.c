/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-claims.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"

/* The claims that must be strings when they are there (protocol section 1.5 step 4). */
enum
{
  CLAIM_ISS,
  CLAIM_SUB,
  CLAIM_EMAIL,
  CLAIM_NONCE,
  CLAIM_PREFERRED_USERNAME,
  CLAIM_GIVEN_NAME,
  CLAIM_FAMILY_NAME,
  N_CLAIMS
};

static const char *const string_claims[N_CLAIMS] = {
  [CLAIM_ISS] = "iss",
  [CLAIM_SUB] = "sub",
  [CLAIM_EMAIL] = "email",
  [CLAIM_NONCE] = "nonce",
  [CLAIM_PREFERRED_USERNAME] = "preferred_username",
  [CLAIM_GIVEN_NAME] = "given_name",
  [CLAIM_FAMILY_NAME] = "family_name",
};

struct _DpClaims
{
  gatomicrefcount ref_count;
  DpJson *json;
  GBytes *bytes;
  const char *strings[N_CLAIMS]; /* in @json */
  const char **audience;         /* the strings are in @json */
  gboolean audience_is_string;
  gint64 issued_at;
  gint64 expires_at;
};

static gboolean
check_length (const char *name,
              const char *text,
              GError    **error)
{
  if (text != NULL && strlen (text) > DP_CLAIM_STRING_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "%s is longer than %d bytes", name,
                         DP_CLAIM_STRING_MAX);
  return TRUE;
}

static gboolean
read_list (const DpJson *json,
           const char   *name,
           gboolean      or_one,
           const char ***out,
           GError      **error)
{
  g_autofree const char **list = NULL;

  if (!dp_json_read_strings (json, name, DP_JSON_OPTIONAL, or_one, &list, error))
    return FALSE;
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (!check_length (name, list[i], error))
      return FALSE;
  if (out != NULL)
    *out = g_steal_pointer (&list);
  return TRUE;
}

static gboolean
read_members (DpClaims *self,
              GError  **error)
{
  const DpJson *confirmation = NULL;
  const DpJson *jwk = NULL;

  for (guint i = 0; i < N_CLAIMS; i++)
    if (!dp_json_read_string (self->json, string_claims[i], DP_JSON_OPTIONAL, &self->strings[i],
                              error)
        || !check_length (string_claims[i], self->strings[i], error))
      return FALSE;
  if (!dp_json_read_int (self->json, "iat", DP_JSON_OPTIONAL, &self->issued_at, NULL, error)
      || !dp_json_read_int (self->json, "exp", DP_JSON_OPTIONAL, &self->expires_at, NULL, error)
      || !read_list (self->json, "groups", FALSE, NULL, error)
      || !read_list (self->json, "scopes", FALSE, NULL, error)
      || !read_list (self->json, "aud", TRUE, &self->audience, error)
      || !dp_json_read_object (self->json, "cnf", DP_JSON_OPTIONAL, &confirmation, error))
    return FALSE;
  self->audience_is_string
    = self->audience != NULL && dp_json_read_string (self->json, "aud", DP_JSON_REQUIRED,
                                                     &(const char *) { NULL }, NULL);
  return confirmation == NULL
         || dp_json_read_object (confirmation, "jwk", DP_JSON_OPTIONAL, &jwk, error);
}

DpClaims *
dp_claims_parse (const guint8 *data,
                 gsize         len,
                 GError      **error)
{
  g_autoptr (DpClaims) self = g_new0 (DpClaims, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->json = dp_json_parse (data, len, error);
  if (self->json == NULL || !read_members (self, error))
    return NULL;
  if (self->audience == NULL)
    self->audience = g_new0 (const char *, 1);
  self->bytes = g_bytes_new (data, len);
  return g_steal_pointer (&self);
}

DpClaims *
dp_claims_ref (DpClaims *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
dp_claims_unref (DpClaims *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->json, dp_json_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->audience);
  g_free (self);
}

const char *
dp_claims_get_issuer (const DpClaims *self)
{
  return self->strings[CLAIM_ISS];
}

const char *
dp_claims_get_subject (const DpClaims *self)
{
  return self->strings[CLAIM_SUB];
}

const char *
dp_claims_get_email (const DpClaims *self)
{
  return self->strings[CLAIM_EMAIL];
}

const char *
dp_claims_get_nonce (const DpClaims *self)
{
  return self->strings[CLAIM_NONCE];
}

const char *const *
dp_claims_get_audience (const DpClaims *self)
{
  return self->audience;
}

gboolean
dp_claims_audience_is_string (const DpClaims *self)
{
  return self->audience_is_string;
}

gboolean
dp_claims_has_audience (const DpClaims *self,
                        const char     *client_id)
{
  for (guint i = 0; self->audience[i] != NULL; i++)
    if (strcmp (self->audience[i], client_id) == 0)
      return TRUE;
  return FALSE;
}

gint64
dp_claims_get_issued_at (const DpClaims *self)
{
  return self->issued_at;
}

gint64
dp_claims_get_expires_at (const DpClaims *self)
{
  return self->expires_at;
}

DpEmailState
dp_claims_get_email_state (const DpClaims *self)
{
  g_autofree char *text = NULL;

  if (!dp_json_has (self->json, "email_verified"))
    return DP_EMAIL_UNSTATED;
  text = dp_json_dup_scalar (self->json, "email_verified");
  return text != NULL && g_ascii_strcasecmp (text, "true") == 0 ? DP_EMAIL_VERIFIED
                                                                : DP_EMAIL_UNVERIFIED;
}

const DpJson *
dp_claims_get_json (const DpClaims *self)
{
  return self->json;
}

GBytes *
dp_claims_get_bytes (const DpClaims *self)
{
  return self->bytes;
}
