/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-hosts.h"

#include "dp-error.h"
#include "dpa-check.h"
#include "dpa-hosts-undo.h"
#include "dpa-ssh-agent.h"
#include "dpa-ssh-config.h"
#include "dpa-ssh-files.h"

#define GOOD_SECONDS (10 * 60)
#define PLANS_MAX 16

/* A change that was shown: it is carried out as it was shown, or not at all. */
typedef struct
{
  char       *account;
  char      **hosts;
  DpaSshFiles before;
  DpaSshFiles after;
  gint64      made; /* steady seconds */
} Plan;

static GHashTable *plans; /* token -> Plan */

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  if (plan == NULL)
    return;
  dpa_ssh_files_clear (&plan->before);
  dpa_ssh_files_clear (&plan->after);
  g_strfreev (plan->hosts);
  g_free (plan->account);
  g_free (plan);
}

/* Our file as it should be, with @hosts for @account (%NULL: as all are). */
static char *
build_own (DpaAgent          *agent,
           DpaAccount        *account,
           const char *const *hosts)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  g_autofree DpaSshBlock *blocks = g_new0 (DpaSshBlock, accounts->len + 1);
  g_auto (GStrv) keys = dpa_ssh_files_dup_default_keys (agent);

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *one = g_ptr_array_index (accounts, i);
      const DpaRecord *record = dpa_account_get_record (one);

      blocks[i].account = record->id;
      blocks[i].held = !dpa_account_get_key (one)->has_private && dpa_ssh_agent_is_bound (one);
      blocks[i].patterns = one == account ? hosts : (const char *const *) record->hosts;
    }
  if (dpa_agent_is_sandboxed (agent))
    return dpa_ssh_config_build_copied (blocks, accounts->len);
  return dpa_ssh_config_build (blocks, accounts->len, (const char *const *) keys);
}

static void
add_file (GVariantBuilder *files,
          const char      *path,
          const char      *kind,
          const char      *before,
          const char      *after)
{
  g_auto (GStrv) lines = NULL;

  if (g_str_equal (before, after))
    return;
  lines = dpa_ssh_config_diff (before, after);
  g_variant_builder_add (files, "(ss^as)", path, kind, lines);
}

static void
forget_old_plans (void)
{
  GHashTableIter iter;
  gpointer plan;
  gint64 now = dpa_clock_get_steady ();

  if (plans == NULL)
    plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, plan_free);
  g_hash_table_iter_init (&iter, plans);
  while (g_hash_table_iter_next (&iter, NULL, &plan))
    if (now - ((Plan *) plan)->made > GOOD_SECONDS)
      g_hash_table_iter_remove (&iter);
  if (g_hash_table_size (plans) >= PLANS_MAX)
    g_hash_table_remove_all (plans);
}

static Plan *
make_plan (DpaAccount        *account,
           const char *const *patterns,
           GError           **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  Plan *plan = g_new0 (Plan, 1);
  gboolean has_line;

  plan->account = g_strdup (dpa_account_get_id (account));
  plan->hosts = g_strdupv ((char **) patterns);
  plan->made = dpa_clock_get_steady ();
  if (!dpa_ssh_files_read (&plan->before, agent, error))
    {
      plan_free (plan);
      return NULL;
    }
  plan->after.own = build_own (agent, account, patterns);
  has_line = dpa_ssh_config_has_include (plan->before.main) || patterns[0] == NULL
             || dpa_agent_is_sandboxed (agent);
  plan->after.main = has_line ? g_strdup (plan->before.main)
                              : dpa_ssh_config_add_include (plan->before.main);
  return plan;
}

static gboolean
changes_something (DpaAccount *account,
                   const Plan *plan)
{
  const DpaRecord *record = dpa_account_get_record (account);

  if (dpa_agent_is_sandboxed (dpa_account_get_agent (account)))
    return !g_strv_equal ((const char *const *) record->hosts, (const char *const *) plan->hosts);
  return !g_str_equal (plan->before.own, plan->after.own)
         || !g_str_equal (plan->before.main, plan->after.main);
}

/* In a sandbox nothing is written: all of the block is to be copied, and the list is remembered. */
static void
add_files (GVariantBuilder *files,
           DpaAccount      *account,
           const Plan      *plan)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  g_autoptr (GError) read_only = NULL;
  gboolean copy;

  if (dpa_agent_is_sandboxed (agent))
    {
      gboolean was_last = *plan->after.own == '\0' && changes_something (account, plan);

      add_file (files, "~/.ssh/config", "block-to-copy", "",
                was_last ? DPA_SSH_NOTHING_TO_COPY : plan->after.own);
      return;
    }
  copy = !dpa_ssh_files_check (agent, &read_only);
  add_file (files, "~/.ssh/config", copy ? "block-to-copy" : "include", plan->before.main,
            plan->after.main);
  add_file (files, DPA_SSH_OWN, "own", plan->before.own, plan->after.own);
}

