/* SPDX-License-Identifier: Apache-2.0 */
/* inspect: what is in a certificate or key, in the form of opkssh's command; nothing is verified.
 * */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-pkt.h"
#include "dp-ssh-cert.h"
#include "dp-ssh-key.h"
#include "dp-text.h"
#include "dpm-commands.h"
#include "dpm-file.h"
#include "dpm-json.h"

#define TEXT_MAX (2 * DP_SSH_BLOB_MAX)
#define SHOWN_BASE64 20

/* One fact: a line "Label:   value", or a member. The value may be a stranger's; labels come with
 * the spaces that opkssh puts behind them. */
static void
fact (DpmJson    *json,
      const char *label,
      const char *name,
      const char *value)
{
  g_autofree char *shown = dp_text_display (value == NULL ? "" : value, -1);

  if (json != NULL)
    dpm_json_add_string (json, name, value);
  else
    printf ("%s%s\n", label, shown);
}

static void
list (DpmJson           *json,
      const char        *label,
      const char        *name,
      const char *const *values)
{
  g_autoptr (GString) text = g_string_new ("[");

  if (json != NULL)
    dpm_json_begin_array (json, name);
  for (gsize i = 0; values[i] != NULL; i++)
    {
      g_string_append_printf (text, "%s%s", i == 0 ? "" : " ", values[i]);
      if (json != NULL)
        dpm_json_add_string (json, NULL, values[i]);
    }
  g_string_append_c (text, ']');
  if (json != NULL)
    dpm_json_end (json);
  else
    fact (NULL, label, NULL, text->str);
}

