/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-profile.h"

#include <string.h>

#include "dp-error.h"
#include "dp-text.h"
#include "dp-url.h"
#include "dpa-id.h"
#include "dpa-pattern.h"

#define MAIN_GROUP "Daypass Profile"
#define PROVIDER_PREFIX "Provider "
#define ACCOUNT_PREFIX "Account "
#define TEXT_MAX 2048

/* Every key that there is. Others are refused, but for those of somebody's own ("X-"). */
static const char *const main_keys[] = { "Version", "Id", "Organisation", NULL };
static const char *const provider_keys[] = { "Name",   "Issuer",     "ClientId",     "ClientSecret",
                                             "Scopes", "AccessType", "RedirectUris", "Prompt",
                                             NULL };
static const char *const account_keys[] = { "Provider", "Hosts", "LifetimeHours", "Expiry", "Fixed",
                                            NULL };
static const char *const fixable[] = { "hosts",   "remove",          "lifetime-hours", "expiry",
                                       "browser", "browser-profile", "free-port",      NULL };

static void
account_free (gpointer data)
{
  DpaProfileAccount *account = data;

  g_free (account->id);
  g_free (account->provider);
  g_strfreev (account->hosts);
  g_strfreev (account->fixed);
  g_free (account->expiry);
  g_free (account);
}

void
dpa_profile_free (DpaProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->organisation);
  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->accounts);
  g_free (self);
}

static gboolean
keys_are_known (GKeyFile          *file,
                const char        *group,
                const char *const *known,
                GError           **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!g_strv_contains (known, keys[i]) && !g_str_has_prefix (keys[i], "X-"))
      return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: %s is not a key of a profile", group,
                           keys[i]);
  return TRUE;
}

