/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-agent.h"

#include <sys/stat.h>

#include "dp-env.h"
#include "dp-ssh-key.h"
#include "dpa-ssh-entries.h"
#include "dpa-ssh-known.h"
#include "dpa-ssh-watch.h"

#define KNOWN_MAX (8 * 1024 * 1024)

/* Ids of accounts whose entries are held to their hosts: of the process, like the ssh-agent. */
static GHashTable *bound;
static gboolean refused; /* the last key that was to be loaded */

static gboolean
is_wanted (DpaAgent *agent)
{
  const DpaPreferences *preferences = dpa_agent_get_preferences (agent);

  return preferences->ssh_agent || preferences->agent_only;
}

/* A key that only the ssh-agent has stays its business when the preferences change. */
static gboolean
may_be_there (DpaAccount *account)
{
  const DpaKeyInfo *key = dpa_account_get_key (account);

  return key->cert != NULL && (is_wanted (dpa_account_get_agent (account)) || !key->has_private);
}

static DpSshAgent *
open_agent (GError **error)
{
  return dp_ssh_agent_open (dp_env_get ("SSH_AUTH_SOCK"), error);
}

static void
add_text (GPtrArray  *texts,
          const char *path)
{
  struct stat info;
  char *text;

  if (stat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= KNOWN_MAX
      && g_file_get_contents (path, &text, NULL, NULL))
    g_ptr_array_add (texts, text);
}

/*
 * The hosts to which an entry of this account is bound; NULL when it cannot be. A key that only the
 * ssh-agent has must also reach a host that is met for the first time: it is bound when all hosts
 * are known.
 */
static GPtrArray *
find_hosts (DpaAccount *account)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaRecord *record = dpa_account_get_record (account);
  g_autofree char *own = g_build_filename (dpa_agent_get_home (agent), ".ssh/known_hosts", NULL);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hosts = NULL;
  gboolean complete;

  add_text (texts, own);
  add_text (texts, "/etc/ssh/ssh_known_hosts");
  g_ptr_array_add (texts, NULL);
  hosts = dpa_ssh_known_find ((const char *const *) texts->pdata,
                              (const char *const *) record->hosts, &complete);
  if (hosts->len == 0 || (dpa_agent_get_preferences (agent)->agent_only && !complete)
      || !dp_ssh_agent_knows_hosts (dp_env_get ("SSH_AUTH_SOCK")))
    return NULL;
  return g_steal_pointer (&hosts);
}

static void
remember_bound (DpaAccount *account,
                gboolean    is_bound)
{
  if (bound == NULL)
    bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (is_bound)
    g_hash_table_add (bound, g_strdup (dpa_account_get_id (account)));
  else
    g_hash_table_remove (bound, dpa_account_get_id (account));
}

gboolean
dpa_ssh_agent_has_refused (void)
{
  return refused;
}

gboolean
dpa_ssh_agent_is_bound (DpaAccount *account)
{
  return bound != NULL && g_hash_table_contains (bound, dpa_account_get_id (account));
}

static gboolean
load (DpaAccount         *account,
      const DpPrivateKey *key,
      const char         *cert_line,
      gint64              until,
      GError            **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaKeyInfo *old = dpa_account_get_key (account);
  g_autoptr (GPtrArray) hosts = find_hosts (account);
  DpSshAgentLimits limits = {
    .lifetime = (guint32) CLAMP (until - dpa_agent_get_now (agent), 1, G_MAXINT32),
    .confirm = dpa_agent_get_preferences (agent)->agent_confirm,
    .hosts = hosts,
  };
  g_auto (DpaSshPair) pair = { 0 };
  g_autoptr (DpSshAgent) ssh_agent = NULL;

  ssh_agent = open_agent (error);
  if (ssh_agent == NULL)
    return FALSE;
  if (!dpa_ssh_pair_init (&pair, key, cert_line, dpa_account_get_id (account), error))
    return FALSE;
  refused = !dpa_ssh_entries_add (ssh_agent, &pair, &limits, error);
  if (refused)
    return FALSE; /* nocheck: dpa_ssh_entries_add() has set it */
  if (old->cert != NULL)
    dpa_ssh_entries_forget (ssh_agent, dp_ssh_cert_get_key (old->cert), &pair);
  remember_bound (account, limits.hosts != NULL);
  dpa_ssh_watch_keep (agent);
  return TRUE;
}

