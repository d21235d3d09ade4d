/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-known.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-limits.h"
#include "dp-ssh-agent.h"
#include "dpa-pattern.h"

/* More would not fit into a message to the agent. */
#define HOSTS_MAX 256
#define HASH_BYTES 20 /* SHA-1, sshd(8) */

static gboolean
names_one_host (const char *pattern)
{
  return strpbrk (pattern, "*?") == NULL;
}

/* "|1|salt|HMAC-SHA1 of the name with the salt" */
static gboolean
is_hash_of (const char *hashed,
            const char *name)
{
  g_auto (GStrv) parts = g_strsplit (hashed, "|", 5);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autoptr (GBytes) salt = NULL;
  g_autoptr (GBytes) wanted = NULL;
  g_autoptr (GBytes) found = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[HASH_BYTES];
  gsize len = sizeof digest;

  if (g_strv_length (parts) != 4 || !g_str_equal (parts[1], "1"))
    return FALSE;
  salt = dp_base64_decode (parts[2], strlen (parts[2]), HASH_BYTES, NULL);
  wanted = dp_base64_decode (parts[3], strlen (parts[3]), HASH_BYTES, NULL);
  if (salt == NULL || wanted == NULL)
    return FALSE;
  hmac = g_hmac_new (G_CHECKSUM_SHA1, g_bytes_get_data (salt, NULL), g_bytes_get_size (salt));
  g_hmac_update (hmac, (const guchar *) lower, (gssize) strlen (lower));
  g_hmac_get_digest (hmac, digest, &len);
  found = g_bytes_new (digest, len);
  return g_bytes_equal (found, wanted);
}

/* "name", "[name]:port" */
static char *
dup_bare (const char *name)
{
  const char *end = name[0] == '[' ? strchr (name, ']') : NULL;

  return end != NULL ? g_strndup (name + 1, (gsize) (end - name - 1)) : g_strdup (name);
}

/* The name under which this line is a host of the account; NULL when it is none. */
static char *
find_name (const char        *names,
           const char *const *patterns)
{
  g_auto (GStrv) all = g_strsplit (names, ",", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *bare = dup_bare (all[i]);

      /* a pattern in known_hosts stands for hosts that are not known one by one */
      if (all[i][0] != '|' && names_one_host (all[i]) && all[i][0] != '!'
          && dpa_patterns_match (patterns, bare, NULL))
        return g_steal_pointer (&bare);
      for (guint j = 0; all[i][0] == '|' && patterns[j] != NULL; j++)
        if (!dpa_pattern_is_exclusion (patterns[j]) && names_one_host (patterns[j])
            && dpa_patterns_match (patterns, patterns[j], NULL)
            && is_hash_of (all[i], patterns[j]))
          return g_strdup (patterns[j]);
    }
  return NULL;
}

static DpSshAgentHost *
get_host (GPtrArray  *hosts,
          const char *name)
{
  DpSshAgentHost *host;

  for (guint i = 0; i < hosts->len; i++)
    {
      host = g_ptr_array_index (hosts, i);
      if (g_ascii_strcasecmp (host->name, name) == 0)
        return host;
    }
  if (hosts->len == HOSTS_MAX)
    return NULL;
  host = g_new0 (DpSshAgentHost, 1);
  host->name = g_strdup (name);
  host->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (hosts, host);
  return host;
}

/* "names type base64 comment" */
static void
take_line (GPtrArray         *hosts,
           const char        *line,
           const char *const *patterns)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", 4);
  g_autoptr (GBytes) key = NULL;
  g_autofree char *name = NULL;
  DpSshAgentHost *host;

  if (g_strv_length (words) < 3 || line[0] == '#' || line[0] == '@')
    return;
  name = find_name (words[0], patterns);
  if (name == NULL)
    return;
  g_strchomp (words[2]);
  key = dp_base64_decode (words[2], strlen (words[2]), DP_SSH_BLOB_MAX, NULL);
  host = key != NULL ? get_host (hosts, name) : NULL;
  if (host != NULL && host->keys->len < HOSTS_MAX)
    g_ptr_array_add (host->keys, g_steal_pointer (&key));
}

static gboolean
has_all (GPtrArray         *hosts,
         const char *const *patterns)
{
  gboolean any = FALSE;

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      gboolean found = dpa_pattern_is_exclusion (patterns[i]);

      for (guint j = 0; !found && j < hosts->len; j++)
        {
          const DpSshAgentHost *host = g_ptr_array_index (hosts, j);

          found = names_one_host (patterns[i]) && dpa_pattern_matches (patterns[i], host->name);
        }
      if (!found)
        return FALSE;
      any |= !dpa_pattern_is_exclusion (patterns[i]);
    }
  return any;
}

GPtrArray *
dpa_ssh_known_find (const char *const *texts,
                    const char *const *patterns,
                    gboolean          *complete)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func (dp_ssh_agent_host_free);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_auto (GStrv) lines = g_strsplit (texts[i], "\n", -1);

      for (guint j = 0; lines[j] != NULL; j++)
        take_line (hosts, lines[j], patterns);
    }
  *complete = has_all (hosts, patterns);
  return hosts;
}
