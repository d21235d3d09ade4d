/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-pkt.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-limits.h"

typedef enum
{
  ROLE_OP,
  ROLE_CIC,
  ROLE_COS,
  N_ROLES
} Role;

struct _DpPkt
{
  DpJws *signatures[N_ROLES];
  DpCic *cic;
  DpClaims *claims;
  DpJws *refreshed;
  DpClaims *refreshed_claims;
};

static gboolean
read_role (const DpJws *jws,
           Role        *out,
           GError     **error)
{
  const char *typ = dp_jws_get_typ (jws);

  if (typ == NULL || *typ == '\0' || strcmp (typ, "JWT") == 0
      || g_ascii_strcasecmp (typ, "at+jwt") == 0)
    *out = ROLE_OP;
  else if (strcmp (typ, "CIC") == 0)
    *out = ROLE_CIC;
  else if (strcmp (typ, "COS") == 0)
    *out = ROLE_COS;
  else
    return dp_error_set (error, DP_ERROR_PKT_TYPE, "its typ is none of JWT, CIC, COS");
  return TRUE;
}

/* The members of the provider's header that must be strings (protocol section 1.5 step 4). */
static gboolean
check_op_header (const DpJws *op,
                 GError     **error)
{
  const char *ignored = NULL;

  return dp_json_read_string (dp_jws_get_header (op), "jkt", DP_JSON_OPTIONAL, &ignored, error)
         && dp_json_read_string (dp_jws_get_header (op), "cic", DP_JSON_OPTIONAL, &ignored, error);
}

static gboolean
add_signature (DpPkt      *self,
               const char *payload,
               const char *protected,
               const char *signature,
               GError    **error)
{
  g_autoptr (DpJws) jws = dp_jws_parse (protected, strlen (protected), payload, strlen (payload),
                                        signature, strlen (signature), error);
  Role role;

  if (jws == NULL || !read_role (jws, &role, error))
    return FALSE;
  if (self->signatures[role] != NULL)
    return dp_error_set (error, DP_ERROR_PKT_ROLES, "two are of the same kind");
  self->signatures[role] = g_steal_pointer (&jws);
  return TRUE;
}

/* @parts: payload, then protected header and signature of each signature */
static gboolean
read_signatures (DpPkt             *self,
                 const char *const *parts,
                 GError           **error)
{
  guint n = g_strv_length ((char **) parts);

  if (n < 3 || n % 2 == 0)
    return dp_error_set (error, DP_ERROR_PKT_MALFORMED,
                         "%u parts: there must be one, and two for each signature", n);
  if ((n - 1) / 2 > DP_PKT_MAX_SIGNATURES)
    return dp_error_set (error, DP_ERROR_PKT_ROLES, "more than %d signatures",
                         DP_PKT_MAX_SIGNATURES);
  for (guint i = 1; i < n; i += 2)
    if (!add_signature (self, parts[0], parts[i], parts[i + 1], error))
      return FALSE;
  if (self->signatures[ROLE_OP] == NULL || self->signatures[ROLE_CIC] == NULL)
    return dp_error_set (error, DP_ERROR_PKT_ROLES,
                         "one of the two is missing");
  return check_op_header (self->signatures[ROLE_OP], error);
}

static DpClaims *
parse_payload (const DpJws *jws,
               GError     **error)
{
  GBytes *payload = dp_jws_get_payload (jws);

  return dp_claims_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), error);
}

static gboolean
read_refreshed (DpPkt      *self,
                const char *text,
                gsize       len,
                GError    **error)
{
  Role role;

  self->refreshed = dp_jws_parse_compact (text, len, error);
  if (self->refreshed == NULL || !read_role (self->refreshed, &role, error))
    return FALSE;
  if (role != ROLE_OP)
    return dp_error_set (error, DP_ERROR_PKT_TYPE, "the refreshed token is not an ID token");
  self->refreshed_claims = parse_payload (self->refreshed, error);
  return self->refreshed_claims != NULL;
}

