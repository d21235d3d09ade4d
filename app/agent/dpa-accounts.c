/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

/* The agent's list of accounts. */
#include "dpa-agent.h"

#include "dpa-account.h"
#include "dpa-id.h"

DpaAccount *
dpa_agent_find_account (DpaAgent   *self,
                        const char *id)
{
  GPtrArray *accounts = dpa_agent_get_accounts (self);

  for (guint i = 0; i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (dpa_account_get_id (account), id))
        return account;
    }
  return NULL;
}

DpaAccount *
dpa_agent_find_by_path (DpaAgent   *self,
                        const char *path)
{
  g_autofree char *id = dpa_id_from_path (DPA_ACCOUNTS_PATH, path);

  return id != NULL ? dpa_agent_find_account (self, id) : NULL;
}

static int
place_of (DpaAgent   *self,
          const char *id)
{
  char **order = dpa_agent_get_preferences (self)->order;
  int i = 0;

  while (order[i] != NULL && !g_str_equal (order[i], id))
    i++;
  return i;
}

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  DpaAccount *first = *(DpaAccount *const *) a, *second = *(DpaAccount *const *) b;

  return place_of (user_data, dpa_account_get_id (first))
         - place_of (user_data, dpa_account_get_id (second));
}

void
dpa_agent_sort_accounts (DpaAgent *self)
{
  g_ptr_array_sort_with_data (dpa_agent_get_accounts (self), compare_places, self);
}

void
dpa_agent_order_accounts (DpaAgent          *self,
                          const char *const *ids)
{
  DpaPreferences *preferences = dpa_agent_get_preferences (self);

  g_strfreev (preferences->order);
  preferences->order = g_strdupv ((char **) ids);
  dpa_agent_sort_accounts (self);
  dpa_agent_changed (self);
}

static gboolean
id_is_taken (const char *id,
             gpointer    user_data)
{
  DpaAgent *self = user_data;

  /* a key that no account knows is not ours to overwrite */
  return dpa_agent_find_account (self, id) != NULL
         || dp_dir_has (dpa_keys_get_dir (dpa_agent_get_keys (self)), id);
}

DpaAccount *
dpa_agent_add_account (DpaAgent          *self,
                       const DpaProvider *provider,
                       const char        *label)
{
  g_autofree char *id = dpa_id_make (provider->id, id_is_taken, self);
  DpaRecord *record = dpa_record_new (id);
  DpaAccount *account;

  dpa_set_text (record->provider, provider->id);
  dpa_set_text (record->label, label);
  dpa_store_add_account (dpa_agent_get_store (self), record);
  account = dpa_account_new (self, record);
  g_ptr_array_add (dpa_agent_get_accounts (self), account);
  dpa_agent_changed (self);
  return account;
}

void
dpa_agent_forget_account (DpaAgent   *self,
                          DpaAccount *account)
{
  g_autofree char *id = g_strdup (dpa_account_get_id (account));

  /* two may have asked for it */
  if (!g_ptr_array_find (dpa_agent_get_accounts (self), account, NULL))
    return;
  dpa_account_close (account);
  g_ptr_array_remove (dpa_agent_get_accounts (self), account);
  dpa_store_remove_account (dpa_agent_get_store (self), id);
  dpa_agent_changed (self);
}
