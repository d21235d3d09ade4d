/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-secrets.h"

#include <libsecret/secret.h>
#include <string.h>

#include "dp-secret.h"

struct _DpaSecrets
{
  GObject parent_instance;

  DpaKeyring *keyring;
  GHashTable *memory;      /* account -> GBytes */
  GHashTable *unwritten;   /* accounts whose token the keyring has not got yet */
  GHashTable *unforgotten; /* accounts whose token the keyring still has */
};

G_DEFINE_FINAL_TYPE (DpaSecrets, dpa_secrets, G_TYPE_OBJECT)

static const SecretSchema schema = {
  APPLICATION_ID ".RefreshToken",
  SECRET_SCHEMA_NONE,
  { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static GHashTable *
attributes_of (const char *account)
{
  return secret_attributes_build (&schema, "account", account, NULL);
}

typedef struct
{
  char  *account;
  GBytes *token;
} Request;

static Request *
request_new (const char *account,
             GBytes     *token)
{
  Request *request = g_new0 (Request, 1);

  request->account = g_strdup (account);
  request->token = token != NULL ? g_bytes_ref (token) : NULL;
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->account);
  g_clear_pointer (&request->token, g_bytes_unref);
  g_free (request);
}

static void
stored (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaSecrets *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* what is in the keyring is not needed in memory, unless it changed in the meantime */
  if (g_hash_table_lookup (self->memory, request->account) == request->token)
    {
      g_hash_table_remove (self->memory, request->account);
      g_hash_table_remove (self->unwritten, request->account);
    }
  g_task_return_boolean (task, TRUE);
}

static void
cleared (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaSecrets *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_hash_table_remove (self->unforgotten, request->account);
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
write_one (DpaSecrets *self,
           GTask      *task)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = attributes_of (request->account);
  g_autofree char *label = g_strdup_printf ("Daypass: %s", request->account);

  if (dpa_keyring_get_state (self->keyring) != DPA_KEYRING_UNLOCKED)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else if (request->token != NULL)
    secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                            dp_secret_get_text (request->token), NULL, stored, task);
  else
    secret_password_clearv (&schema, attributes, NULL, cleared, task);
}

static void
write_back (DpaSecrets *self)
{
  GHashTableIter iter;
  gpointer account;

  if (dpa_keyring_get_state (self->keyring) != DPA_KEYRING_UNLOCKED)
    return;
  g_hash_table_iter_init (&iter, self->unwritten);
  while (g_hash_table_iter_next (&iter, &account, NULL))
    {
      GTask *task = g_task_new (self, NULL, NULL, NULL);

      g_task_set_task_data (task,
                            request_new (account, g_hash_table_lookup (self->memory, account)),
                            request_free);
      write_one (self, task);
    }
  g_hash_table_iter_init (&iter, self->unforgotten);
  while (g_hash_table_iter_next (&iter, &account, NULL))
    {
      GTask *task = g_task_new (self, NULL, NULL, NULL);

      g_task_set_task_data (task, request_new (account, NULL), request_free);
      write_one (self, task);
    }
}

static void
store_probed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;

  write_one (g_task_get_source_object (task), task);
}

void
dpa_secrets_store_async (DpaSecrets          *self,
                         const char          *account,
                         GBytes              *token,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dpa_secrets_store_async);
  g_task_set_task_data (task, request_new (account, token), request_free);
  if (token != NULL)
    {
      g_hash_table_insert (self->memory, g_strdup (account), g_bytes_ref (token));
      g_hash_table_add (self->unwritten, g_strdup (account));
      g_hash_table_remove (self->unforgotten, account);
    }
  else
    {
      g_hash_table_remove (self->memory, account);
      g_hash_table_remove (self->unwritten, account);
      g_hash_table_add (self->unforgotten, g_strdup (account));
    }
  dpa_keyring_probe_async (self->keyring, store_probed, task);
}

gboolean
dpa_secrets_store_finish (DpaSecrets   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
found (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  g_autoptr (SecretValue) value = NULL;

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (items != NULL)
    value = secret_retrievable_retrieve_secret_sync (items->data, NULL, NULL);
  g_list_free_full (items, g_object_unref);
  g_task_return_pointer (task,
                         value != NULL && secret_value_get_text (value) != NULL
                             ? dp_secret_new_text (secret_value_get_text (value)) : NULL,
                         (GDestroyNotify) g_bytes_unref);
}

static void
lookup_probed (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GTask *task = user_data;
  DpaSecrets *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = attributes_of (request->account);

  if (dpa_keyring_get_state (self->keyring) == DPA_KEYRING_UNLOCKED)
    {
      secret_password_searchv (&schema, attributes, SECRET_SEARCH_LOAD_SECRETS, NULL, found, task);
      return;
    }
  g_task_return_pointer (task, NULL, NULL);
  g_object_unref (task);
}

void
dpa_secrets_lookup_async (DpaSecrets          *self,
                          const char          *account,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GBytes *known = g_hash_table_lookup (self->memory, account);

  g_task_set_source_tag (task, dpa_secrets_lookup_async);
  g_task_set_task_data (task, request_new (account, NULL), request_free);
  if (known != NULL || g_hash_table_contains (self->unforgotten, account))
    {
      g_task_return_pointer (task, known != NULL ? g_bytes_ref (known) : NULL,
                             (GDestroyNotify) g_bytes_unref);
      g_object_unref (task);
      return;
    }
  dpa_keyring_probe_async (self->keyring, lookup_probed, task);
}

GBytes *
dpa_secrets_lookup_finish (DpaSecrets   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
dpa_secrets_dispose (GObject *object)
{
  DpaSecrets *self = DPA_SECRETS (object);

  if (self->keyring != NULL)
    g_signal_handlers_disconnect_by_data (self->keyring, self);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->memory, g_hash_table_unref);
  g_clear_pointer (&self->unwritten, g_hash_table_unref);
  g_clear_pointer (&self->unforgotten, g_hash_table_unref);
  G_OBJECT_CLASS (dpa_secrets_parent_class)->dispose (object);
}

static void
dpa_secrets_class_init (DpaSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpa_secrets_dispose;
}

static void
dpa_secrets_init (DpaSecrets *self)
{
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_bytes_unref);
  self->unwritten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unforgotten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

DpaSecrets *
dpa_secrets_new (DpaKeyring *keyring)
{
  DpaSecrets *self = g_object_new (DPA_TYPE_SECRETS, NULL);

  self->keyring = g_object_ref (keyring);
  g_signal_connect_swapped (keyring, "changed", G_CALLBACK (write_back), self);
  return self;
}
