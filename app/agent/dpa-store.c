/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "dp-dir.h"
#include "dp-error.h"
#include "dpa-id.h"

#define ACCOUNT_PREFIX "account "
#define PROVIDER_PREFIX "provider "

struct _DpaStore
{
  DpDir         *dir;
  GKeyFile      *file;
  char          *saved; /* what the file holds */
  char          *set_aside;
  GPtrArray     *accounts;
  GPtrArray     *providers;
  DpaPreferences preferences;
};

/* Reads the groups of one kind; @read makes the struct. */
static void
read_groups (GKeyFile   *file,
             const char *prefix,
             GPtrArray  *into,
             gpointer  (*read) (GKeyFile *file, const char *group, const char *id))
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL && into->len < DPA_STORE_MAX_ACCOUNTS; i++)
    {
      const char *id = groups[i] + strlen (prefix);

      if (!g_str_has_prefix (groups[i], prefix))
        continue;
      if (dpa_id_is_valid (id))
        g_ptr_array_add (into, read (file, groups[i], id));
      else
        g_warning ("accounts.conf: the group of an account has no valid id, it is left alone");
    }
}

static gboolean
set_aside (DpaStore     *self,
           gint64        now,
           const GError *reason,
           GError      **error)
{
  g_autofree char *name = g_strdup_printf (DPA_STORE_FILE ".broken-%" G_GINT64_FORMAT, now);

  int fd = dp_dir_get_fd (self->dir);

  if (renameat (fd, DPA_STORE_FILE, fd, name) < 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: cannot be set aside: %s", DPA_STORE_FILE,
                         g_strerror (errno));
  g_warning ("accounts.conf cannot be read (%s); it was kept as %s", reason->message, name);
  self->set_aside = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
load (DpaStore *self,
      gint64    now,
      GError  **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) content = NULL;
  const char *text;
  gsize len;

  if (!dp_dir_has (self->dir, DPA_STORE_FILE))
    return TRUE;
  content = dp_dir_read (self->dir, DPA_STORE_FILE, DPA_STORE_MAX, &reason);
  if (content == NULL && !g_error_matches (reason, DP_ERROR, DP_ERROR_LIMIT))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (content != NULL)
    {
      text = g_bytes_get_data (content, &len);
      if (len > 0 && g_key_file_load_from_data (self->file, text, len, G_KEY_FILE_KEEP_COMMENTS,
                                                &reason))
        {
          self->saved = g_strndup (text, len);
          return TRUE;
        }
      if (len == 0)
        return TRUE;
    }
  g_key_file_unref (self->file);
  self->file = g_key_file_new ();
  return set_aside (self, now, reason, error);
}

static gboolean
make_directory (const char *dir,
                GError    **error)
{
  if (g_mkdir_with_parents (dir, 0700) < 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", dir, g_strerror (errno));
  return TRUE;
}

DpaStore *
dpa_store_open (const char *dir,
                gint64      now,
                GError    **error)
{
  g_autoptr (DpaStore) self = g_new0 (DpaStore, 1);

  self->file = g_key_file_new ();
  self->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_record_unref);
  self->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_provider_free);
  if (!make_directory (dir, error))
    return NULL;
  self->dir = dp_dir_open (dir, DP_DIR_CREATE | DP_DIR_PRIVATE, error);
  if (self->dir == NULL || !dp_dir_lock (self->dir, 0, error) || !load (self, now, error))
    return NULL;
  read_groups (self->file, ACCOUNT_PREFIX, self->accounts,
               (gpointer (*) (GKeyFile *, const char *, const char *)) dpa_record_read);
  read_groups (self->file, PROVIDER_PREFIX, self->providers,
               (gpointer (*) (GKeyFile *, const char *, const char *)) dpa_provider_read);
  dpa_preferences_read (&self->preferences, self->file);
  return g_steal_pointer (&self);
}