gboolean
dpa_ssh_agent_load_new (DpaAccount    *account,
                        DpLoginResult *result,
                        GError       **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaRecord *record = dpa_account_get_record (account);
  gint64 until = g_str_equal (record->expiry, "token")
                     ? dp_login_result_get_token_expires_at (result)
                     : dp_login_result_get_issued_at (result) + record->lifetime_hours * 3600;
  g_autoptr (GError) reason = NULL;
  gboolean loaded;

  if (!is_wanted (agent))
    {
      dpa_ssh_agent_unload (account);
      return TRUE;
    }
  loaded = load (account, dp_login_result_get_key (result),
                 dp_login_result_get_cert_line (result), until, &reason);
  dpa_account_set_in_agent (account, loaded);
  if (loaded)
    return TRUE;
  g_message ("account %s: %s", dpa_account_get_id (account), reason->message);
  if (!dpa_agent_get_preferences (agent)->agent_only)
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
  loaded = line != NULL
           && load (account, key, line,
                    dpa_account_judge (account, dpa_agent_get_now (agent)).expected_until, error);
  dpa_account_set_in_agent (account, loaded);
  return loaded;
}

void
dpa_ssh_agent_unload (DpaAccount *account)
{
  const DpaKeyInfo *key = dpa_account_get_key (account);
  g_autoptr (DpSshAgent) ssh_agent = NULL;

  if (!dpa_account_is_in_agent (account))
    return;
  ssh_agent = open_agent (NULL);
  if (ssh_agent != NULL && key->cert != NULL)
    dpa_ssh_entries_forget (ssh_agent, dp_ssh_cert_get_key (key->cert), NULL);
  dpa_account_set_in_agent (account, FALSE);
}

gboolean
dpa_ssh_agent_has_certificate (DpaAccount *account,
                               GPtrArray  *entries)
{
  const DpaKeyInfo *key = dpa_account_get_key (account);

  return key->cert != NULL && dpa_ssh_entries_have_cert (entries, dp_ssh_cert_get_key (key->cert));
}

/* A certificate without its plain key was bound to hosts, by this program or the one before it. */
static void
look_for (DpaAccount *account,
          GPtrArray  *entries)
{
  const DpPublicKey *key = dp_ssh_cert_get_key (dpa_account_get_key (account)->cert);
  gboolean plain = entries != NULL && dpa_ssh_entries_have_plain (entries, key);
  gboolean cert = entries != NULL && dpa_ssh_entries_have_cert (entries, key);

  remember_bound (account, cert && !plain);
  dpa_account_set_in_agent (account, cert || plain);
}

void
dpa_ssh_agent_look (DpaAgent *agent)
{
  g_autoptr (DpSshAgent) ssh_agent = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  GPtrArray *accounts = dpa_agent_get_accounts (agent);

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);

      if (!may_be_there (account))
        continue;
      if (ssh_agent == NULL)
        {
          ssh_agent = open_agent (NULL);
          entries = ssh_agent != NULL ? dp_ssh_agent_list (ssh_agent, NULL) : NULL;
        }
      look_for (account, entries);
    }
  if (entries != NULL)
    dpa_ssh_watch_keep (agent);
}

static gboolean
load_from_disk (DpaAccount *account,
                GError    **error)
{
  DpaKeys *keys = dpa_agent_get_keys (dpa_account_get_agent (account));
  g_autoptr (DpPrivateKey) key = NULL;

  key = dpa_keys_load (keys, dpa_account_get_id (account), error);
  return key != NULL && dpa_ssh_agent_reload (account, key, error);
}

static gboolean
is_good_on_disk (DpaAccount *account)
{
  DpaAgent *agent = dpa_account_get_agent (account);

  return dpa_account_get_key (account)->has_private
         && dpa_account_judge (account, dpa_agent_get_now (agent)).is_good;
}

gboolean
dpa_ssh_agent_load_again (DpaAgent   *agent,
                          DpaAccount *account,
                          GError    **error)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);

  if (account != NULL)
    return load_from_disk (account, error);
  for (guint i = 0; i < accounts->len; i++)
    if (is_good_on_disk (g_ptr_array_index (accounts, i))
        && !dpa_account_is_in_agent (g_ptr_array_index (accounts, i))
        && !load_from_disk (g_ptr_array_index (accounts, i), error))
      return FALSE; /* nocheck: load_from_disk() has set it */
  return TRUE;
}

void
dpa_ssh_agent_preferences_changed (DpaAgent *agent)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);
      g_autoptr (GError) error = NULL;

      if (!is_wanted (agent) && dpa_account_get_key (account)->has_private)
        dpa_ssh_agent_unload (account);
      else if (is_good_on_disk (account) && is_wanted (agent) && !load_from_disk (account, &error))
        g_message ("account %s: %s", dpa_account_get_id (account), error->message);
    }
}
