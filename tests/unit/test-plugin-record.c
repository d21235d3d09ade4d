/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dp-plugin-record.h"
#include "dpt-token.h"
#include "dpt.h"

#define WHO "\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"nonce\":\"$NONCE\""
#define TOKEN(members) "{" WHO ",\"aud\":\"" DPT_CLIENT "\"," members "}"

/* The record as names and values, or the reason why there is none. */
static GHashTable *
build (const char *claims,
       const char *userinfo_text,
       GError    **error)
{
  const DptToken spec = { .claims = claims, .expiry = DP_EXPIRY_NEVER };
  g_autofree char *text = dpt_token_build (&spec);
  g_autofree char *line = dpt_token_certificate (&spec, text);
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, NULL);
  g_autoptr (DpPkt) pkt = dp_pkt_parse (text, strlen (text), NULL);
  g_autoptr (DpIdentity) identity = dpt_token_identity (claims);
  g_autoptr (DpClaims) userinfo = NULL;
  g_autoptr (GBytes) record = NULL;
  GHashTable *out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *data, *end;
  gsize len;

  if (userinfo_text != NULL)
    userinfo = dp_claims_parse ((const guint8 *) userinfo_text, strlen (userinfo_text), NULL);
  record = dp_plugin_record_build (identity, cert, pkt, userinfo, error);
  if (record == NULL)
    return out;
  data = g_bytes_get_data (record, &len);
  g_assert_cmpint (data[len - 1], ==, '\0');
  for (end = data + len; data < end; data += strlen (data) + 1)
    {
      const char *equals = strchr (data, '=');

      g_assert_nonnull (equals);
      g_assert_true (g_hash_table_insert (out, g_strndup (data, (gsize) (equals - data)),
                                          g_strdup (equals + 1)));
    }
  return out;
}

static const struct
{
  const char *claims;
  const char *name;
  const char *value;
} cases[] = {
  { TOKEN ("\"iat\":5"), "ISS", DPT_ISSUER },
  { TOKEN ("\"iat\":5"), "SUB", "u1" },
  { TOKEN ("\"iat\":5"), "AUD", DPT_CLIENT },
  { TOKEN ("\"iat\":5"), "IAT", "5" },
  { TOKEN ("\"exp\":-7"), "EXP", "-7" },
  { TOKEN ("\"nbf\":0"), "NBF", "0" },
  { TOKEN ("\"iat\":5"), "NBF", "" },
  { TOKEN ("\"iat\":5"), "EMAIL", "" },
  { TOKEN ("\"email\":\"a@b\""), "EMAIL", "a@b" },
  { TOKEN ("\"jti\":\"x\""), "JTI", "x" },
  { TOKEN ("\"iat\":5"), "GROUPS", "" },
  { TOKEN ("\"groups\":[]"), "GROUPS", "[]" },
  { TOKEN ("\"groups\":[\"a\",\"b\"]"), "GROUPS", "[\"a\",\"b\"]" },
  /* opkssh writes these unescaped: a group could add another (S11) */
  { TOKEN ("\"groups\":[\"a\\\",\\\"root\"]"), "GROUPS", "[\"a\\\",\\\"root\"]" },
  { TOKEN ("\"groups\":[\"a\\\\\\n\"]"), "GROUPS", "[\"a\\\\\\u000a\"]" },
  { "{" WHO ",\"aud\":[\"" DPT_CLIENT "\",\"x\\\"\"]}", "AUD", "[\"" DPT_CLIENT "\",\"x\\\"\"]" },
  { TOKEN ("\"iat\":5"), "EMAIL_VERIFIED", "" },
  { TOKEN ("\"email_verified\":true"), "EMAIL_VERIFIED", "true" },
  { TOKEN ("\"email_verified\":false"), "EMAIL_VERIFIED", "false" },
  { TOKEN ("\"email_verified\":\"T\""), "EMAIL_VERIFIED", "true" },
  { TOKEN ("\"email_verified\":\"0\""), "EMAIL_VERIFIED", "false" },
  { TOKEN ("\"email_verified\":\"maybe\""), "EMAIL_VERIFIED", "maybe" },
  { TOKEN ("\"iat\":5"), "USERINFO", "" },
};

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) record = build (cases[i].claims, NULL, &error);

      g_test_message ("%s", cases[i].claims);
      g_assert_no_error (error);
      g_assert_cmpuint (g_hash_table_size (record), ==, 15);
      g_assert_cmpstr (g_hash_table_lookup (record, cases[i].name), ==, cases[i].value);
    }
}

static void
test_tokens (void)
{
  static const char userinfo[] = "{ \"sub\": \"u1\",\"groups\":[\"g\"] }";
  g_autoptr (GHashTable) record = build (DPT_CLAIMS, userinfo, NULL);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) upk = NULL;
  const char *text = g_hash_table_lookup (record, "PAYLOAD");
  const char *pkt = g_hash_table_lookup (record, "PKT");
  g_auto (GStrv) parts = g_strsplit (pkt, ":", -1);
  g_autofree char *id_token = g_strjoin (".", parts[1], parts[0], parts[2], NULL);

  g_assert_cmpstr (g_hash_table_lookup (record, "IDT"), ==, id_token);
  g_assert_cmpstr (g_hash_table_lookup (record, "USERINFO"), ==, userinfo);
  payload = dp_base64_decode (text, strlen (text), 4096, NULL);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (payload, NULL), "{\"iss\":"));
  text = g_hash_table_lookup (record, "UPK");
  upk = dp_base64_decode (text, strlen (text), 4096, NULL);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (upk, NULL),
                                   "{\"alg\":\"ES256\",\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""));
}

/* opkssh runs no plugin for these; neither do we. */
static void
test_refused (void)
{
  static const char *const claims[] = {
    TOKEN ("\"email_verified\":1"),   TOKEN ("\"email_verified\":[]"),
    TOKEN ("\"nbf\":1.5"),            TOKEN ("\"nbf\":\"1\""),
    TOKEN ("\"jti\":7"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) record = build (claims[i], NULL, &error);

      g_assert_cmpuint (g_hash_table_size (record), ==, 0);
      dpt_assert_code (error, DP_ERROR_CLAIM);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/policy/plugin-record/has_every_name_once", test_values);
  g_test_add_func ("/policy/plugin-record/carries_the_tokens", test_tokens);
  g_test_add_func ("/policy/plugin-record/refuses_other_types", test_refused);
  return g_test_run ();
}