void
dpa_store_free (DpaStore *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->accounts);
  g_ptr_array_unref (self->providers);
  dpa_preferences_clear (&self->preferences);
  g_key_file_unref (self->file);
  g_free (self->saved);
  g_free (self->set_aside);
  g_clear_pointer (&self->dir, dp_dir_free);
  g_free (self);
}

const char *
dpa_store_get_set_aside (DpaStore *self)
{
  return self->set_aside;
}

GPtrArray *
dpa_store_get_accounts (DpaStore *self)
{
  return self->accounts;
}

DpaRecord *
dpa_store_find_account (DpaStore   *self,
                        const char *id)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      DpaRecord *record = g_ptr_array_index (self->accounts, i);

      if (g_str_equal (record->id, id))
        return record;
    }
  return NULL;
}

void
dpa_store_add_account (DpaStore  *self,
                       DpaRecord *record)
{
  g_ptr_array_add (self->accounts, record);
}

static void
drop_group (DpaStore   *self,
            const char *prefix,
            const char *id)
{
  g_autofree char *group = g_strconcat (prefix, id, NULL);

  g_key_file_remove_group (self->file, group, NULL);
}

void
dpa_store_remove_account (DpaStore   *self,
                          const char *id)
{
  DpaRecord *record = dpa_store_find_account (self, id);

  if (record == NULL)
    return;
  drop_group (self, ACCOUNT_PREFIX, id);
  g_ptr_array_remove (self->accounts, record);
}

GPtrArray *
dpa_store_get_providers (DpaStore *self)
{
  return self->providers;
}

static gboolean
has_id (gconstpointer provider,
        gconstpointer id)
{
  return g_str_equal (((const DpaProvider *) provider)->id, id);
}

const DpaProvider *
dpa_store_find_provider (DpaStore   *self,
                         const char *id)
{
  guint index;

  return g_ptr_array_find_with_equal_func (self->providers, id, has_id, &index)
             ? g_ptr_array_index (self->providers, index) : NULL;
}

void
dpa_store_put_provider (DpaStore    *self,
                        DpaProvider *provider)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (self->providers, provider->id, has_id, &index))
    {
      dpa_provider_free (g_ptr_array_index (self->providers, index));
      g_ptr_array_index (self->providers, index) = provider;
    }
  else
    g_ptr_array_add (self->providers, provider);
}

void
dpa_store_remove_provider (DpaStore   *self,
                           const char *id)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->providers, id, has_id, &index))
    return;
  drop_group (self, PROVIDER_PREFIX, id);
  g_ptr_array_remove_index (self->providers, index);
}

DpaPreferences *
dpa_store_get_preferences (DpaStore *self)
{
  return &self->preferences;
}

static void
write_back (DpaStore *self)
{
  g_key_file_set_integer (self->file, "daypass", "version", 1);
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const DpaRecord *record = g_ptr_array_index (self->accounts, i);
      g_autofree char *group = g_strconcat (ACCOUNT_PREFIX, record->id, NULL);

      dpa_record_write (record, self->file, group);
    }
  for (guint i = 0; i < self->providers->len; i++)
    {
      const DpaProvider *provider = g_ptr_array_index (self->providers, i);
      g_autofree char *group = g_strconcat (PROVIDER_PREFIX, provider->id, NULL);

      dpa_provider_write (provider, self->file, group);
    }
  dpa_preferences_write (&self->preferences, self->file);
}

gboolean
dpa_store_save (DpaStore *self,
                GError  **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) content = NULL;
  gsize len;

  write_back (self);
  text = g_key_file_to_data (self->file, &len, NULL);
  if (g_strcmp0 (text, self->saved) == 0)
    return TRUE;
  content = g_bytes_new (text, len);
  if (!dp_dir_write (self->dir, DPA_STORE_FILE, content, 0600, error))
    return FALSE;
  g_free (self->saved);
  self->saved = g_steal_pointer (&text);
  return TRUE;
}
