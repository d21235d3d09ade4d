/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-place.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpg-paths.h"

DpmFileKind
dpm_place_kind (void)
{
  const struct group *group = getgrnam (DPM_GROUP);

  if (geteuid () != 0)
    return (DpmFileKind) { 0640, (uid_t) -1, (gid_t) -1 };
  return (DpmFileKind) { 0640, 0, group == NULL ? 0 : group->gr_gid };
}

char *
dpm_place_path (const DpmOptions *options,
                const char       *name)
{
  return g_build_filename (options->config_dir, name, NULL);
}

static gint
by_name (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
dpm_place_list (const char *directory,
                gboolean  (*is_wanted) (const char *name))
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_wanted (name))
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (paths, by_name);
  return paths;
}

static gboolean
is_policy (const char *name)
{
  return name[0] != '.' && strchr (name, '~') == NULL && strstr (name, ".dpkg-") == NULL;
}

GPtrArray *
dpm_place_policies (const DpmOptions *options)
{
  g_autofree char *directory = dpm_place_path (options, DPG_AUTH_ID_DIR);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (paths, dpm_place_path (options, DPG_AUTH_ID_FILE));
  g_ptr_array_extend_and_steal (paths, dpm_place_list (directory, is_policy));
  return paths;
}

static DpmFile *
lock_home (const DpmOptions *options,
           const char       *login,
           char            **path,
           GError          **error)
{
  const DpmFileKind kind = { 0600, (uid_t) -1, (gid_t) -1 };
  const struct passwd *entry = getpwnam (login);
  g_autofree char *directory = NULL;

  if (entry == NULL)
    {
      dp_error_set (error, DP_ERROR_LOGIN_NAME, "this server has no account %s", login);
      return NULL;
    }
  directory = g_build_filename (entry->pw_dir, ".opk", NULL);
  if (!options->check && mkdir (directory, 0750) != 0 && errno != EEXIST)
    {
      dp_error_set (error, DP_ERROR_FILE_READ_ONLY, "cannot make %s: %s", directory,
                    g_strerror (errno));
      return NULL;
    }
  *path = g_build_filename (directory, DPG_AUTH_ID_FILE, NULL);
  return dpm_file_lock (*path, &kind, options->check, error);
}

DpmFile *
dpm_place_lock_policy (const DpmOptions *options,
                       const char       *login,
                       char            **path,
                       gboolean         *is_system,
                       GError          **error)
{
  const DpmFileKind kind = dpm_place_kind ();
  g_autoptr (GError) local = NULL;
  DpmFile *file;

  *path = dpm_place_path (options, DPG_AUTH_ID_FILE);
  *is_system = TRUE;
  file = dpm_file_lock (*path, &kind, options->check, &local);
  if (file != NULL || geteuid () == 0 || dp_error_code (local) != DP_ERROR_FILE_READ_ONLY)
    {
      if (file == NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return file;
    }
  *is_system = FALSE;
  g_clear_pointer (path, g_free);
  return lock_home (options, login, path, error);
}
