/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-agent.h"

#include "dp-error.h"
#include "dp-sandbox.h"
#include "dpa-account.h"
#include "dpa-due.h"
#include "dpa-guard.h"
#include "dpa-manager.h"
#include "dpa-notifier.h"
#include "dpa-profiles.h"
#include "dpa-round.h"
#include "dpa-search.h"
#include "dpa-ssh-agent.h"
#include "dpa-ssh-watch.h"
#include "dpa-today.h"

struct _DpaAgent
{
  GObject parent_instance;

  GDBusConnection          *connection;
  gboolean                  is_private;
  gboolean                  sandboxed;
  char                     *home;
  char                     *runtime_dir; /* (nullable) */
  DpaClock                 *clock;
  GDBusObjectManagerServer *objects;
  DpaGuard                 *guard;
  DpaStore                 *store;
  DpaKeys                  *keys;
  DpaProviders             *providers;
  DpaProfiles              *profiles;
  DpaKeyring               *keyring;
  DpaSecrets               *secrets;
  GNetworkMonitor          *network;
  DpaNotifier              *notifier;
  DpaToday                 *today;
  DpaRound                 *round;
  DpaSearch                *search;
  DpaManager               *manager;
  GPtrArray                *accounts;
  guint                     idle;
  guint                     serial;
  gboolean                  quitting;
};

enum
{
  QUIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DpaAgent, dpa_agent, G_TYPE_OBJECT)

GDBusConnection *
dpa_agent_get_connection (DpaAgent *self)
{
  return self->connection;
}

gboolean
dpa_agent_is_private (DpaAgent *self)
{
  return self->is_private;
}

GDBusObjectManagerServer *
dpa_agent_get_objects (DpaAgent *self)
{
  return self->objects;
}

DpaStore *
dpa_agent_get_store (DpaAgent *self)
{
  return self->store;
}

DpaPreferences *
dpa_agent_get_preferences (DpaAgent *self)
{
  return dpa_store_get_preferences (self->store);
}

DpaKeys *
dpa_agent_get_keys (DpaAgent *self)
{
  return self->keys;
}

DpaProviders *
dpa_agent_get_providers (DpaAgent *self)
{
  return self->providers;
}

DpaProfiles *
dpa_agent_get_profiles (DpaAgent *self)
{
  return self->profiles;
}

DpaKeyring *
dpa_agent_get_keyring (DpaAgent *self)
{
  return self->keyring;
}

DpaSecrets *
dpa_agent_get_secrets (DpaAgent *self)
{
  return self->secrets;
}

DpaNotifier *
dpa_agent_get_notifier (DpaAgent *self)
{
  return self->notifier;
}

DpaRound *
dpa_agent_get_round (DpaAgent *self)
{
  return self->round;
}

const char *
dpa_agent_get_home (DpaAgent *self)
{
  return self->home;
}

const char *
dpa_agent_get_runtime_dir (DpaAgent *self)
{
  return self->runtime_dir;
}

gint64
dpa_agent_get_now (DpaAgent *self)
{
  return dpa_clock_get_now (self->clock);
}

gboolean
dpa_agent_is_online (DpaAgent *self)
{
  return g_network_monitor_get_network_available (self->network);
}

gboolean
dpa_agent_is_sandboxed (DpaAgent *self)
{
  return self->sandboxed;
}

guint
dpa_agent_next_serial (DpaAgent *self)
{
  return ++self->serial;
}

GPtrArray *
dpa_agent_get_accounts (DpaAgent *self)
{
  return self->accounts;
}

gboolean
dpa_agent_save (DpaAgent *self,
                GError  **error)
{
  return dpa_store_save (self->store, error);
}

/* Judges every account, does what is due, and sleeps until the next change. */
static gboolean
look_after_all (gpointer user_data)
{
  DpaAgent *self = user_data;
  gint64 now = dpa_clock_get_now (self->clock);
  gint64 next = 0;
  g_autoptr (GError) error = NULL;

  self->idle = 0;
  for (guint i = 0; i < self->accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (self->accounts, i);
      DpaVerdict verdict = dpa_account_refresh (account, now);

      dp_bus_account_set_position (dpa_account_get_bus (account), i);
      dpa_due (account, &verdict, now);
      if (verdict.next_change != 0 && (next == 0 || verdict.next_change < next))
        next = verdict.next_change;
    }
  dpa_clock_set_alarm (self->clock, next);
  dpa_today_look (self);
  dpa_manager_publish (self->manager);
  if (!dpa_agent_save (self, &error))
    g_warning ("the accounts could not be written: %s", error->message);
  return G_SOURCE_REMOVE;
}

void
dpa_agent_changed (DpaAgent *self)
{
  if (self->idle == 0 && self->manager != NULL)
    /* before the next call on the bus: who asks after an answer must see what it changed */
    self->idle = g_idle_add_full (G_PRIORITY_HIGH, look_after_all, self, NULL);
}

/* Network or keyring may be back. */
static void
try_again (DpaAgent *self)
{
  for (guint i = 0; i < self->accounts->len; i++)
    dpa_account_retry_renewal (g_ptr_array_index (self->accounts, i));
  dpa_agent_changed (self);
}

