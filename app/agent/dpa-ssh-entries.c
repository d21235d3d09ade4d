/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-entries.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-ssh-cert.h"
#include "dp-ssh-key.h"

/* The blob of "type base64". */
static GBytes *
blob_of_line (const char *line,
              GError    **error)
{
  const char *base64 = strchr (line, ' ');

  if (base64 == NULL)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "no certificate");
      return NULL;
    }
  return dp_base64_decode (base64 + 1, strlen (base64 + 1), DP_SSH_BLOB_MAX, error);
}

static gboolean
is_certificate_of (GBytes            *blob,
                   const DpPublicKey *key)
{
  g_autofree char *base64 = dp_base64_encode (g_bytes_get_data (blob, NULL),
                                              g_bytes_get_size (blob));
  const char *type = dp_public_key_get_kind (key) == DP_KEY_ED25519
                         ? "ssh-ed25519-cert-v01@openssh.com"
                         : "ecdsa-sha2-nistp256-cert-v01@openssh.com";
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse (type, base64, strlen (base64), NULL);

  return cert != NULL && dp_public_key_equal (dp_ssh_cert_get_key (cert), key);
}

void
dpa_ssh_pair_clear (DpaSshPair *self)
{
  g_clear_pointer (&self->comment, g_free);
  g_clear_pointer (&self->plain, g_bytes_unref);
  g_clear_pointer (&self->cert, g_bytes_unref);
}

gboolean
dpa_ssh_pair_init (DpaSshPair         *self,
                   const DpPrivateKey *key,
                   const char         *cert_line,
                   const char         *id,
                   GError            **error)
{
  self->key = key;
  self->comment = g_strdup_printf ("daypass %s", id);
  self->cert = blob_of_line (cert_line, error);
  if (self->cert == NULL)
    return FALSE;
  self->plain = dp_ssh_key_build (dp_private_key_get_public (key), error);
  return self->plain != NULL;
}

gboolean
dpa_ssh_entries_have_cert (GPtrArray         *entries,
                           const DpPublicKey *key)
{
  for (guint i = 0; i < entries->len; i++)
    if (is_certificate_of (g_ptr_array_index (entries, i), key))
      return TRUE;
  return FALSE;
}

gboolean
dpa_ssh_entries_have_plain (GPtrArray         *entries,
                            const DpPublicKey *key)
{
  g_autoptr (GBytes) plain = dp_ssh_key_build (key, NULL);

  for (guint i = 0; plain != NULL && i < entries->len; i++)
    if (g_bytes_equal (g_ptr_array_index (entries, i), plain))
      return TRUE;
  return FALSE;
}

static gboolean
is_blob (GBytes *blob,
         GBytes *other)
{
  return other != NULL && g_bytes_equal (blob, other);
}

void
dpa_ssh_entries_forget (DpSshAgent        *ssh_agent,
        const DpPublicKey *key,
        const DpaSshPair        *keep)
{
  g_autoptr (GPtrArray) entries = dp_ssh_agent_list (ssh_agent, NULL);
  g_autoptr (GBytes) plain = dp_ssh_key_build (key, NULL);

  for (guint i = 0; entries != NULL && plain != NULL && i < entries->len; i++)
    {
      GBytes *blob = g_ptr_array_index (entries, i);

      if (!g_bytes_equal (blob, plain) && !is_certificate_of (blob, key))
        continue;
      if (keep != NULL && (is_blob (blob, keep->plain) || is_blob (blob, keep->cert)))
        continue;
      if (!dp_ssh_agent_remove (ssh_agent, blob, NULL))
        g_message ("the ssh-agent kept an old entry");
    }
}

static gboolean
add_certificate (DpSshAgent             *ssh_agent,
                 const DpaSshPair       *pair,
                 const DpSshAgentLimits *limits)
{
  g_autoptr (GError) reason = NULL;

  if (dp_ssh_agent_add (ssh_agent, pair->key, pair->cert, pair->comment, limits, &reason))
    return TRUE;
  g_message ("%s: no certificate in the ssh-agent: %s", pair->comment, reason->message);
  return FALSE;
}

gboolean
dpa_ssh_entries_add (DpSshAgent       *ssh_agent,
                     DpaSshPair       *pair,
                     DpSshAgentLimits *limits,
                     GError          **error)
{
  if (limits->hosts != NULL && add_certificate (ssh_agent, pair, limits))
    {
      g_clear_pointer (&pair->plain, g_bytes_unref);
      return TRUE;
    }
  limits->hosts = NULL;
  if (!dp_ssh_agent_add (ssh_agent, pair->key, NULL, pair->comment, limits, error))
    return FALSE;
  /* ssh does with the plain key and the certificate on disk */
  add_certificate (ssh_agent, pair, limits);
  return TRUE;
}
