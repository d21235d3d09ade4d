/* SPDX-License-Identifier: Apache-2.0 */
/* add, remove, list: rows of auth_id. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <pwd.h>
#include <stdio.h>

#include "dp-error.h"
#include "dp-text.h"
#include "dpg-paths.h"
#include "dpm-changes.h"
#include "dpm-commands.h"
#include "dpm-json.h"
#include "dpm-names.h"
#include "dpm-place.h"
#include "dpm-provider.h"
#include "dpm-rules.h"

/* Refuses root and system users; says when nobody has that name here. */
static gboolean
check_login (const DpmOptions *options,
             const char       *login,
             DpmChanges       *changes,
             GError          **error)
{
  const struct passwd *entry = getpwnam (login);

  if (entry == NULL)
    {
      dpm_changes_remark (changes, "this server has no account %s yet", login);
      return TRUE;
    }
  return options->force || dpm_rules_check_uid (login, entry->pw_uid, error);
}

static gboolean
add_row (const DpmOptions  *options,
         const char *const *columns,
         DpmChanges        *changes,
         gboolean          *is_system,
         GError           **error)
{
  g_autofree char *path = NULL;
  g_autoptr (DpmFile) file = dpm_place_lock_policy (options, columns[0], &path, is_system, error);
  g_autoptr (DpmTable) table = NULL;

  if (file == NULL || (*is_system && !check_login (options, columns[0], changes, error)))
    return FALSE;
  table = dpm_table_new (dpm_file_get_text (file));
  if (dpm_table_find (table, 1, columns) == 0 && !dpm_table_append (table, columns, error))
    return FALSE;
  return dpm_changes_apply (changes, path, file, table, error);
}

/* A row is of no use while its issuer has none; known providers are enabled, others are told of. */
static gboolean
enable_provider (const DpmOptions *options,
                 const char       *issuer,
                 DpmChanges       *changes,
                 GError          **error)
{
  const char *columns[DPM_COLUMNS] = { issuer, NULL, NULL };
  g_autoptr (GError) local = NULL;

  if (dpm_provider_ensure (options, columns, changes, &local))
    return TRUE;
  if (dp_error_code (local) != DP_ERROR_USAGE)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  dpm_changes_remark (changes, "the new row lets nobody in yet: %s", local->message);
  return TRUE;
}

int
dpm_add (const DpmOptions *options,
         char            **args)
{
  const char *columns[DPM_COLUMNS] = { args[0], args[1], dpm_name_get_issuer (args[2]) };
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autoptr (GError) error = NULL;
  const char *remark = NULL;
  gboolean is_system = FALSE;

  if (!dpm_rules_check_row (columns, &error)
      || !add_row (options, columns, changes, &is_system, &error)
      || (is_system && !enable_provider (options, columns[2], changes, &error)))
    return dpm_give_up ("add", error);
  if (dpm_rules_check_identity (columns[1], &remark) == DPM_IDENTITY_DIFFERS)
    dpm_changes_remark (changes, "%s", remark);
  return dpm_changes_finish (changes);
}

/* Rows of auth_id.d and homes are not edited; who takes a login away should know of them. */
static void
remark_rest (const DpmOptions  *options,
             const char *const *columns,
             DpmChanges        *changes)
{
  g_autoptr (GPtrArray) paths = dpm_place_policies (options);

  for (guint i = 1; i < paths->len; i++)
    {
      gboolean absent = FALSE;
      g_autoptr (GBytes) text = dpm_file_read (paths->pdata[i], &absent, NULL);
      g_autoptr (DpmTable) table = text == NULL ? NULL : dpm_table_new (text);
      guint line = table == NULL ? 0 : dpm_table_find (table, 1, columns);

      if (line > 0)
        dpm_changes_remark (changes, "%s:%u still has such a row: take it away by hand",
                            (const char *) paths->pdata[i], line);
    }
}

int
dpm_remove (const DpmOptions *options,
            char            **args)
{
  const char *columns[DPM_COLUMNS] = { args[0], args[1], NULL };
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_system = FALSE;
  g_autoptr (DpmFile) file = dpm_place_lock_policy (options, args[0], &path, &is_system, &error);
  g_autoptr (DpmTable) table = NULL;
  guint line;

  if (file == NULL)
    return dpm_give_up ("remove", error);
  if (args[1] != NULL && args[2] != NULL)
    columns[2] = dpm_name_get_issuer (args[2]);
  table = dpm_table_new (dpm_file_get_text (file));
  if (dpm_table_find (table, 1, columns) == 0)
    dpm_changes_remark (changes, "%s has no such row", path);
  while ((line = dpm_table_find (table, 1, columns)) > 0)
    dpm_table_remove (table, line);
  if (!dpm_changes_apply (changes, path, file, table, &error))
    return dpm_give_up ("remove", error);
  if (is_system)
    remark_rest (options, columns, changes);
  return dpm_changes_finish (changes);
}

static void
list_row (const char        *path,
          guint              line,
          const char *const *words,
          DpmJson           *json)
{
  static const char *const names[DPM_COLUMNS] = { "principal", "identity", "issuer" };

  if (json == NULL)
    {
      g_autofree char *principal = dp_text_display (words[0], -1);
      g_autofree char *identity = dp_text_display (words[1], -1);
      g_autofree char *issuer = dp_text_display (words[2], -1);

      printf ("%s:%u: %s %s %s\n", path, line, principal, identity, issuer);
      return;
    }
  dpm_json_begin_object (json, NULL);
  dpm_json_add_string (json, "file", path);
  dpm_json_add_int (json, "line", line);
  for (guint i = 0; i < DPM_COLUMNS; i++)
    dpm_json_add_string (json, names[i], words[i]);
  dpm_json_end (json);
}

/* Returns: %FALSE when it is there and cannot be read. */
static gboolean
list_file (const char *path,
           const char *login,
           DpmJson    *json,
           guint      *n,
           GError    **error)
{
  const char *const columns[DPM_COLUMNS] = { login, NULL, NULL };
  g_autoptr (GError) local = NULL;
  gboolean absent = FALSE;
  g_autoptr (GBytes) text = dpm_file_read (path, &absent, &local);
  g_autoptr (DpmTable) table = text == NULL ? NULL : dpm_table_new (text);
  guint line = 0;

  if (text == NULL && !absent)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (; table != NULL && (line = dpm_table_find (table, line + 1, columns)) > 0; (*n)++)
    list_row (path, line, dpm_table_get_words (table, line), json);
  return TRUE;
}

int
dpm_list (const DpmOptions *options,
          char            **args)
{
  g_autoptr (GPtrArray) paths = dpm_place_policies (options);
  g_autoptr (DpmJson) json = options->json ? dpm_json_new () : NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (json != NULL)
    dpm_json_begin_array (json, NULL);
  for (guint i = 0; i < paths->len; i++)
    if (!list_file (paths->pdata[i], args[0], json, &n, &error))
      return dpm_give_up ("list", error);
  if (n == 0 && args[0] != NULL)
    fprintf (stderr, "note: no row of /etc/opk is for this login; its own ~/.opk/auth_id is not "
                     "looked at\n");
  if (json != NULL)
    dpm_json_print (json);
  return DPM_EXIT_OK;
}
