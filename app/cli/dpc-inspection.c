/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-pkt.h"
#include "dp-ssh-cert.h"
#include "dp-ssh-key.h"
#include "dp-text.h"
#include "dpc-show.h"

/* Who somebody is to a server's policy: subject and issuer. */
static void
show_identity (DpcJson  *out,
               DpClaims *claims)
{
  const char *sub = dp_claims_get_subject (claims);
  const char *iss = dp_claims_get_issuer (claims);
  g_autofree char *sub_shown = dp_text_display (sub != NULL ? sub : "", -1);
  g_autofree char *iss_shown = dp_text_display (iss != NULL ? iss : "", -1);
  g_autofree char *both = g_strdup_printf ("%s %s", sub_shown, iss_shown);

  if (out != NULL)
    dpc_json_text (out, "identity", both);
  else
    g_print ("%-18s %s\n", _("Identity:"), both);
}

/* One fact, on a line of text or as a member of an object; made printable. */
static void
fact (DpcJson    *out,
      const char *label,
      const char *name,
      const char *value)
{
  g_autofree char *shown = dp_text_display (value, -1);

  if (out != NULL)
    dpc_json_text (out, name, value);
  else
    g_print ("%-18s %s\n", label, shown);
}

static void
facts (DpcJson           *out,
       const char        *label,
       const char        *name,
       const char *const *values)
{
  if (out == NULL)
    {
      g_print ("%s\n", label);
      for (; *values != NULL; values++)
        fact (NULL, "", NULL, *values);
      return;
    }
  dpc_json_begin_array (out, name);
  for (; *values != NULL; values++)
    dpc_json_text (out, NULL, *values);
  dpc_json_end_array (out);
}

/* "Not set" for 0 and "Forever" for the largest number, as opkssh words it. */
static char *
dup_validity (guint64 when)
{
  if (when == 0)
    return g_strdup (_("Not set"));
  if (when > DP_TIME_MAX)
    return g_strdup (_("Forever"));
  return dpc_show_dup_rfc3339 ((gint64) when);
}

static void
show_extensions (const DpSshCert *cert,
                 DpcJson         *out)
{
  const char *const *names = dp_ssh_cert_get_extensions (cert);

  if (out != NULL)
    dpc_json_begin (out, "extensions");
  else
    g_print ("%s\n", _("Extensions:"));
  for (; *names != NULL; names++)
    {
      const char *value = dp_ssh_cert_get_extension (cert, *names);
      gsize len = value != NULL ? strlen (value) : 0;
      g_autofree char *name = dp_text_display (*names, -1);

      if (out != NULL)
        dpc_json_int (out, *names, (gint64) len);
      else if (len > 0)
        /* Translators: a name, and how many bytes belong to it */
        g_print (_("                   %s, %u bytes\n"), name, (guint) len);
      else
        g_print ("                   %s\n", name);
    }
  if (out != NULL)
    dpc_json_end (out);
}

static void
show_document (DpcJson      *out,
               const char   *label,
               const char   *name,
               const DpJson *json)
{
  g_autofree char *text = dp_json_to_canonical (json, NULL);
  g_autofree char *pretty = text != NULL ? dpc_json_dup_pretty (text) : NULL;

  if (out != NULL)
    dpc_json_raw (out, name, text != NULL ? text : "null");
  else
    g_print ("%s\n%s\n", label, pretty != NULL ? pretty : "?");
}

static void
show_signatures (const DpPkt *pkt,
                 DpcJson     *out)
{
  const struct
  {
    const char  *label;
    const char  *name;
    const DpJws *jws;
  } signatures[] = {
    { N_("Provider's signature (OP):"), "op", dp_pkt_get_op (pkt) },
    { N_("Your signature (CIC):"), "cic", dp_pkt_get_cic_jws (pkt) },
    { N_("Cosigner's signature (COS):"), "cos", dp_pkt_get_cos (pkt) },
    { N_("Refreshed ID token:"), "refreshed", dp_pkt_get_refreshed (pkt) },
  };

  if (out != NULL)
    dpc_json_begin (out, "signatures");
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (signatures[i].jws != NULL)
      show_document (out, _(signatures[i].label), signatures[i].name,
                     dp_jws_get_header (signatures[i].jws));
  if (out != NULL)
    dpc_json_end (out);
}