/* The keyring is asked only when somebody has a token in it. */
static void
probe_keyring (DpaAgent *self)
{
  GPtrArray *records = dpa_store_get_accounts (self->store);

  for (guint i = 0; i < records->len; i++)
    if (((DpaRecord *) g_ptr_array_index (records, i))->has_refresh_token)
      {
        dpa_keyring_probe_async (self->keyring, NULL, NULL);
        return;
      }
}

static void
load_accounts (DpaAgent *self)
{
  GPtrArray *records = dpa_store_get_accounts (self->store);

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (self->accounts,
                     dpa_account_new (self, g_ptr_array_index (records, i)));
  dpa_agent_sort_accounts (self);
}

void
dpa_agent_start (DpaAgent *self)
{
  load_accounts (self);
  dpa_ssh_agent_look (self);
  self->notifier = dpa_notifier_new (self);
  dpa_profiles_load (self->profiles);
  self->manager = dpa_manager_new (self);
  self->guard = dpa_guard_new (self->connection, G_DBUS_OBJECT_MANAGER (self->objects));
  g_dbus_object_manager_server_set_connection (self->objects, self->connection);
  probe_keyring (self);
  self->today = dpa_today_new (self);
  self->search = dpa_search_new (self);
  look_after_all (self);
}

static void
settled (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DpaAgent) self = user_data;

  dpa_secrets_settle_finish (DPA_SECRETS (source), result);
  g_signal_emit (self, signals[QUIT], 0);
}

/* A token that was stored a moment ago may still be on its way to the keyring. */
void
dpa_agent_quit (DpaAgent *self)
{
  g_autoptr (GError) error = NULL;

  if (self->quitting)
    return;
  self->quitting = TRUE;
  if (!dpa_agent_save (self, &error))
    g_warning ("the accounts could not be written: %s", error->message);
  dpa_secrets_settle_async (self->secrets, settled, g_object_ref (self));
}

static void
dpa_agent_dispose (GObject *object)
{
  DpaAgent *self = DPA_AGENT (object);

  if (self->idle != 0)
    g_source_remove (self->idle);
  self->idle = 0;
  dpa_ssh_watch_end ();
  for (guint i = 0; self->accounts != NULL && i < self->accounts->len; i++)
    dpa_account_close (g_ptr_array_index (self->accounts, i));
  g_clear_pointer (&self->round, dpa_round_free);
  g_clear_pointer (&self->guard, dpa_guard_free);
  g_clear_pointer (&self->search, dpa_search_free);
  g_clear_pointer (&self->today, dpa_today_free);
  g_clear_pointer (&self->manager, dpa_manager_free);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  if (self->idle != 0)
    g_source_remove (self->idle);
  self->idle = 0;
  g_clear_pointer (&self->notifier, dpa_notifier_free);
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  if (self->keyring != NULL)
    g_signal_handlers_disconnect_by_data (self->keyring, self);
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->secrets);
  g_clear_object (&self->keyring);
  g_clear_object (&self->objects);
  g_clear_object (&self->clock);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->profiles, dpa_profiles_free);
  g_clear_pointer (&self->providers, dpa_providers_free);
  g_clear_pointer (&self->keys, dpa_keys_free);
  g_clear_pointer (&self->store, dpa_store_free);
  g_clear_pointer (&self->home, g_free);
  g_clear_pointer (&self->runtime_dir, g_free);
  G_OBJECT_CLASS (dpa_agent_parent_class)->dispose (object);
}

static void
dpa_agent_class_init (DpaAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpa_agent_dispose;
  signals[QUIT] = g_signal_new ("quit", DPA_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
dpa_agent_init (DpaAgent *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->round = dpa_round_new (self);
  self->network = g_network_monitor_get_default ();
  self->sandboxed = dp_sandbox_is_inside ();
}

DpaAgent *
dpa_agent_new (const DpaAgentOptions *options,
               GError               **error)
{
  g_autoptr (DpaAgent) self = g_object_new (DPA_TYPE_AGENT, NULL);

  self->connection = g_object_ref (options->connection);
  self->is_private = options->is_private;
  self->home = g_strdup (options->home);
  self->runtime_dir = g_strdup (options->runtime_dir);
  self->clock = g_object_ref (options->clock);
  self->objects = g_dbus_object_manager_server_new (DPA_ROOT_PATH);
  self->keyring = dpa_keyring_new (options->is_private ? NULL : options->connection);
  self->secrets = dpa_secrets_new (self->keyring);
  self->store = dpa_store_open (options->config_dir, dpa_clock_get_now (self->clock), error);
  if (self->store == NULL)
    return NULL;
  self->keys = dpa_keys_open (options->home, error);
  if (self->keys == NULL)
    return NULL;
  self->providers = dpa_providers_new (self->store, options->home);
  self->profiles = dpa_profiles_new (self, options->config_dir);
  g_signal_connect_swapped (self->clock, "alarm", G_CALLBACK (dpa_agent_changed), self);
  g_signal_connect_swapped (self->keyring, "changed", G_CALLBACK (try_again), self);
  g_signal_connect_swapped (self->network, "network-changed", G_CALLBACK (try_again), self);
  return g_steal_pointer (&self);
}
