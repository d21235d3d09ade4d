/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-effective.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dp-error.h"
#include "dpa-check.h"
#include "dpa-pattern.h"
#include "dpa-ssh-config.h"
#include "dpa-ssh-files.h"
#include "dpa-ssh-run.h"

#define LIMIT_SECONDS 5

typedef struct
{
  DpaAgent *agent;
  char     *id;
  char     *folder; /* (nullable): made for this question, with a hook */
  char     *hook;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  if (self->folder != NULL)
    {
      g_unlink (self->hook);
      g_rmdir (self->folder);
    }
  g_free (self->folder);
  g_free (self->hook);
  g_free (self->id);
  g_object_unref (self->agent);
  g_free (self);
}

/* A hook that says "good" of every key. Beside the keys: programs may be run from few places. */
static gboolean
make_hook (Question *self,
           GError  **error)
{
  DpDir *ours = dpa_keys_get_dir (dpa_agent_get_keys (self->agent));
  g_autofree char *folder = g_build_filename (dp_dir_get_path (ours), "check-XXXXXX", NULL);

  if (g_mkdtemp_full (folder, 0700) == NULL)
    return dp_error_set (error, DP_ERROR_FILE, "~/" DP_KEY_FOLDER ": %s", g_strerror (errno));
  self->folder = g_steal_pointer (&folder);
  self->hook = g_build_filename (self->folder, "daypass-ensure", NULL);
  return g_file_set_contents_full (self->hook, "#!/bin/sh\nexit 0\n", -1,
                                   G_FILE_SET_CONTENTS_NONE, 0700, error);
}

/* A host that the list has; (nullable). */
static char *
make_host (const char *const *patterns)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    {
      g_autofree char *host = dpa_pattern_is_exclusion (patterns[i])
                                  ? NULL : dpa_pattern_dup_common (patterns[i], "*");

      if (host != NULL && dpa_patterns_match (patterns, host, NULL) && host[0] != '-')
        return g_steal_pointer (&host);
    }
  return NULL;
}

static gboolean
has_word (const char *printed,
          const char *word)
{
  g_auto (GStrv) lines = g_strsplit (printed, "\n", -1);

  return g_strv_contains ((const char *const *) lines, word);
}

static gboolean
begins_with (const char *line,
             const char *keyword)
{
  return g_ascii_strncasecmp (line, keyword, strlen (keyword)) == 0;
}

/* The line that comes before our Include and decides instead; 0 when the Include is not there. */
static guint
find_shadow (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint found = 1;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchug (lines[i]);

      if (begins_with (line, "Include") && strstr (line, DP_KEY_FOLDER "/config") != NULL)
        return found;
      if (begins_with (line, "Host ") || begins_with (line, "Match ")
          || begins_with (line, "IdentitiesOnly"))
        found = i + 1;
    }
  return 0;
}

static GVariant *
explain (DpaAgent *agent)
{
  g_auto (DpaSshFiles) files = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  guint at;

  if (!dpa_ssh_files_read (&files, agent, &error))
    return dpa_check_from_error (error, "");
  at = find_shadow (files.main);
  if (at == 0)
    return dpa_check_full ("include-missing", "bad", NULL, "hosts", NULL);
  line = g_strdup_printf ("%u", at);
  return dpa_check ("include-shadowed", "bad", "~/.ssh/config", line, NULL);
}

static void
ssh_printed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *self = g_task_get_task_data (task);
  g_autoptr (DpaSshOutput) output = dpa_ssh_run_finish (result, NULL);
  g_autofree char *file = g_strdup_printf ("~/" DP_KEY_FOLDER "/%s-cert.pub", self->id);
  g_autofree char *cert = g_strconcat ("certificatefile ", file, NULL);
  g_autofree char *held = g_strconcat ("identityfile ", file, NULL);
  gboolean effective = output != NULL
                       && (has_word (output->printed, cert) || has_word (output->printed, held))
                       && has_word (output->printed, "identitiesonly yes");
  GVariant *check;

  if (effective)
    check = dpa_check ("include-effective", "good", NULL);
  else if (output == NULL || !output->succeeded)
    check = dpa_check ("include-unread", "bad", NULL);
  else
    check = explain (self->agent);

  g_task_return_pointer (task, g_variant_ref_sink (check), (GDestroyNotify) g_variant_unref);
}

void
dpa_ssh_effective_async (DpaAccount         *account,
                         const char         *host,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  const DpaRecord *record = dpa_account_get_record (account);
  g_autofree char *made = host == NULL ? make_host ((const char *const *) record->hosts)
                                       : g_strdup (host);
  const char *arguments[] = { "-G", "--", made, NULL };
  Question *self = g_new0 (Question, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, dpa_ssh_effective_async);
  self->agent = g_object_ref (dpa_account_get_agent (account));
  self->id = g_strdup (record->id);
  g_task_set_task_data (task, self, question_free);
  if (made == NULL || dpa_agent_is_sandboxed (self->agent) || !make_hook (self, &error))
    {
      GVariant *check = error != NULL ? dpa_check_from_error (error, "")
                        : made == NULL ? dpa_check_full ("no-hosts", "info", NULL, "hosts", NULL)
                                       : dpa_check ("ssh-unseen", "info", NULL);

      g_task_return_pointer (task, g_variant_ref_sink (check), (GDestroyNotify) g_variant_unref);
      return;
    }
  dpa_ssh_run_async (arguments, self->folder, LIMIT_SECONDS, ssh_printed, g_steal_pointer (&task));
}

void
dpa_ssh_effective_finish (GAsyncResult    *result,
                          GVariantBuilder *checks)
{
  g_autoptr (GVariant) check = g_task_propagate_pointer (G_TASK (result), NULL);

  g_variant_builder_add_value (checks, check);
}
