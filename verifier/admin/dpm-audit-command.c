/* SPDX-License-Identifier: Apache-2.0 */
/* audit: every row that would not do what it looks like. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-config.h"
#include "dp-text.h"
#include "dpg-paths.h"
#include "dpm-audit-report.h"
#include "dpm-commands.h"
#include "dpm-file.h"
#include "dpm-place.h"
#include "dpm-places.h"

typedef struct
{
  const DpmOptions *options;
  DpmTable         *providers;
  DpmAuditFile     *providers_file;
  DpmAuditFile     *config;
  GPtrArray        *system; /* of DpmAuditFile: auth_id first */
  GPtrArray        *homes;  /* (nullable) of DpmAuditFile */
} Audit;

static void
audit_clear (Audit *audit)
{
  g_clear_pointer (&audit->providers, dpm_table_free);
  g_clear_pointer (&audit->providers_file, dpm_audit_file_free);
  g_clear_pointer (&audit->config, dpm_audit_file_free);
  g_clear_pointer (&audit->system, g_ptr_array_unref);
  g_clear_pointer (&audit->homes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Audit, audit_clear)

static DpmAuditFile *
look (const char      *path,
      const DpmWanted *wanted)
{
  DpmAuditFile *file = dpm_audit_file_new (path);
  g_autoptr (DpmPlace) place = dpm_place_new (path, wanted);

  file->perms_error = place->facts.exists ? g_steal_pointer (&place->judgement.problem) : NULL;
  return file;
}

/* (transfer full) (nullable): the text; @file gets the reason when there is none */
static GBytes *
read_text (DpmAuditFile *file,
           gboolean     *absent)
{
  g_autoptr (GError) error = NULL;
  GBytes *text = dpm_file_read (file->path, absent, &error);

  if (text == NULL)
    file->error = g_strdup (error->message);
  return text;
}

static DpmAuditFile *
audit_rows (const Audit     *audit,
            const char      *path,
            const DpmWanted *wanted,
            gboolean        *absent)
{
  DpmAuditFile *file = look (path, wanted);
  g_autoptr (GBytes) text = read_text (file, absent);
  g_autoptr (DpmTable) table = text == NULL ? NULL : dpm_table_new (text);

  if (table != NULL)
    file->rows = dpm_audit_policy (table, audit->providers);
  return file;
}

static gboolean
load_providers (Audit *audit)
{
  const DpmWanted wanted = { DPM_PLACE_FILE, TRUE, 0, dpm_place_kind ().gid };
  g_autofree char *path = audit->options->providers_file != NULL
                            ? g_strdup (audit->options->providers_file)
                            : dpm_place_path (audit->options, DPG_PROVIDERS_FILE);
  gboolean absent = FALSE;
  g_autoptr (GBytes) text = NULL;

  audit->providers_file = look (path, &wanted);
  text = read_text (audit->providers_file, &absent);
  if (text == NULL)
    return FALSE;
  audit->providers = dpm_table_new (text);
  audit->providers_file->rows = dpm_audit_providers (audit->providers);
  return TRUE;
}

/* The verifier only logs a key that it does not know; one that was meant to be known is a mistake.
 * */
static void
find_misspelt (DpmAuditFile      *file,
               const char *const *keys)
{
  for (; *keys != NULL; keys++)
    if (file->error == NULL && dp_config_resembles (*keys) != NULL)
      file->error = g_strdup_printf ("\"%s\" is no setting and is ignored: did you mean \"%s\"?",
                                     *keys, dp_config_resembles (*keys));
}

static void
load_config (Audit *audit)
{
  const DpmWanted wanted = { DPM_PLACE_FILE, FALSE, 0, dpm_place_kind ().gid };
  g_autofree char *path = dpm_place_path (audit->options, DPG_CONFIG_FILE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (DpConfig) config = NULL;
  gboolean absent = FALSE;
  gsize len = 0;
  const guint8 *data;

  audit->config = look (path, &wanted);
  text = read_text (audit->config, &absent);
  if (absent)
    g_clear_pointer (&audit->config, dpm_audit_file_free);
  if (text == NULL)
    return;
  data = g_bytes_get_data (text, &len);
  config = dp_config_parse (len > 0 ? data : (const guint8 *) "", len, &error);
  if (config == NULL)
    audit->config->error = g_strdup_printf ("no certificate lets anybody in before this is "
                                            "mended: %s", error->message);
  else
    find_misspelt (audit->config, (const char *const *) config->unknown_keys);
}

static void
audit_system (Audit *audit)
{
  const DpmWanted wanted = { DPM_PLACE_FILE, TRUE, 0, dpm_place_kind ().gid };
  g_autoptr (GPtrArray) paths = dpm_place_policies (audit->options);

  if (audit->options->policy_file != NULL)
    {
      g_ptr_array_set_size (paths, 0);
      g_ptr_array_add (paths, g_strdup (audit->options->policy_file));
    }
  for (guint i = 0; i < paths->len; i++)
    {
      gboolean absent = FALSE;
      DpmAuditFile *file = audit_rows (audit, paths->pdata[i], &wanted, &absent);

      if (absent) /* as opkssh: a server may live on home policies */
        {
          g_clear_pointer (&file->error, g_free);
          file->rows = g_ptr_array_new ();
        }
      g_ptr_array_add (audit->system, file);
    }
}

static void
audit_home (Audit               *audit,
            const struct passwd *entry)
{
  const DpmWanted wanted = { DPM_PLACE_HOME, FALSE, entry->pw_uid, entry->pw_gid };
  g_autofree char *path = g_build_filename (entry->pw_dir, ".opk", DPG_AUTH_ID_FILE, NULL);
  struct stat st;
  gboolean absent = FALSE;

  if (lstat (path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return;
  g_ptr_array_add (audit->homes, audit_rows (audit, path, &wanted, &absent));
}

static void
audit_homes (Audit *audit)
{
  FILE *passwd = fopen ("/etc/passwd", "re");
  struct passwd *entry;

  audit->homes = g_ptr_array_new_with_free_func ((GDestroyNotify) dpm_audit_file_free);
  while (passwd != NULL && (entry = fgetpwent (passwd)) != NULL)
    if (entry->pw_dir != NULL && entry->pw_dir[0] == '/')
      audit_home (audit, entry);
  if (passwd != NULL)
    fclose (passwd);
}

static void
count_all (const Audit    *audit,
           DpmAuditCounts *counts,
           gboolean       *ok)
{
  *ok = *ok && dpm_audit_file_is_ok (audit->providers_file)
        && (audit->config == NULL || dpm_audit_file_is_ok (audit->config));
  for (guint i = 0; i < audit->system->len + (audit->homes == NULL ? 0 : audit->homes->len); i++)
    {
      const DpmAuditFile *file = i < audit->system->len
                                   ? audit->system->pdata[i]
                                   : audit->homes->pdata[i - audit->system->len];

      *ok = *ok && dpm_audit_file_is_ok (file);
      if (file->rows != NULL)
        dpm_audit_count (file->rows, counts);
    }
}

/* opkssh's report, and what is ours behind it. */
static void
print_json (const Audit *audit,
            gboolean     ok)
{
  g_autoptr (DpmJson) json = dpm_json_new ();
  const struct passwd *me = getpwuid (geteuid ());
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_ID);

  dpm_json_begin_object (json, NULL);
  dpm_json_add_bool (json, "ok", ok);
  dpm_json_add_string (json, "username", me == NULL ? "" : me->pw_name);
  dpm_audit_file_write (audit->providers_file, "providers_file", json);
  dpm_audit_file_write (audit->system->pdata[0], "system_policy", json);
  if (audit->homes == NULL)
    dpm_json_add_string (json, "home_policy", NULL);
  else
    {
      dpm_json_begin_array (json, "home_policy");
      for (guint i = 0; i < audit->homes->len; i++)
        dpm_audit_file_write (audit->homes->pdata[i], NULL, json);
      dpm_json_end (json);
    }
  dpm_json_begin_array (json, "auth_id_d");
  for (guint i = 1; i < audit->system->len; i++)
    dpm_audit_file_write (audit->system->pdata[i], NULL, json);
  dpm_json_end (json);
  if (audit->config != NULL)
    dpm_audit_file_write (audit->config, "config", json);
  dpm_json_add_string (json, "opk_version", "daypass " PACKAGE_VERSION);
  dpm_json_add_string (json, "openssh_version", "");
  dpm_json_add_string (json, "os_info", os == NULL ? "generic" : os);
  dpm_json_print (json);
}

static void
print_text (const Audit          *audit,
            const DpmAuditCounts *counts,
            int                   status)
{
  dpm_audit_file_print (audit->providers_file);
  if (audit->config != NULL)
    dpm_audit_file_print (audit->config);
  for (guint i = 0; i < audit->system->len; i++)
    dpm_audit_file_print (audit->system->pdata[i]);
  for (guint i = 0; audit->homes != NULL && i < audit->homes->len; i++)
    dpm_audit_file_print (audit->homes->pdata[i]);
  printf ("\nTotal entries:  %u\nSuccessful:     %u\nWarnings:       %u\nErrors:         %u\n"
          "Exit code:      %d\n",
          counts->total, counts->successful, counts->warnings, counts->errors, status);
}

int
dpm_audit (const DpmOptions *options,
           char            **args)
{
  g_auto (Audit) audit = { .options = options };
  DpmAuditCounts counts = { 0, 0, 0, 0 };
  gboolean ok = TRUE;
  int status;

  audit.system = g_ptr_array_new_with_free_func ((GDestroyNotify) dpm_audit_file_free);
  if (!load_providers (&audit))
    {
      dpm_complain (audit.providers_file->error, NULL);
      return DPM_EXIT_FAILED;
    }
  load_config (&audit);
  audit_system (&audit);
  if (!options->skip_user_policy)
    audit_homes (&audit);
  count_all (&audit, &counts, &ok);
  status = ok ? DPM_EXIT_OK : DPM_EXIT_PROBLEMS;
  if (options->json)
    print_json (&audit, ok);
  else
    print_text (&audit, &counts, status);
  return status;
}
