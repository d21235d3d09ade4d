/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-profiles.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-dir.h"
#include "dp-error.h"
#include "dp-sandbox.h"
#include "dp-text.h"
#include "dpa-check.h"
#include "dpa-hosts.h"

#define SUFFIX ".daypass"
#define KEPT_FOLDER "profiles"
#define STAGED_MAX 16

/* Root's; the second one is what a sandbox can see. */
static const char *const system_folders[] = { "/etc/daypass/profiles.d",
                                              "/var/lib/daypass/profiles.d" };
static const char *const nothing_fixed[] = { NULL };

typedef struct
{
  char       *handle; /* the profile's id and what its text hashes to: what is accepted is what was
                       * shown */
  DpaProfile *profile;
  GBytes     *text;
  char       *file_name;
} Staged;

struct _DpaProfiles
{
  DpaAgent  *agent;
  char      *folder; /* of accepted ones */
  GPtrArray *active; /* DpaProfile */
  GPtrArray *staged; /* Staged */
};

static void
staged_free (gpointer data)
{
  Staged *staged = data;

  g_free (staged->handle);
  if (staged->profile != NULL)
    dpa_profile_free (staged->profile);
  g_bytes_unref (staged->text);
  g_free (staged->file_name);
  g_free (staged);
}

const DpaProfile *
dpa_profiles_find (DpaProfiles *self,
                   const char  *id)
{
  for (guint i = 0; i < self->active->len; i++)
    {
      const DpaProfile *profile = g_ptr_array_index (self->active, i);

      if (g_str_equal (profile->id, id))
        return profile;
    }
  return NULL;
}

const char *const *
dpa_profiles_get_fixed (DpaProfiles     *self,
                        const DpaRecord *record)
{
  const DpaProfile *profile = dpa_profiles_find (self, record->managed_by);

  for (guint i = 0; profile != NULL && i < profile->accounts->len; i++)
    {
      const DpaProfileAccount *account = g_ptr_array_index (profile->accounts, i);

      if (g_str_equal (account->provider, record->provider))
        return (const char *const *) account->fixed;
    }
  return nothing_fixed;
}

/* A profile's provider may not stand in for one that is known under its id (security 15). */
static gboolean
providers_are_new (DpaProfiles      *self,
                   const DpaProfile *profile,
                   GError          **error)
{
  DpaProviders *known = dpa_agent_get_providers (self->agent);

  for (guint i = 0; i < profile->providers->len; i++)
    {
      const DpaProvider *provider = g_ptr_array_index (profile->providers, i);
      const DpaProvider *old = dpa_providers_find (known, provider->id);

      if (old != NULL && !g_str_equal (old->issuer, provider->issuer))
        return dp_error_set (error, DP_ERROR_CONFIG, "%s is already a provider with another issuer",
                             provider->id);
    }
  return TRUE;
}

static DpaAccount *
find_account (DpaProfiles             *self,
              const DpaProfile        *profile,
              const DpaProfileAccount *wanted)
{
  GPtrArray *accounts = dpa_agent_get_accounts (self->agent);

  for (guint i = 0; i < accounts->len; i++)
    {
      const DpaRecord *record = dpa_account_get_record (g_ptr_array_index (accounts, i));

      if (g_str_equal (record->managed_by, profile->id)
          && g_str_equal (record->provider, wanted->provider))
        return g_ptr_array_index (accounts, i);
    }
  return NULL;
}

/* Hosts that another account has already stay with it. */
static void
apply_hosts (DpaAccount              *account,
             const DpaProfileAccount *wanted)
{
  DpaRecord *record = dpa_account_get_record (account);
  g_autoptr (GVariant) checks = NULL;
  gboolean fine;

  checks = g_variant_ref_sink (dpa_hosts_check (account, (const char *const *) wanted->hosts,
                                                &fine));
  if (!fine)
    {
      g_warning ("account %s: the profile's hosts are another account's", record->id);
      return;
    }
  g_strfreev (record->hosts);
  record->hosts = g_strdupv (wanted->hosts);
}

static void
apply_account (DpaProfiles             *self,
               const DpaProfile        *profile,
               const DpaProfileAccount *wanted)
{
  DpaAccount *account = find_account (self, profile, wanted);
  const DpaProvider *provider
    = dpa_providers_find (dpa_agent_get_providers (self->agent), wanted->provider);
  gboolean fresh = account == NULL;
  DpaRecord *record;

  if (provider == NULL)
    return;
  if (fresh)
    account = dpa_agent_add_account (self->agent, provider, profile->organisation);
  record = dpa_account_get_record (account);
  dpa_set_text (record->managed_by, profile->id);
  if (wanted->lifetime_hours != 0
      && (fresh || g_strv_contains ((const char *const *) wanted->fixed, "lifetime-hours")))
    record->lifetime_hours = wanted->lifetime_hours;
  if (*wanted->expiry != '\0')
    dpa_set_text (record->expiry, wanted->expiry);
  if (fresh || g_strv_contains ((const char *const *) wanted->fixed, "hosts"))
    apply_hosts (account, wanted);
}

static gboolean
put_into_effect (DpaProfiles *self,
                 DpaProfile  *profile,
                 GError     **error)
{
  if (!providers_are_new (self, profile, error))
    return FALSE;
  for (guint i = 0; i < profile->providers->len; i++)
    dpa_providers_add_managed (dpa_agent_get_providers (self->agent),
                               dpa_provider_copy (g_ptr_array_index (profile->providers, i)));
  g_ptr_array_add (self->active, profile);
  for (guint i = 0; i < profile->accounts->len; i++)
    apply_account (self, profile, g_ptr_array_index (profile->accounts, i));
  return TRUE;
}