gboolean
dpa_hosts_preview (DpaAccount        *account,
                   const char *const *patterns,
                   DpaHostsPreview   *preview,
                   GError           **error)
{
  GVariantBuilder files;
  gboolean fine;
  Plan *plan;

  preview->checks = dpa_hosts_check (account, patterns, &fine);
  preview->token = g_strdup ("");
  g_variant_builder_init (&files, G_VARIANT_TYPE ("a(ssas)"));
  plan = fine ? make_plan (account, patterns, error) : NULL;
  if (fine && plan == NULL)
    {
      g_variant_builder_clear (&files);
      g_variant_unref (g_variant_ref_sink (preview->checks));
      return FALSE; /* nocheck: make_plan() has set it */
    }
  if (plan != NULL)
    {
      add_files (&files, account, plan);
      if (!changes_something (account, plan))
        g_clear_pointer (&plan, plan_free);
    }
  preview->files = g_variant_builder_end (&files);
  if (plan != NULL)
    {
      forget_old_plans ();
      g_free (preview->token);
      preview->token = g_uuid_string_random ();
      g_hash_table_insert (plans, g_strdup (preview->token), plan);
    }
  return TRUE;
}

static gboolean
changed (GError    **error,
         const char *path)
{
  g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_CHANGED, "%s", path);
  return FALSE;
}

/* Whether the files are still those of the preview. */
static gboolean
is_as_shown (DpaAgent          *agent,
             const DpaSshFiles *shown,
             GError           **error)
{
  g_auto (DpaSshFiles) now = { 0 };

  if (!dpa_ssh_files_read (&now, agent, error))
    return FALSE;
  if (!g_str_equal (now.main, shown->main))
    return changed (error, "~/.ssh/config");
  if (!g_str_equal (now.own, shown->own))
    return changed (error, DPA_SSH_OWN);
  return TRUE;
}

static void
set_hosts (DpaAccount        *account,
           const char *const *hosts)
{
  DpaRecord *record = dpa_account_get_record (account);

  g_strfreev (record->hosts);
  record->hosts = g_strdupv ((char **) hosts);
  dpa_agent_changed (dpa_account_get_agent (account));
}

/* Files, then what undoes them, then the account: a kill in between costs the undo at most. */
static gboolean
carry_out (DpaAccount *account,
           const Plan *plan,
           GError    **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaRecord *record = dpa_account_get_record (account);

  dpa_hosts_undo_forget (agent);
  if (!dpa_agent_is_sandboxed (agent)
      && (!dpa_ssh_files_write (agent, &plan->before, &plan->after, error)
          || !dpa_hosts_undo_save (agent, plan->account, (const char *const *) record->hosts,
                                   &plan->before, &plan->after, error)))
    return FALSE; /* nocheck: set by what failed */
  set_hosts (account, (const char *const *) plan->hosts);
  return dpa_agent_save (agent, error);
}

gboolean
dpa_hosts_apply (DpaAgent    *agent,
                 const char  *token,
                 GError     **error)
{
  Plan *plan = plans != NULL ? g_hash_table_lookup (plans, token) : NULL;
  DpaAccount *account = plan != NULL ? dpa_agent_find_account (agent, plan->account) : NULL;
  gboolean done;

  if (account == NULL || dpa_clock_get_steady () - plan->made > GOOD_SECONDS)
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_GONE, "make a new preview");
      return FALSE;
    }
  if (!is_as_shown (agent, &plan->before, error)
      || !dpa_ssh_files_verify (agent, plan->after.own, error)
      || (!g_str_equal (plan->before.main, plan->after.main)
          && !dpa_ssh_files_check (agent, error)))
    return FALSE;
  done = carry_out (account, plan, error);
  if (done)
    g_hash_table_remove (plans, token);
  return done;
}

gboolean
dpa_hosts_can_undo (DpaAgent *agent)
{
  return dpa_hosts_undo_is_there (agent);
}

gboolean
dpa_hosts_undo (DpaAgent *agent,
                GError  **error)
{
  g_auto (DpaSshFiles) now = { 0 };
  g_auto (DpaSshFiles) before = { 0 };
  g_autofree char *id = NULL;
  g_auto (GStrv) hosts = NULL;
  DpaAccount *account;

  if (!dpa_ssh_files_read (&now, agent, error)
      || !dpa_hosts_undo_load (agent, &now, &before, &id, &hosts, error))
    return FALSE;
  account = dpa_agent_find_account (agent, id);
  if (account == NULL)
    {
      dpa_hosts_undo_forget (agent);
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_NOT_FOUND, "the account is gone");
      return FALSE;
    }
  if (!dpa_ssh_files_write (agent, &now, &before, error))
    return FALSE;
  set_hosts (account, (const char *const *) hosts);
  dpa_hosts_undo_forget (agent);
  return dpa_agent_save (agent, error);
}

void
dpa_hosts_refresh (DpaAgent *agent)
{
  g_auto (DpaSshFiles) now = { 0 };
  g_auto (DpaSshFiles) after = { 0 };
  g_autoptr (GError) error = NULL;

  if (dpa_agent_is_sandboxed (agent) || !dpa_ssh_files_read (&now, agent, &error)
      || *now.own == '\0')
    return;
  after.own = build_own (agent, NULL, NULL);
  after.main = g_strdup (now.main);
  if (g_str_equal (now.own, after.own))
    return;
  /* what a preview would be compared with, and an undo */
  dpa_hosts_undo_forget (agent);
  if (!dpa_ssh_files_verify (agent, after.own, &error)
      || !dpa_ssh_files_write (agent, &now, &after, &error))
    g_warning (DPA_SSH_OWN ": %s", error->message);
}
