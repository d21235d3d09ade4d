/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-secrets.h"

#include <libsecret/secret.h>

#include "dp-secret.h"
#include "dpa-check.h"

/* A keyring that does not answer keeps nobody waiting for longer. */
#define SETTLE_SECONDS 5

struct _DpaSecrets
{
  GObject parent_instance;

  DpaKeyring *keyring;
  GHashTable *memory;    /* account -> GBytes that the keyring has not got yet */
  GHashTable *unsettled; /* accounts of which the keyring has something else than it should */
  char       *writing;   /* (nullable): the account whose entry is being written */
  gboolean    failed;    /* the last write: the next one waits until something changes */
  GPtrArray  *waiting;   /* GTask, until everything is settled */
  guint       limit;     /* ends that waiting */
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

static void pump (DpaSecrets *self);

/* One write to the keyring; @token is %NULL when the entry is to go. */
typedef struct
{
  DpaSecrets *self;
  GBytes     *token;
} Write;

static void
settle (DpaSecrets *self)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_handle_id (&self->limit, g_source_remove);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

/* Takes @write. */
static void
end_write (Write        *write,
           const GError *error)
{
  g_autoptr (DpaSecrets) self = write->self;
  g_autoptr (GBytes) token = write->token;
  g_autofree char *account = g_steal_pointer (&self->writing);

  g_free (write);
  self->failed = error != NULL;
  if (error != NULL)
    g_message ("the keyring did not take a change: %s", error->message);
  else if (g_hash_table_lookup (self->memory, account) == token)
    {
      /* what is in the keyring is not needed in memory, unless it changed in the meantime */
      g_hash_table_remove (self->unsettled, account);
      g_hash_table_remove (self->memory, account);
    }
  pump (self);
}

static void
stored (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  secret_password_store_finish (result, &error);
  end_write (user_data, error);
}

static void
cleared (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  end_write (user_data, error);
}

/* Brings the keyring up to date, one account at a time: of two writes for one account the later
 * one must win. */
static void
pump (DpaSecrets *self)
{
  gboolean may_write = dpa_keyring_get_state (self->keyring) == DPA_KEYRING_UNLOCKED
                       && !self->failed;
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  GHashTableIter iter;
  gpointer account;
  Write *write;

  if (self->writing != NULL)
    return;
  g_hash_table_iter_init (&iter, self->unsettled);
  if (!may_write || !g_hash_table_iter_next (&iter, &account, NULL))
    {
      settle (self);
      return;
    }
  self->writing = g_strdup (account);
  attributes = attributes_of (self->writing);
  write = g_new0 (Write, 1);
  write->self = g_object_ref (self);
  write->token = g_hash_table_lookup (self->memory, self->writing);
  if (write->token == NULL)
    {
      secret_password_clearv (&schema, attributes, NULL, cleared, write);
      return;
    }
  g_bytes_ref (write->token);
  label = g_strdup_printf ("Daypass: %s", self->writing);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                          dp_secret_get_text (write->token), NULL, stored, write);
}

static void
try_again (DpaSecrets *self)
{
  self->failed = FALSE;
  pump (self);
}

static void
probed (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (DpaSecrets) self = user_data;

  pump (self);
}

void
dpa_secrets_store (DpaSecrets *self,
                   const char *account,
                   GBytes     *token)
{
  if (token != NULL)
    g_hash_table_insert (self->memory, g_strdup (account), g_bytes_ref (token));
  else
    g_hash_table_remove (self->memory, account);
  g_hash_table_add (self->unsettled, g_strdup (account));
  self->failed = FALSE;
  dpa_keyring_probe_async (self->keyring, probed, g_object_ref (self));
}

gboolean
dpa_secrets_holds (DpaSecrets *self,
                   const char *account)
{
  return g_hash_table_contains (self->memory, account);
}

static gboolean
waited_enough (gpointer user_data)
{
  DpaSecrets *self = user_data;

  self->limit = 0;
  settle (self);
  return G_SOURCE_REMOVE;
}

static void
probed_to_settle (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = user_data;
  DpaSecrets *self = g_task_get_source_object (task);

  g_ptr_array_add (self->waiting, task);
  if (self->limit == 0)
    self->limit = g_timeout_add_seconds (SETTLE_SECONDS, waited_enough, self);
  pump (self);
}

void
dpa_secrets_settle_async (DpaSecrets          *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dpa_secrets_settle_async);
  dpa_keyring_probe_async (self->keyring, probed_to_settle, task);
}

void
dpa_secrets_settle_finish (DpaSecrets   *self,
                           GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
found (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  gboolean exists = items != NULL;
  g_autoptr (SecretValue) value = NULL;

  if (error != NULL)
    {
      g_task_return_new_error (task, DPA_BUS_ERROR, DPA_BUS_ERROR_FAILED, "keyring-silent: %s",
                               error->message);
      return;
    }
  if (exists)
    value = secret_retrievable_retrieve_secret_sync (items->data, NULL, NULL);
  g_list_free_full (items, g_object_unref);
  if (exists && value == NULL) /* in another keyring than the one that is watched */
    g_task_return_new_error (task, DPA_BUS_ERROR, DPA_BUS_ERROR_LOCKED, "the keyring is locked");
  else
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
  DpaKeyringState state = dpa_keyring_get_state (self->keyring);
  g_autoptr (GHashTable) attributes = attributes_of (g_task_get_task_data (task));

  if (state == DPA_KEYRING_UNLOCKED)
    {
      secret_password_searchv (&schema, attributes, SECRET_SEARCH_LOAD_SECRETS, NULL, found, task);
      return;
    }
  if (state == DPA_KEYRING_LOCKED)
    g_task_return_new_error (task, DPA_BUS_ERROR, DPA_BUS_ERROR_LOCKED, "the keyring is locked");
  else
    g_task_return_new_error (task, DPA_BUS_ERROR, DPA_BUS_ERROR_FAILED, "keyring-absent: %s",
                             dpa_keyring_get_word (self->keyring));
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
  g_task_set_task_data (task, g_strdup (account), g_free);
  if (known != NULL || g_hash_table_contains (self->unsettled, account))
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
  g_clear_pointer (&self->unsettled, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_handle_id (&self->limit, g_source_remove);
  g_clear_pointer (&self->writing, g_free);
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
  self->unsettled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

DpaSecrets *
dpa_secrets_new (DpaKeyring *keyring)
{
  DpaSecrets *self = g_object_new (DPA_TYPE_SECRETS, NULL);

  self->keyring = g_object_ref (keyring);
  g_signal_connect_swapped (keyring, "changed", G_CALLBACK (try_again), self);
  return self;
}