/* In a sandbox everybody but the person is this user, root too (user_namespaces(7)); a system
 * folder there is one that the Flatpak's permissions name. */
#define NOBODY 65534

/* @owner: who must own the folder, and be the only one to write there. */
static gboolean
is_owned (int   fd,
          uid_t owner)
{
  struct stat info;

  if (fstat (fd, &info) != 0 || (info.st_mode & 022) != 0)
    return FALSE;
  return info.st_uid == owner
         || (owner == 0 && info.st_uid == NOBODY && dp_sandbox_is_inside ());
}

static void
load_one (DpaProfiles *self,
          DpDir       *dir,
          const char  *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = dp_dir_read (dir, name, DPA_PROFILE_MAX, &error);
  g_autoptr (DpaProfile) profile = NULL;

  if (text != NULL)
    profile = dpa_profile_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &error);
  if (profile != NULL && dpa_profiles_find (self, profile->id) != NULL)
    return; /* root's comes first */
  if (profile == NULL || !put_into_effect (self, profile, &error))
    g_warning ("profile %s: %s", name, error->message);
  else
    profile = NULL;
}

static void
load_folder (DpaProfiles *self,
             const char  *path,
             uid_t        owner)
{
  g_autoptr (DpDir) dir = dp_dir_open (path, DP_DIR_EXISTING, NULL);
  g_auto (GStrv) names = NULL;

  if (dir == NULL)
    return;
  if (!is_owned (dp_dir_get_fd (dir), owner))
    {
      g_warning ("%s is not read: others could write there", path);
      return;
    }
  names = dp_dir_list (dir, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], SUFFIX))
      load_one (self, dir, names[i]);
}

DpaProfiles *
dpa_profiles_new (DpaAgent   *agent,
                  const char *config_dir)
{
  DpaProfiles *self = g_new0 (DpaProfiles, 1);

  self->agent = agent;
  self->folder = g_build_filename (config_dir, KEPT_FOLDER, NULL);
  self->active = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_profile_free);
  self->staged = g_ptr_array_new_with_free_func (staged_free);
  return self;
}

void
dpa_profiles_load (DpaProfiles *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_folders); i++)
    load_folder (self, system_folders[i], 0);
  load_folder (self, self->folder, geteuid ());
}

void
dpa_profiles_free (DpaProfiles *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->active);
  g_ptr_array_unref (self->staged);
  g_free (self->folder);
  g_free (self);
}

static Staged *
find_staged (DpaProfiles *self,
             const char  *handle)
{
  for (guint i = 0; i < self->staged->len; i++)
    {
      Staged *staged = g_ptr_array_index (self->staged, i);

      if (g_str_equal (staged->handle, handle))
        return staged;
    }
  return NULL;
}

const DpaProfile *
dpa_profiles_find_staged (DpaProfiles *self,
                          const char  *handle)
{
  const Staged *staged = find_staged (self, handle);

  return staged != NULL ? staged->profile : NULL;
}

const char *
dpa_profiles_stage (DpaProfiles *self,
                    GBytes      *text,
                    const char  *file_name,
                    GError     **error)
{
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, text);
  g_autofree char *handle = NULL;
  g_autoptr (DpaProfile) profile = NULL;
  Staged *staged;

  profile = dpa_profile_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), error);
  if (profile == NULL || !providers_are_new (self, profile, error))
    return NULL;
  handle = g_strdup_printf ("%s:%s", profile->id, hash);
  staged = find_staged (self, handle);
  if (staged != NULL)
    return staged->handle;
  if (self->staged->len >= STAGED_MAX)
    g_ptr_array_remove_index (self->staged, 0);
  staged = g_new0 (Staged, 1);
  staged->handle = g_steal_pointer (&handle);
  staged->profile = g_steal_pointer (&profile);
  staged->text = g_bytes_ref (text);
  staged->file_name = dp_text_display (file_name, -1);
  g_ptr_array_add (self->staged, staged);
  dpa_agent_changed (self->agent);
  return staged->handle;
}

GVariant *
dpa_profiles_list_staged (DpaProfiles *self)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(sss)"));
  for (guint i = 0; i < self->staged->len; i++)
    {
      const Staged *staged = g_ptr_array_index (self->staged, i);
      g_autofree char *organisation = dp_text_display (staged->profile->organisation, -1);

      g_variant_builder_add (&list, "(sss)", staged->handle, organisation,
                             staged->file_name);
    }
  return g_variant_builder_end (&list);
}

static gboolean
keep (DpaProfiles *self,
      Staged      *staged,
      GError     **error)
{
  g_autofree char *name = g_strconcat (staged->profile->id, SUFFIX, NULL);
  g_autoptr (DpDir) dir = NULL;

  if (dpa_profiles_find (self, staged->profile->id) != NULL)
    return dp_error_set (error, DP_ERROR_CONFIG, "%s is in effect already", staged->profile->id);
  dir = dp_dir_open (self->folder, DP_DIR_CREATE | DP_DIR_PRIVATE, error);
  if (dir == NULL || !dp_dir_write (dir, name, staged->text, 0600, error))
    return FALSE;
  return put_into_effect (self, staged->profile, error);
}

gboolean
dpa_profiles_decide (DpaProfiles *self,
                     const char  *handle,
                     gboolean     accept,
                     GError     **error)
{
  Staged *staged = find_staged (self, handle);

  if (staged == NULL)
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_NOT_FOUND, "no such profile is waiting");
      return FALSE;
    }
  if (accept && !keep (self, staged, error))
    return FALSE;
  if (accept)
    staged->profile = NULL; /* it is in effect now */
  g_ptr_array_remove (self->staged, staged);
  dpa_agent_changed (self->agent);
  return TRUE;
}
