/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-provider.h"

#include <stdio.h>

#include "dp-error.h"
#include "dp-expiry.h"
#include "dp-providers.h"
#include "dp-text.h"
#include "dpg-paths.h"
#include "dpm-commands.h"
#include "dpm-json.h"
#include "dpm-names.h"
#include "dpm-place.h"

#define DEFAULT_EXPIRY "24h"

static DpmFile *
lock_providers (const DpmOptions *options,
                char            **path,
                GError          **error)
{
  const DpmFileKind kind = dpm_place_kind ();

  *path = dpm_place_path (options, DPG_PROVIDERS_FILE);
  return dpm_file_lock (*path, &kind, options->check, error);
}

/* A new row at the end, with the defaults of a known name for what is not given. */
static gboolean
append_row (DpmTable          *table,
            const char *const *columns,
            GError           **error)
{
  const DpmName *name = dpm_name_find (columns[0]);
  const char *expiry = columns[2] != NULL ? columns[2] : DEFAULT_EXPIRY;
  const char *row[DPM_COLUMNS] = { columns[0], columns[1], expiry };
  DpExpiry unused;

  if (!dp_providers_issuer_is_acceptable (row[0]))
    return dp_error_set (error, DP_ERROR_URL, DPM_NAME_REFUSAL, row[0]);
  if (row[1] == NULL && name == NULL)
    return dp_error_set (error, DP_ERROR_USAGE,
                         "the providers file has no row for it yet: daypass-admin provider enable "
                         "%s CLIENT-ID [LIFETIME]",
                         columns[0]);
  if (row[1] == NULL)
    row[1] = name->client_id;
  return dp_expiry_from_word (expiry, &unused, error) && dpm_table_append (table, row, error);
}

/* Of two rows for the same client ID the first counts: one with another lifetime must go. */
static void
stop_other_lifetimes (DpmTable          *table,
                      const char *const *columns,
                      DpmChanges        *changes)
{
  const char *same[DPM_COLUMNS] = { columns[0], columns[1], NULL };
  guint line;

  if (columns[1] == NULL || columns[2] == NULL)
    return;
  while ((line = dpm_table_find (table, 1, same)) > 0)
    {
      dpm_changes_remark (changes, "the row with the lifetime %s is commented out",
                          dpm_table_get_words (table, line)[2]);
      dpm_table_comment_out (table, line);
    }
}

/* Whether a row that stands commented out would count. */
static gboolean
has_lifetime (const DpmTable *table,
              guint           line)
{
  g_auto (GStrv) words = dpm_table_read_commented (table, line);
  DpExpiry unused;

  return words != NULL && dp_expiry_from_word (words[2], &unused, NULL);
}

gboolean
dpm_provider_ensure (const DpmOptions  *options,
                     const char *const *columns,
                     DpmChanges        *changes,
                     GError           **error)
{
  g_autofree char *path = NULL;
  g_autoptr (DpmTable) table = NULL;
  g_autoptr (DpmFile) file = lock_providers (options, &path, error);
  guint line;

  if (file == NULL)
    return FALSE;
  table = dpm_table_new (dpm_file_get_text (file));
  if (dpm_table_find (table, 1, columns) == 0)
    {
      stop_other_lifetimes (table, columns, changes);
      line = dpm_table_find_commented (table, columns);
      if (line > 0 && has_lifetime (table, line))
        dpm_table_uncomment (table, line);
      else if (!append_row (table, columns, error))
        return FALSE;
    }
  return dpm_changes_apply (changes, path, file, table, error);
}

int
dpm_provider_enable (const DpmOptions *options,
                     char            **args)
{
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autoptr (GError) error = NULL;
  const char *columns[DPM_COLUMNS] = { dpm_name_get_issuer (args[0]), args[1],
                                       args[1] == NULL ? NULL : args[2] };

  if (!dpm_provider_ensure (options, columns, changes, &error))
    return dpm_give_up (args[0], error);
  return dpm_changes_finish (changes);
}

