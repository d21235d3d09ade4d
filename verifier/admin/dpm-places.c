/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-places.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "dpg-paths.h"
#include "dpm-place.h"

#define FETCH_USER "_daypass-fetch"
#define CAPABILITY_XATTR "security.capability"
#define WANTED_CAPS (1u << CAP_SETUID | 1u << CAP_SETGID)

static const struct
{
  const char  *name;
  DpmPlaceType type;
  gboolean     required;
} table[] = {
  { "", DPM_PLACE_DIRECTORY, TRUE },
  { DPG_AUTH_ID_FILE, DPM_PLACE_FILE, TRUE },
  { DPG_PROVIDERS_FILE, DPM_PLACE_FILE, TRUE },
  { DPG_CONFIG_FILE, DPM_PLACE_FILE, FALSE },
  { "policy.d", DPM_PLACE_DIRECTORY, FALSE },
};

static gboolean
has_capabilities (const char *path)
{
  struct vfs_cap_data data = { 0 };
  ssize_t len = lgetxattr (path, CAPABILITY_XATTR, &data, sizeof data);

  return len >= (ssize_t) XATTR_CAPS_SZ_1
         && (GUINT32_FROM_LE (data.magic_etc) & VFS_CAP_FLAGS_EFFECTIVE) != 0
         && (GUINT32_FROM_LE (data.data[0].permitted) & WANTED_CAPS) == WANTED_CAPS;
}

gboolean
dpm_place_set_capabilities (const char *path)
{
  struct vfs_cap_data data = { 0 };

  data.magic_etc = GUINT32_TO_LE (VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE);
  data.data[0].permitted = GUINT32_TO_LE (WANTED_CAPS);
  return lsetxattr (path, CAPABILITY_XATTR, &data, XATTR_CAPS_SZ_2, 0) == 0;
}

char *
dpm_place_dup_owner (uid_t uid,
                     gid_t gid)
{
  const struct passwd *user = getpwuid (uid);
  g_autofree char *name = user == NULL ? g_strdup_printf ("%u", uid) : g_strdup (user->pw_name);
  const struct group *group = getgrgid (gid);

  return group == NULL ? g_strdup_printf ("%s:%u", name, gid)
                       : g_strdup_printf ("%s:%s", name, group->gr_name);
}

static DpmFacts
look (const char  *path,
      DpmPlaceType type)
{
  gboolean wants_dir = type == DPM_PLACE_DIRECTORY || type == DPM_PLACE_CACHE;
  struct stat st;

  if (lstat (path, &st) != 0)
    return (DpmFacts) { .is_hidden = errno == EACCES };
  return (DpmFacts) {
    .exists = TRUE,
    .is_kind = wants_dir ? S_ISDIR (st.st_mode) : S_ISREG (st.st_mode),
    .mode = st.st_mode & 07777,
    .uid = st.st_uid,
    .gid = st.st_gid,
    .has_capabilities = has_capabilities (path),
  };
}

DpmPlace *
dpm_place_new (const char      *path,
               const DpmWanted *wanted)
{
  DpmPlace *self = g_new0 (DpmPlace, 1);

  self->path = g_strdup (path);
  self->wanted = *wanted;
  self->facts = look (path, wanted->type);
  dpm_permissions_judge (&self->facts, wanted, &self->judgement);
  return self;
}

void
dpm_place_free (DpmPlace *self)
{
  if (self == NULL)
    return;
  dpm_judgement_clear (&self->judgement);
  g_free (self->path);
  g_free (self);
}

static void
add (GPtrArray       *places,
     const char      *path,
     const DpmWanted *wanted)
{
  g_ptr_array_add (places, dpm_place_new (path, wanted));
}

static gboolean
is_plugin (const char *name)
{
  return g_str_has_suffix (name, ".yml");
}

static void
add_plugins (GPtrArray  *places,
             const char *directory,
             gid_t       group)
{
  const DpmWanted wanted = { DPM_PLACE_PLUGIN, FALSE, 0, group };
  g_autoptr (GPtrArray) paths = dpm_place_list (directory, is_plugin);

  for (guint i = 0; i < paths->len; i++)
    add (places, paths->pdata[i], &wanted);
}

/* auth_id.d, which opkssh does not have */
static void
add_more_policies (GPtrArray        *places,
                   const DpmOptions *options,
                   gid_t             group)
{
  const DpmWanted directory = { DPM_PLACE_DIRECTORY, FALSE, 0, group };
  const DpmWanted file = { DPM_PLACE_FILE, FALSE, 0, group };
  g_autofree char *path = dpm_place_path (options, DPG_AUTH_ID_DIR);
  g_autoptr (GPtrArray) paths = dpm_place_policies (options);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  add (places, path, &directory);
  for (guint i = 1; i < paths->len; i++)
    add (places, paths->pdata[i], &file);
}

GPtrArray *
dpm_places_look (const DpmOptions *options)
{
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) dpm_place_free);
  const struct group *group = getgrnam (DPM_GROUP);
  gid_t gid = group == NULL ? 0 : group->gr_gid;
  const struct passwd *fetch = getpwnam (FETCH_USER);
  g_autofree char *plugins = dpm_place_path (options, "policy.d");

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const DpmWanted wanted = { table[i].type, table[i].required, 0, gid };
      g_autofree char *path = table[i].name[0] == '\0' ? g_strdup (options->config_dir)
                                                       : dpm_place_path (options, table[i].name);

      add (places, path, &wanted);
    }
  add_plugins (places, plugins, gid);
  add_more_policies (places, options, gid);
  if (strcmp (options->config_dir, DPG_CONFIG_DIR) == 0)
    {
      const DpmWanted helper = { DPM_PLACE_HELPER, FALSE, 0, gid };
      const DpmWanted cache = { DPM_PLACE_CACHE, FALSE, fetch == NULL ? 0 : fetch->pw_uid, gid };

      add (places, DP_LIBEXECDIR "/daypass-home-policy", &helper);
      add (places, options->cache_dir, &cache);
    }
  return places;
}