static gboolean
show_token (const char *text,
            DpcJson    *out,
            GError    **error)
{
  g_autoptr (DpPkt) pkt = dp_pkt_parse (text, strlen (text), error);
  g_autofree char *hash = NULL;
  g_autofree char *audience = NULL;
  DpClaims *claims;

  if (pkt == NULL)
    return FALSE; /* nocheck: set by the parser */
  claims = dp_pkt_get_claims (pkt);
  hash = dp_pkt_hash (pkt, error);
  if (hash == NULL)
    return FALSE;
  audience = g_strjoinv (" ", (char **) dp_claims_get_audience (claims));
  if (out != NULL)
    dpc_json_begin (out, "pk_token");
  else
    g_print ("\n%s\n", _("--- PK token ---"));
  show_document (out, _("Claims:"), "payload", dp_claims_get_json (claims));
  show_signatures (pkt, out);
  fact (out, _("Issuer:"), "issuer", dp_claims_get_issuer (claims) ?: "");
  fact (out, _("Audience:"), "audience", audience);
  fact (out, _("Subject:"), "subject", dp_claims_get_subject (claims) ?: "");
  show_identity (out, claims);
  fact (out, _("Token hash:"), "hash", hash);
  fact (out, _("Algorithm:"), "algorithm", dp_jws_get_alg (dp_pkt_get_op (pkt)));
  if (out != NULL)
    dpc_json_end (out);
  return TRUE;
}

static gboolean
show_cert (const DpSshCert *cert,
           DpcJson         *out,
           GError         **error)
{
  g_autofree char *serial = g_strdup_printf ("%" G_GUINT64_FORMAT, dp_ssh_cert_get_serial (cert));
  g_autofree char *after = dup_validity (dp_ssh_cert_get_valid_after (cert));
  g_autofree char *before = dup_validity (dp_ssh_cert_get_valid_before (cert));
  g_autofree char *fingerprint = dp_ssh_key_fingerprint (dp_ssh_cert_get_key (cert), error);
  const char *token = dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);

  if (fingerprint == NULL)
    return FALSE; /* nocheck: set by the fingerprint */
  if (out == NULL)
    g_print ("%s\n", _("--- SSH certificate ---"));
  fact (out, _("Serial:"), "serial", serial);
  fact (out, _("Type:"), "type", dp_ssh_cert_get_type (cert));
  fact (out, _("Kind:"), "kind", dp_ssh_cert_get_kind (cert) == 1 ? "user" : "host");
  fact (out, _("Key:"), "fingerprint", fingerprint);
  fact (out, _("Key ID:"), "key_id", dp_ssh_cert_get_key_id (cert));
  facts (out, _("Principals:"), "principals", dp_ssh_cert_get_principals (cert));
  fact (out, _("Valid after:"), "valid_after", after);
  fact (out, _("Valid before:"), "valid_before", before);
  facts (out, _("Critical options:"), "critical_options", dp_ssh_cert_get_critical (cert));
  show_extensions (cert, out);
  return token == NULL || show_token (token, out, error);
}

static gboolean
show_key (const char *line,
          DpcJson    *out,
          GError    **error)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", 3);
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (DpPublicKey) key = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *start = NULL;

  if (g_str_has_prefix (line, "-----BEGIN "))
    return dp_error_set (error, DP_ERROR_USAGE, "this is a private key; its certificate is in the "
                         "file whose name ends in -cert.pub");
  if (g_strv_length (words) < 2
      || (!g_str_has_prefix (words[0], "ssh-") && strchr (words[0], '@') == NULL
          && !g_str_has_prefix (words[0], "ecdsa-")))
    return dp_error_set (error, DP_ERROR_USAGE, "neither a certificate nor a public key");
  blob = dp_base64_decode (words[1], strlen (words[1]), DP_SSH_BLOB_MAX, error);
  if (blob == NULL)
    return FALSE;
  key = dp_ssh_key_parse (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), error);
  if (key == NULL)
    return FALSE;
  if (!g_str_equal (words[0], dp_ssh_key_type_name (key)))
    return dp_error_set (error, DP_ERROR_SSH_TYPE, "the type word is not the key's");
  fingerprint = dp_ssh_key_fingerprint (key, error);
  if (fingerprint == NULL)
    return FALSE;
  start = g_strndup (words[1], 20);
  if (out == NULL)
    g_print ("%s\n", _("--- SSH public key ---"));
  fact (out, _("Type:"), "type", words[0]);
  fact (out, _("Fingerprint:"), "fingerprint", fingerprint);
  fact (out, _("Begins with:"), "begins_with", start);
  return TRUE;
}

gboolean
dpc_show_inspection (const char *line,
                     DpcJson    *out,
                     GError    **error)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  gsize word = strcspn (text, " \t");
  g_autofree char *type = g_strndup (text, word);
  g_autoptr (DpSshCert) cert = NULL;

  if (!dp_ssh_cert_is_type (type))
    return show_key (text, out, error);
  cert = dp_ssh_cert_parse_line (text, strlen (text), NULL, error);
  return cert != NULL && show_cert (cert, out, error);
}
