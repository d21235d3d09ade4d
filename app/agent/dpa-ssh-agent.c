/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-agent.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-ssh-agent.h"
#include "dp-ssh-key.h"

static gboolean
is_wanted (DpaAgent *agent)
{
  const DpaPreferences *preferences = dpa_agent_get_preferences (agent);

  return preferences->ssh_agent || preferences->agent_only;
}

static DpSshAgent *
open_agent (GError **error)
{
  return dp_ssh_agent_open (dp_env_get ("SSH_AUTH_SOCK"), error);
}

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

/* Both entries of an account: the plain key, which ssh uses with the certificate on disk, and the
 * certificate, for programs that only know the ssh-agent. */
static void
forget (DpSshAgent        *ssh_agent,
        const DpPublicKey *key)
{
  g_autoptr (GPtrArray) entries = dp_ssh_agent_list (ssh_agent, NULL);
  g_autoptr (GBytes) plain = dp_ssh_key_build (key, NULL);

  for (guint i = 0; entries != NULL && plain != NULL && i < entries->len; i++)
    {
      GBytes *blob = g_ptr_array_index (entries, i);
      g_autofree char *base64 = dp_base64_encode (g_bytes_get_data (blob, NULL),
                                                  g_bytes_get_size (blob));
      const char *type = dp_public_key_get_kind (key) == DP_KEY_ED25519
                             ? "ssh-ed25519-cert-v01@openssh.com"
                             : "ecdsa-sha2-nistp256-cert-v01@openssh.com";
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse (type, base64, strlen (base64), NULL);
      gboolean ours = g_bytes_equal (blob, plain)
                      || (cert != NULL && dp_public_key_equal (dp_ssh_cert_get_key (cert), key));

      if (ours && !dp_ssh_agent_remove (ssh_agent, blob, NULL))
        g_message ("the ssh-agent kept an old entry");
    }
}

static void
forget_old (DpaAccount *account,
            DpSshAgent *ssh_agent)
{
  const DpaKeyInfo *old = dpa_account_get_key (account);

  if (old->cert != NULL)
    forget (ssh_agent, dp_ssh_cert_get_key (old->cert));
}

static guint32
lifetime_of (DpaAccount *account,
             gint64      signed_in_at)
{
  const DpaRecord *record = dpa_account_get_record (account);
  gint64 now = dpa_agent_get_now (dpa_account_get_agent (account));
  gint64 left = signed_in_at + record->lifetime_hours * 3600 - now;

  return (guint32) CLAMP (left, 1, G_MAXINT32);
}

static gboolean
load (DpaAccount         *account,
      const DpPrivateKey *key,
      const char         *cert_line,
      gint64              signed_in_at,
      GError            **error)
{
  const DpaPreferences *preferences
    = dpa_agent_get_preferences (dpa_account_get_agent (account));
  DpSshAgentLimits limits = { .lifetime = lifetime_of (account, signed_in_at),
                              .confirm = preferences->agent_confirm };
  g_autofree char *comment = g_strdup_printf ("daypass %s", dpa_account_get_id (account));
  g_autoptr (DpSshAgent) ssh_agent = NULL;
  g_autoptr (GBytes) cert = NULL;

  ssh_agent = open_agent (error);
  if (ssh_agent == NULL)
    return FALSE;
  forget_old (account, ssh_agent);
  cert = blob_of_line (cert_line, error);
  return cert != NULL && dp_ssh_agent_add (ssh_agent, key, NULL, comment, &limits, error)
         && dp_ssh_agent_add (ssh_agent, key, cert, comment, &limits, error);
}

gboolean
dpa_ssh_agent_load_new (DpaAccount    *account,
                        DpLoginResult *result,
                        GError       **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  g_autoptr (GError) reason = NULL;
  gboolean loaded;

  if (!is_wanted (agent))
    return TRUE;
  loaded = load (account, dp_login_result_get_key (result),
                 dp_login_result_get_cert_line (result), dp_login_result_get_issued_at (result),
                 &reason);
  dpa_account_set_in_agent (account, loaded);
  if (loaded || !dpa_agent_get_preferences (agent)->agent_only)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
dpa_ssh_agent_reload (DpaAccount         *account,
                      const DpPrivateKey *key,
                      GError            **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaRecord *record = dpa_account_get_record (account);
  g_autofree char *line = NULL;
  gboolean loaded;

  if (!is_wanted (agent))
    return TRUE;
  line = dpa_keys_dup_cert_line (dpa_agent_get_keys (agent), record->id, error);
  loaded = line != NULL && load (account, key, line, record->signed_in_at, error);
  dpa_account_set_in_agent (account, loaded);
  return loaded;
}

void
dpa_ssh_agent_unload (DpaAccount *account)
{
  g_autoptr (DpSshAgent) ssh_agent = NULL;

  if (!dpa_account_is_in_agent (account))
    return;
  ssh_agent = open_agent (NULL);
  if (ssh_agent != NULL)
    forget_old (account, ssh_agent);
  dpa_account_set_in_agent (account, FALSE);
}

static gboolean
is_among (GPtrArray        *entries,
          const DpaKeyInfo *key)
{
  g_autoptr (GBytes) plain = NULL;

  if (entries == NULL || key->cert == NULL)
    return FALSE;
  plain = dp_ssh_key_build (dp_ssh_cert_get_key (key->cert), NULL);
  for (guint i = 0; plain != NULL && i < entries->len; i++)
    if (g_bytes_equal (g_ptr_array_index (entries, i), plain))
      return TRUE;
  return FALSE;
}

void
dpa_ssh_agent_look (DpaAgent *agent)
{
  g_autoptr (DpSshAgent) ssh_agent = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  GPtrArray *accounts = dpa_agent_get_accounts (agent);

  if (!is_wanted (agent))
    return;
  ssh_agent = open_agent (NULL);
  entries = ssh_agent != NULL ? dp_ssh_agent_list (ssh_agent, NULL) : NULL;
  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);

      dpa_account_set_in_agent (account, is_among (entries, dpa_account_get_key (account)));
    }
}