static char *
dup_time (guint64 when)
{
  g_autoptr (GDateTime) time = NULL;

  if (when == 0)
    return g_strdup ("Not set");
  if (when == G_MAXUINT64)
    return g_strdup ("Forever");
  time = when > DP_TIME_MAX ? NULL : g_date_time_new_from_unix_utc ((gint64) when);
  return time == NULL ? g_strdup ("out of range") : g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/* Tokens are told by their length only (finding S19). */
static void
show_extensions (const DpSshCert *cert,
                 DpmJson         *json)
{
  const char *const *names = dp_ssh_cert_get_extensions (cert);

  if (json != NULL)
    dpm_json_begin_object (json, "extensions");
  else
    puts ("Extensions:");
  for (; *names != NULL; names++)
    {
      const char *value = dp_ssh_cert_get_extension (cert, *names);
      g_autofree char *name = dp_text_display (*names, -1);
      gsize len = value == NULL ? 0 : strlen (value);

      if (json != NULL)
        dpm_json_add_int (json, *names, (gint64) len);
      else if (strcmp (*names, DP_SSH_EXT_PKT) == 0)
        printf ("  %s: [PKToken data] %zu bytes\n", name, len);
      else if (len > 0)
        printf ("  %s: %zu bytes, not shown\n", name, len);
      else
        printf ("  %s: \n", name);
    }
  if (json != NULL)
    dpm_json_end (json);
}

static void
show_document (DpmJson      *json,
               const char   *name,
               const DpJson *document)
{
  g_autofree char *canonical = dp_json_to_canonical (document, NULL);
  g_autofree char *pretty = canonical == NULL ? NULL : dpm_json_pretty (canonical);

  if (json != NULL)
    dpm_json_add_string (json, name, canonical);
  else
    puts (pretty == NULL ? "?" : pretty);
}

static void
show_signatures (const DpPkt *pkt,
                 DpmJson     *json)
{
  const struct
  {
    const char  *title;
    const char  *name;
    const DpJws *jws;
  } signatures[] = {
    { "Provider Signature (OP) exists", "op_header", dp_pkt_get_op (pkt) },
    { "Client Signature (CIC) exists", "cic_header", dp_pkt_get_cic_jws (pkt) },
    { "Cosigner Signature (COS) exists", "cos_header", dp_pkt_get_cos (pkt) },
    { "Refreshed ID token exists", "refreshed_header", dp_pkt_get_refreshed (pkt) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (signatures[i].jws != NULL)
      {
        if (json == NULL)
          puts (signatures[i].title);
        show_document (json, signatures[i].name, dp_jws_get_header (signatures[i].jws));
      }
}

static gboolean
show_token (const char *text,
            DpmJson    *json,
            GError    **error)
{
  g_autoptr (DpPkt) pkt = dp_pkt_parse (text, strlen (text), error);
  g_autofree char *hash = pkt == NULL ? NULL : dp_pkt_hash (pkt, error);
  g_autofree char *identity = NULL;
  g_autofree char *audience = NULL;
  DpClaims *claims;

  if (hash == NULL)
    return FALSE; /* nocheck: set by the parser or the hash */
  claims = dp_pkt_get_claims (pkt);
  audience = g_strjoinv (",", (char **) dp_claims_get_audience (claims));
  identity = g_strjoin (" ", dp_claims_get_subject (claims) ?: "",
                        dp_claims_get_issuer (claims) ?: "", NULL);
  if (json == NULL)
    puts ("\n--- PKToken Structure ---\nPayload:");
  show_document (json, "payload", dp_claims_get_json (claims));
  if (json == NULL)
    puts ("\n--- Signature Information ---");
  show_signatures (pkt, json);
  if (json == NULL)
    puts ("\n--- Token Metadata ---");
  fact (json, "Issuer:             ", "issuer", dp_claims_get_issuer (claims));
  fact (json, "Audience:           ", "audience", audience);
  fact (json, "Subject:            ", "subject", dp_claims_get_subject (claims));
  fact (json, "Identity:           ", "identity", identity);
  fact (json, "Token Hash:         ", "token_hash", hash);
  fact (json, "Provider Algorithm: ", "algorithm", dp_jws_get_alg (dp_pkt_get_op (pkt)));
  return TRUE;
}

static gboolean
show_certificate (const char *text,
                  DpmJson    *json,
                  GError    **error)
{
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (text, strlen (text), NULL, error);
  g_autofree char *serial = NULL;
  g_autofree char *after = NULL;
  g_autofree char *before = NULL;
  const char *token;

  if (cert == NULL)
    return FALSE; /* nocheck: set by the parser */
  serial = g_strdup_printf ("%" G_GUINT64_FORMAT, dp_ssh_cert_get_serial (cert));
  after = dup_time (dp_ssh_cert_get_valid_after (cert));
  before = dup_time (dp_ssh_cert_get_valid_before (cert));
  token = dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);
  if (json == NULL)
    puts ("--- SSH Certificate Information ---");
  fact (json, "Serial:            ", "serial", serial);
  fact (json, "Type:              ", "type",
        dp_ssh_cert_get_kind (cert) == 1 ? "User Certificate" : "Host Certificate");
  fact (json, "Key ID:            ", "key_id", dp_ssh_cert_get_key_id (cert));
  list (json, "Principals:        ", "principals", dp_ssh_cert_get_principals (cert));
  fact (json, "Valid After:       ", "valid_after", after);
  fact (json, "Valid Before:      ", "valid_before", before);
  list (json, "Critical Options:  ", "critical_options", dp_ssh_cert_get_critical (cert));
  show_extensions (cert, json);
  return token == NULL || show_token (token, json, error);
}

static gboolean
show_key (const char *text,
          DpmJson    *json,
          GError    **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", 3);
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (DpPublicKey) key = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *start = NULL;

  if (g_strv_length (words) < 2)
    return dp_error_set (error, DP_ERROR_USAGE,
                         "this is no key or certificate, and no file: give a file such as "
                         "id_ecdsa-cert.pub, \"-\", or \"TYPE BASE64\"");
  blob = dp_base64_decode (words[1], strlen (words[1]), DP_SSH_BLOB_MAX, error);
  if (blob == NULL)
    return FALSE;
  key = dp_ssh_key_parse (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), error);
  fingerprint = key == NULL ? NULL : dp_ssh_key_fingerprint (key, error);
  if (fingerprint == NULL)
    return FALSE;
  if (strcmp (words[0], dp_ssh_key_type_name (key)) != 0)
    return dp_error_set (error, DP_ERROR_SSH_TYPE, "the type word is not the key's");
  start = g_strndup (words[1], SHOWN_BASE64);
  if (json == NULL)
    puts ("--- SSH Public Key Information ---");
  fact (json, "Type:              ", "type", words[0]);
  fact (json, "Fingerprint:       ", "fingerprint", fingerprint);
  fact (json, "Base64:            ", "base64_prefix", start);
  return TRUE;
}

/* All of standard input; (transfer full) (nullable) */
static GBytes *
read_stdin (GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint8 piece[16384];
  gssize n;

  while ((n = read (STDIN_FILENO, piece, sizeof piece)) > 0 && text->len <= TEXT_MAX)
    g_byte_array_append (text, piece, (guint) n);
  if (n < 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "standard input cannot be read");
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

char *
dpm_inspect_load (const char *argument,
                  GError    **error)
{
  gboolean is_stdin = strcmp (argument, "-") == 0;
  gboolean absent = FALSE;
  g_autoptr (GBytes) text = NULL;
  struct stat st;

  if (!is_stdin && stat (argument, &st) != 0)
    return g_strstrip (g_strdup (argument));
  text = is_stdin ? read_stdin (error) : dpm_file_read (argument, &absent, error);
  if (text == NULL)
    return NULL;
  if (g_bytes_get_size (text) > TEXT_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "larger than %d bytes", TEXT_MAX);
      return NULL;
    }
  if (g_bytes_get_size (text) == 0)
    {
      dp_error_set (error, DP_ERROR_USAGE, "%s is empty: give a key or certificate",
                    is_stdin ? "standard input" : argument);
      return NULL;
    }
  return g_strstrip (g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)));
}

int
dpm_inspect (const DpmOptions *options,
             char            **args)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dpm_inspect_load (args[0], &error);
  g_autofree char *type = text == NULL ? NULL : g_strndup (text, strcspn (text, " \t"));
  g_autoptr (DpmJson) json = options->json ? dpm_json_new () : NULL;
  gboolean good = FALSE;

  if (json != NULL)
    dpm_json_begin_object (json, NULL);
  if (text != NULL)
    good = dp_ssh_cert_is_type (type) ? show_certificate (text, json, &error)
                                      : show_key (text, json, &error);
  if (!good)
    return dpm_give_up ("inspect", error);
  if (json != NULL)
    dpm_json_print (json);
  return DPM_EXIT_OK;
}
