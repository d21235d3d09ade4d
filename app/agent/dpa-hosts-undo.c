/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-hosts-undo.h"

#include <string.h>

#include "dpa-check.h"
#include "dpa-ssh-config.h"

#define NAME "undo"
#define GROUP "hosts"
#define UNDO_MAX (64 * 1024)

static DpDir *
get_dir (DpaAgent *agent)
{
  return dpa_keys_get_dir (dpa_agent_get_keys (agent));
}

gboolean
dpa_hosts_undo_is_there (DpaAgent *agent)
{
  return dp_dir_has (get_dir (agent), NAME);
}

void
dpa_hosts_undo_forget (DpaAgent *agent)
{
  g_autoptr (GError) error = NULL;

  if (dpa_hosts_undo_is_there (agent) && !dp_dir_remove (get_dir (agent), NAME, &error))
    g_warning ("%s", error->message);
}

static void
put_sum (GKeyFile   *file,
         const char *key,
         const char *text)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  g_key_file_set_string (file, GROUP, key, sum);
}

static gboolean
has_sum (GKeyFile   *file,
         const char *key,
         const char *text)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *kept = g_key_file_get_string (file, GROUP, key, NULL);

  return g_strcmp0 (sum, kept) == 0;
}

gboolean
dpa_hosts_undo_save (DpaAgent          *agent,
                     const char        *account,
                     const char *const *hosts,
                     const DpaSshFiles *before,
                     const DpaSshFiles *after,
                     GError           **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) content = NULL;
  gsize len;
  char *text;

  g_key_file_set_string (file, GROUP, "account", account);
  g_key_file_set_string_list (file, GROUP, "hosts", hosts, g_strv_length ((char **) hosts));
  g_key_file_set_boolean (file, GROUP, "own-changed", !g_str_equal (before->own, after->own));
  g_key_file_set_boolean (file, GROUP, "line-added", !g_str_equal (before->main, after->main));
  put_sum (file, "own", after->own);
  put_sum (file, "main", after->main);
  text = g_key_file_to_data (file, &len, NULL);
  content = g_bytes_new_take (text, len);
  return dp_dir_write (get_dir (agent), NAME, content, 0600, error);
}

static GKeyFile *
read_file (DpaAgent *agent,
           GError  **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) content = NULL;

  if (!dpa_hosts_undo_is_there (agent))
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_NOT_FOUND, "nothing was applied");
      return NULL;
    }
  content = dp_dir_read (get_dir (agent), NAME, UNDO_MAX, error);
  if (content == NULL || !g_key_file_load_from_bytes (file, content, G_KEY_FILE_NONE, error))
    return NULL;
  return g_steal_pointer (&file);
}

static gboolean
is_unchanged (GKeyFile          *file,
              const DpaSshFiles *now,
              GError           **error)
{
  const char *changed = NULL;

  if (!has_sum (file, "main", now->main))
    changed = "~/.ssh/config";
  else if (!has_sum (file, "own", now->own))
    changed = DPA_SSH_OWN;
  if (changed != NULL)
    g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_CHANGED, "%s", changed);
  return changed == NULL;
}

gboolean
dpa_hosts_undo_load (DpaAgent          *agent,
                     const DpaSshFiles *now,
                     DpaSshFiles       *before,
                     char             **account,
                     char            ***hosts,
                     GError           **error)
{
  g_autoptr (GKeyFile) file = NULL;

  file = read_file (agent, error);
  if (file == NULL || !is_unchanged (file, now, error)
      || !dpa_ssh_files_read_backup (before, agent, error))
    return FALSE;
  if (!g_key_file_get_boolean (file, GROUP, "own-changed", NULL))
    dpa_set_text (before->own, now->own);
  if (!g_key_file_get_boolean (file, GROUP, "line-added", NULL))
    dpa_set_text (before->main, now->main);
  *account = g_key_file_get_string (file, GROUP, "account", error);
  if (*account == NULL)
    return FALSE;
  *hosts = g_key_file_get_string_list (file, GROUP, "hosts", NULL, NULL);
  if (*hosts == NULL)
    *hosts = g_new0 (char *, 1);
  return TRUE;
}