DpPkt *
dp_pkt_parse (const char *text,
              gsize       len,
              GError    **error)
{
  g_autoptr (DpPkt) self = g_new0 (DpPkt, 1);
  g_autofree char *left = NULL;
  g_auto (GStrv) parts = NULL;
  const char *dot = len > 0 ? memchr (text, '.', len) : NULL;
  gsize left_len = dot != NULL ? (gsize) (dot - text) : len;

  if (len > DP_PKT_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "the token is larger than %d bytes", DP_PKT_MAX);
      return NULL;
    }
  if (len > 0 && memchr (text, '\0', len) != NULL)
    {
      dp_error_set (error, DP_ERROR_PKT_MALFORMED, "a NUL inside");
      return NULL;
    }
  left = g_strndup (text, left_len);
  /* one more than is allowed, so that a long row of colons costs nothing */
  parts = g_strsplit (left, ":", 2 * (DP_PKT_MAX_SIGNATURES + 1) + 1);
  if (!read_signatures (self, (const char *const *) parts, error))
    return NULL;
  self->claims = parse_payload (self->signatures[ROLE_OP], error);
  if (self->claims == NULL)
    return NULL;
  self->cic = dp_cic_parse (self->signatures[ROLE_CIC], error);
  if (self->cic == NULL)
    return NULL;
  if (dot != NULL && !read_refreshed (self, dot + 1, len - left_len - 1, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
dp_pkt_free (DpPkt *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < N_ROLES; i++)
    g_clear_pointer (&self->signatures[i], dp_jws_free);
  g_clear_pointer (&self->cic, dp_cic_free);
  g_clear_pointer (&self->claims, dp_claims_unref);
  g_clear_pointer (&self->refreshed, dp_jws_free);
  g_clear_pointer (&self->refreshed_claims, dp_claims_unref);
  g_free (self);
}

const DpJws *
dp_pkt_get_op (const DpPkt *self)
{
  return self->signatures[ROLE_OP];
}

const DpJws *
dp_pkt_get_cic_jws (const DpPkt *self)
{
  return self->signatures[ROLE_CIC];
}

const DpCic *
dp_pkt_get_cic (const DpPkt *self)
{
  return self->cic;
}

const DpJws *
dp_pkt_get_cos (const DpPkt *self)
{
  return self->signatures[ROLE_COS];
}

const DpJws *
dp_pkt_get_refreshed (const DpPkt *self)
{
  return self->refreshed;
}

DpClaims *
dp_pkt_get_claims (const DpPkt *self)
{
  return self->claims;
}

const DpClaims *
dp_pkt_get_refreshed_claims (const DpPkt *self)
{
  return self->refreshed_claims;
}

static char *
encode_signature (const DpJws *jws)
{
  GBytes *signature = dp_jws_get_signature (jws);

  return dp_base64url_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
}

/* The JSON form of section 1.4: base64url texts need no escaping. */
char *
dp_pkt_hash (const DpPkt *self,
             GError     **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  guint8 digest[DP_DIGEST_LEN];

  g_string_printf (json, "{\"payload\":\"%s\",\"signatures\":[",
                   dp_jws_get_payload_segment (self->signatures[ROLE_OP]));
  for (guint i = 0; i < N_ROLES && self->signatures[i] != NULL; i++)
    {
      g_autofree char *signature = encode_signature (self->signatures[i]);

      g_string_append_printf (json, "%s{\"protected\":\"%s\",\"signature\":\"%s\"}",
                              i == 0 ? "" : ",", dp_jws_get_header_segment (self->signatures[i]),
                              signature);
    }
  g_string_append (json, "]}");
  dp_digest_sha3_256 ((const guint8 *) json->str, json->len, digest);
  return dp_base64url_encode (digest, sizeof digest);
}

/* Returns: @compact if it is a PK token, else %NULL. */
static char *
check_compact (char    *compact,
               GError **error)
{
  g_autofree char *text = compact;
  g_autoptr (DpPkt) pkt = dp_pkt_parse (text, strlen (text), error);

  return pkt != NULL ? g_steal_pointer (&text) : NULL;
}

char *
dp_pkt_build (const char         *id_token,
              const DpCic        *cic,
              const DpPrivateKey *key,
              GError            **error)
{
  g_autoptr (DpJws) op = NULL;
  g_autofree char *op_signature = NULL;
  g_autofree char *cic_signature = NULL;

  op = dp_jws_parse_compact (id_token, strlen (id_token), error);
  if (op == NULL)
    return NULL;
  op_signature = encode_signature (op);
  cic_signature = dp_cic_sign (cic, key, dp_jws_get_payload_segment (op), error);
  if (cic_signature == NULL)
    return NULL;
  return check_compact (g_strjoin (":", dp_jws_get_payload_segment (op),
                                   dp_jws_get_header_segment (op), op_signature,
                                   dp_cic_get_segment (cic), cic_signature, NULL),
                        error);
}

char *
dp_pkt_set_refreshed (const char *compact,
                      const char *id_token,
                      GError    **error)
{
  g_autofree char *left = g_strndup (compact, strcspn (compact, "."));

  return check_compact (g_strjoin (".", left, id_token, NULL), error);
}