/* (transfer full): "" when it is absent, %NULL when it cannot be. */
static char *
take_text (GKeyFile   *file,
           const char *group,
           const char *key,
           GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  if (text == NULL)
    return g_strdup ("");
  if (strlen (text) > TEXT_MAX || !dp_text_is_harmless (text))
    {
      dp_error_set (error, DP_ERROR_CONFIG, "[%s]: %s cannot be that", group, key);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static gboolean
redirects_are_loopback (char      **uris,
                        const char *group,
                        GError    **error)
{
  for (guint i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      g_autoptr (GUri) uri = dp_url_parse (uris[i], NULL);

      if (uri == NULL || !dp_url_host_is_loopback (g_uri_get_host (uri)))
        return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: RedirectUris is not loopback", group);
    }
  return TRUE;
}

static gboolean
read_provider (DpaProfile *self,
               GKeyFile   *file,
               const char *group,
               GError    **error)
{
  g_autoptr (DpaProvider) provider = dpa_provider_new ();
  const struct
  {
    const char *key;
    char      **member;
  } texts[] = {
    { "Name", &provider->name },           { "Issuer", &provider->issuer },
    { "ClientId", &provider->client_id },  { "ClientSecret", &provider->client_secret },
    { "Scopes", &provider->scopes },       { "AccessType", &provider->access_type },
    { "Prompt", &provider->prompt },
  };
  char **uris;

  if (!keys_are_known (file, group, provider_keys, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char *text;

      if (!g_key_file_has_key (file, group, texts[i].key, NULL))
        continue;
      text = take_text (file, group, texts[i].key, error);
      if (text == NULL)
        return FALSE;
      g_free (*texts[i].member);
      *texts[i].member = text;
    }
  uris = g_key_file_get_string_list (file, group, "RedirectUris", NULL, NULL);
  if (uris != NULL)
    {
      g_strfreev (provider->redirect_uris);
      provider->redirect_uris = uris;
    }
  if (!redirects_are_loopback (uris, group, error) || !dp_url_check (provider->issuer, error))
    return FALSE;
  if (*provider->client_id == '\0')
    return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: ClientId is missing", group);
  dpa_set_text (provider->id, group + strlen (PROVIDER_PREFIX));
  if (*provider->name == '\0')
    dpa_set_text (provider->name, self->organisation);
  dpa_set_text (provider->origin, "profile");
  dpa_set_text (provider->profile, self->organisation);
  g_ptr_array_add (self->providers, g_steal_pointer (&provider));
  return TRUE;
}

static gboolean
hosts_are_narrow (char      **hosts,
                  const char *group,
                  GError    **error)
{
  if (g_strv_length (hosts) > DPA_PATTERNS_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "[%s]: too many Hosts", group);
  for (guint i = 0; hosts[i] != NULL; i++)
    {
      if (!dpa_pattern_is_valid (hosts[i]))
        return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: Hosts has no host or pattern", group);
      if (!dpa_pattern_is_exclusion (hosts[i]) && dpa_pattern_is_too_wide (hosts[i]))
        return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: Hosts is too wide: %s", group,
                             hosts[i]);
    }
  return TRUE;
}

static char **
take_list (GKeyFile   *file,
           const char *group,
           const char *key)
{
  char **list = g_key_file_get_string_list (file, group, key, NULL, NULL);

  return list != NULL ? list : g_new0 (char *, 1);
}

static gboolean
has_provider (const DpaProfile *self,
              const char       *id)
{
  for (guint i = 0; i < self->providers->len; i++)
    if (g_str_equal (((DpaProvider *) g_ptr_array_index (self->providers, i))->id, id))
      return TRUE;
  return FALSE;
}

static gboolean
read_account (DpaProfile *self,
              GKeyFile   *file,
              const char *group,
              GError    **error)
{
  DpaProfileAccount *account = g_new0 (DpaProfileAccount, 1);
  gint64 hours = g_key_file_get_int64 (file, group, "LifetimeHours", NULL);

  g_ptr_array_add (self->accounts, account);
  account->id = g_strdup (group + strlen (ACCOUNT_PREFIX));
  account->hosts = take_list (file, group, "Hosts");
  account->fixed = take_list (file, group, "Fixed");
  account->provider = take_text (file, group, "Provider", error);
  if (account->provider == NULL || !keys_are_known (file, group, account_keys, error))
    return FALSE;
  account->expiry = take_text (file, group, "Expiry", error);
  if (account->expiry == NULL || !hosts_are_narrow (account->hosts, group, error))
    return FALSE;
  if (!has_provider (self, account->provider))
    return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: its Provider is not in this profile",
                         group);
  if (*account->expiry != '\0' && !g_str_equal (account->expiry, "age")
      && !g_str_equal (account->expiry, "token"))
    return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: Expiry is age or token", group);
  if (hours < 0 || hours > 168)
    return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: LifetimeHours is 1 to 168", group);
  account->lifetime_hours = (guint) hours;
  for (guint i = 0; account->fixed[i] != NULL; i++)
    if (!g_strv_contains (fixable, account->fixed[i]))
      return dp_error_set (error, DP_ERROR_CONFIG, "[%s]: Fixed cannot hold %s", group,
                           account->fixed[i]);
  return TRUE;
}

static gboolean
read_main (DpaProfile *self,
           GKeyFile   *file,
           GError    **error)
{
  g_autofree char *version = g_key_file_get_string (file, MAIN_GROUP, "Version", NULL);

  if (g_strcmp0 (version, "1") != 0)
    return dp_error_set (error, DP_ERROR_CONFIG, "it is not a profile of version 1");
  self->id = take_text (file, MAIN_GROUP, "Id", error);
  if (self->id == NULL)
    return FALSE;
  self->organisation = take_text (file, MAIN_GROUP, "Organisation", error);
  if (self->organisation == NULL)
    return FALSE;
  if (!dpa_id_is_valid (self->id) || *self->organisation == '\0')
    return dp_error_set (error, DP_ERROR_CONFIG, "Id or Organisation is missing");
  return keys_are_known (file, MAIN_GROUP, main_keys, error);
}

/* Providers first: accounts name them. */
static gboolean
read_groups (DpaProfile *self,
             GKeyFile   *file,
             gboolean    providers,
             GError    **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  const char *prefix = providers ? PROVIDER_PREFIX : ACCOUNT_PREFIX;

  if (g_strv_length (groups) > DPA_PROFILE_GROUPS_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "too many groups");
  for (guint i = 0; groups[i] != NULL; i++)
    {
      gboolean known = g_str_equal (groups[i], MAIN_GROUP)
                       || g_str_has_prefix (groups[i], PROVIDER_PREFIX)
                       || g_str_has_prefix (groups[i], ACCOUNT_PREFIX);

      if (!known)
        return dp_error_set (error, DP_ERROR_CONFIG, "[%s] is not a group of a profile", groups[i]);
      if (!g_str_has_prefix (groups[i], prefix))
        continue;
      if (!dpa_id_is_valid (groups[i] + strlen (prefix)))
        return dp_error_set (error, DP_ERROR_CONFIG, "[%s] has no valid id", groups[i]);
      if (providers ? !read_provider (self, file, groups[i], error)
                    : !read_account (self, file, groups[i], error))
        return FALSE;
    }
  return TRUE;
}

DpaProfile *
dpa_profile_parse (const char *text,
                   gsize       len,
                   GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (DpaProfile) self = g_new0 (DpaProfile, 1);
  g_autoptr (GError) reason = NULL;

  self->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_provider_free);
  self->accounts = g_ptr_array_new_with_free_func (account_free);
  if (len > DPA_PROFILE_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "a profile has at most 64 KiB");
      return NULL;
    }
  if (len == 0 || !g_key_file_load_from_data (file, text, len, G_KEY_FILE_NONE, &reason))
    {
      dp_error_set (error, DP_ERROR_CONFIG, "%s", reason != NULL ? reason->message : "it is empty");
      return NULL;
    }
  if (!read_main (self, file, error) || !read_groups (self, file, TRUE, error)
      || !read_groups (self, file, FALSE, error))
    return NULL;
  return g_steal_pointer (&self);
}
