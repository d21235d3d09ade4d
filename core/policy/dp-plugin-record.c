/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-plugin-record.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-jwk.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-writer.h"

#define RECORD_MAX (4 * DP_PKT_MAX + 2 * DP_JSON_MAX)

static void
put (DpWriter   *out,
     const char *name,
     const char *value)
{
  dp_writer_put_bytes (out, (const guint8 *) name, strlen (name));
  dp_writer_put_u8 (out, '=');
  if (value != NULL)
    dp_writer_put_bytes (out, (const guint8 *) value, strlen (value));
  dp_writer_put_u8 (out, 0);
}

static void
append_json (GString    *out,
             const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      guchar c = (guchar) *text;

      if (c == '"' || c == '\\')
        g_string_append_c (out, '\\');
      if (c < ' ')
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

/* ["a","b"] */
static char *
json_list (const char *const *list)
{
  g_autoptr (GString) out = g_string_new ("[");

  for (gsize i = 0; list[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_json (out, list[i]);
    }
  g_string_append_c (out, ']');
  return g_strdup (out->str);
}

static void
put_audience (DpWriter       *out,
              const DpClaims *claims)
{
  const char *const *audience = dp_claims_get_audience (claims);
  g_autofree char *list = json_list (audience);

  if (dp_claims_audience_is_string (claims))
    put (out, "AUD", audience[0]);
  else
    put (out, "AUD", audience[0] == NULL ? "" : list);
}

static gboolean
put_groups (DpWriter     *out,
            const DpJson *claims,
            GError      **error)
{
  g_autofree const char **groups = NULL;
  g_autofree char *list = NULL;

  if (!dp_json_read_strings (claims, "groups", DP_JSON_OPTIONAL, FALSE, &groups, error))
    return FALSE;
  if (groups != NULL)
    list = json_list ((const char *const *) groups);
  put (out, "GROUPS", list);
  return TRUE;
}

static gboolean
put_time (DpWriter     *out,
          const char   *name,
          const DpJson *claims,
          const char   *claim,
          GError      **error)
{
  gboolean present = FALSE;
  gint64 value = 0;
  g_autofree char *text = NULL;

  if (!dp_json_read_int (claims, claim, DP_JSON_OPTIONAL, &value, &present, NULL))
    return dp_error_set (error, DP_ERROR_CLAIM, "\"%s\" is not an integer", claim);
  if (present)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  put (out, name, text);
  return TRUE;
}

/* "true" or "false" for a boolean or a text that Go reads as one; other texts as they are. */
static gboolean
put_email_verified (DpWriter     *out,
                    const DpJson *claims,
                    GError      **error)
{
  static const char *const yes[] = { "1", "t", "T", "TRUE", "true", "True", NULL };
  static const char *const no[] = { "0", "f", "F", "FALSE", "false", "False", NULL };
  const char *text = NULL;
  gboolean value = FALSE;
  gboolean present = FALSE;

  if (dp_json_read_bool (claims, "email_verified", DP_JSON_OPTIONAL, &value, &present, NULL))
    text = !present ? NULL : value ? "true" : "false";
  else if (!dp_json_read_string (claims, "email_verified", DP_JSON_OPTIONAL, &text, NULL))
    return dp_error_set (error, DP_ERROR_CLAIM, "\"email_verified\" is neither boolean nor text");
  else if (g_strv_contains (yes, text))
    text = "true";
  else if (g_strv_contains (no, text))
    text = "false";
  put (out, "EMAIL_VERIFIED", text);
  return TRUE;
}

static gboolean
put_key (DpWriter         *out,
         const DpIdentity *identity,
         GError          **error)
{
  static const char *const algs[] = {
    [DP_KEY_RSA] = "RS256",
    [DP_KEY_P256] = "ES256",
    [DP_KEY_ED25519] = "EdDSA",
  };
  const DpPublicKey *key = dp_identity_get_key (identity);
  g_autoptr (DpJson) jwk = dp_jwk_build (key, algs[dp_public_key_get_kind (key)]);
  g_autofree char *json = dp_json_to_canonical (jwk, error);
  g_autofree char *base64 = NULL;

  if (json == NULL)
    return FALSE;
  base64 = dp_base64_encode ((const guint8 *) json, strlen (json));
  put (out, "UPK", base64);
  return TRUE;
}

static void
put_bytes (DpWriter   *out,
           const char *name,
           GBytes     *bytes,
           gboolean    as_base64)
{
  gsize len = 0;
  const guint8 *data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &len);
  g_autofree char *text = NULL;

  if (data != NULL)
    text = as_base64 ? dp_base64_encode (data, len) : g_strndup ((const char *) data, len);
  put (out, name, text);
}

static gboolean
put_claims (DpWriter         *out,
            const DpIdentity *identity,
            GError          **error)
{
  DpClaims *claims = dp_identity_get_claims (identity);
  const DpJson *json = dp_claims_get_json (claims);
  const char *jti = NULL;

  if (!dp_json_read_string (json, "jti", DP_JSON_OPTIONAL, &jti, NULL))
    return dp_error_set (error, DP_ERROR_CLAIM, "\"jti\" is not a text");
  put (out, "ISS", dp_identity_get_issuer (identity));
  put (out, "SUB", dp_identity_get_subject (identity));
  put (out, "EMAIL", dp_identity_get_email (identity));
  put (out, "JTI", jti);
  put_audience (out, claims);
  put_bytes (out, "PAYLOAD", dp_claims_get_bytes (claims), TRUE);
  return put_email_verified (out, json, error) && put_time (out, "EXP", json, "exp", error)
         && put_time (out, "NBF", json, "nbf", error) && put_time (out, "IAT", json, "iat", error)
         && put_groups (out, json, error);
}

GBytes *
dp_plugin_record_build (const DpIdentity *identity,
                        const DpSshCert  *cert,
                        const DpPkt      *pkt,
                        DpClaims         *userinfo,
                        GError          **error)
{
  g_autoptr (DpWriter) out = dp_writer_new (RECORD_MAX);
  char *id_token;

  if (!put_claims (out, identity, error) || !put_key (out, identity, error))
    return NULL;
  put (out, "PKT", dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT));
  id_token = dp_jws_dup_compact (dp_pkt_get_op (pkt));
  put (out, "IDT", id_token);
  dp_secret_free_text (id_token);
  put_bytes (out, "USERINFO", userinfo == NULL ? NULL : dp_claims_get_bytes (userinfo), FALSE);
  return dp_writer_finish_secret (out, error);
}