/* How many rows of auth_id can no longer match. */
static void
remark_users (const DpmOptions *options,
              const char       *issuer,
              DpmChanges       *changes)
{
  const char *columns[DPM_COLUMNS] = { NULL, NULL, issuer };
  g_autofree char *path = dpm_place_path (options, DPG_AUTH_ID_FILE);
  gboolean absent = FALSE;
  g_autoptr (GBytes) text = dpm_file_read (path, &absent, NULL);
  g_autoptr (DpmTable) table = text == NULL ? NULL : dpm_table_new (text);
  guint n = 0;

  for (guint line = 0; table != NULL && (line = dpm_table_find (table, line + 1, columns)) > 0;)
    n++;
  if (n > 0)
    dpm_changes_remark (changes,
                        "%u row%s of %s name%s this provider and let nobody in any more", n,
                        n == 1 ? "" : "s", path, n == 1 ? "s" : "");
}

int
dpm_provider_disable (const DpmOptions *options,
                      char            **args)
{
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (DpmFile) file = lock_providers (options, &path, &error);
  g_autoptr (DpmTable) table = NULL;
  const char *columns[DPM_COLUMNS] = { dpm_name_get_issuer (args[0]), args[1], NULL };

  if (file != NULL)
    {
      guint line = 0;

      table = dpm_table_new (dpm_file_get_text (file));
      if (dpm_table_find (table, 1, columns) == 0)
        dpm_changes_remark (changes, "no row for %s is in force", columns[0]);
      while ((line = dpm_table_find (table, line + 1, columns)) > 0)
        dpm_table_comment_out (table, line);
    }
  if (file == NULL || !dpm_changes_apply (changes, path, file, table, &error))
    {
      dpm_complain (args[0], error);
      return DPM_EXIT_FAILED;
    }
  remark_users (options, columns[0], changes);
  return dpm_changes_finish (changes);
}

static const char *
name_of (const char *issuer)
{
  const DpmName *name = dpm_name_find (issuer);

  return name == NULL ? "-" : name->name;
}

static void
print_row (const char        *state,
           guint              line,
           const char *const *words,
           DpmJson           *json)
{
  g_autofree char *issuer = dp_text_display (words[0], -1);
  g_autofree char *client = dp_text_display (words[1], -1);
  g_autofree char *expiry = dp_text_display (words[2], -1);

  if (json == NULL)
    {
      printf ("%-8s %-9s %-9s %s %s\n", state, name_of (words[0]), expiry, issuer, client);
      return;
    }
  dpm_json_begin_object (json, NULL);
  dpm_json_add_string (json, "state", state);
  dpm_json_add_string (json, "name", dpm_name_find (words[0]) == NULL ? NULL : name_of (words[0]));
  dpm_json_add_string (json, "issuer", words[0]);
  dpm_json_add_string (json, "client_id", words[1]);
  dpm_json_add_string (json, "lifetime", words[2]);
  dpm_json_add_int (json, "line", line);
  dpm_json_end (json);
}

static gboolean
is_provider (const char *const *words)
{
  DpExpiry unused;

  return words != NULL && dp_providers_issuer_is_acceptable (words[0])
         && dp_expiry_from_word (words[2], &unused, NULL);
}

/* A row in force, one that stands commented out, or nothing of ours. */
static void
print_line (const DpmTable *table,
            guint           line,
            DpmJson        *json)
{
  const char *const *words = dpm_table_get_words (table, line);
  g_auto (GStrv) commented = dpm_table_read_commented (table, line);

  if (words != NULL)
    print_row (is_provider (words) ? "enabled" : "bad", line, words, json);
  else if (is_provider ((const char *const *) commented))
    print_row ("disabled", line, (const char *const *) commented, json);
}

int
dpm_provider_list (const DpmOptions *options,
                   char            **args)
{
  g_autofree char *path = dpm_place_path (options, DPG_PROVIDERS_FILE);
  g_autoptr (GError) error = NULL;
  gboolean absent = FALSE;
  g_autoptr (GBytes) text = dpm_file_read (path, &absent, &error);
  g_autoptr (DpmTable) table = NULL;
  g_autoptr (DpmJson) json = options->json ? dpm_json_new () : NULL;

  if (text == NULL && !absent)
    {
      dpm_complain ("providers", error);
      return DPM_EXIT_FAILED;
    }
  table = text == NULL ? NULL : dpm_table_new (text);
  if (json != NULL)
    dpm_json_begin_array (json, NULL);
  for (guint line = 1; table != NULL && line <= dpm_table_get_n_lines (table); line++)
    print_line (table, line, json);
  if (json != NULL)
    dpm_json_print (json);
  return DPM_EXIT_OK;
}
