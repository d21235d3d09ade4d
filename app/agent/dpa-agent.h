/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-bus.h"
#include "dpa-clock.h"
#include "dpa-keys.h"
#include "dpa-providers.h"
#include "dpa-secrets.h"
#include "dpa-store.h"

G_BEGIN_DECLS

/*
 * The agent: owns everything, exports the accounts, and asks them what is due. Its parts get a
 * pointer to it and live no longer than it does.
 *
 * Signal "quit": Manager.Quit() was called, or the other end of a private connection went away.
 */
#define DPA_TYPE_AGENT (dpa_agent_get_type ())
G_DECLARE_FINAL_TYPE (DpaAgent, dpa_agent, DPA, AGENT, GObject)

typedef struct _DpaAccount DpaAccount;
typedef struct _DpaNotifier DpaNotifier;
typedef struct _DpaProfiles DpaProfiles;
typedef struct _DpaRound DpaRound;

typedef struct
{
  GDBusConnection *connection;
  gboolean         is_private;  /* a connection to our command line alone, no bus */
  DpaClock        *clock;
  const char      *home;
  const char      *config_dir;  /* of accounts.conf */
  const char      *runtime_dir; /* of what is forgotten at logout; (nullable) */
} DpaAgentOptions;

#define DPA_ROOT_PATH "/io/github/daypass/Daypass/Agent"
#define DPA_MANAGER_PATH DPA_ROOT_PATH "/Manager"
#define DPA_ACCOUNTS_PATH DPA_ROOT_PATH "/accounts/"
#define DPA_SIGN_INS_PATH DPA_ROOT_PATH "/signins/"
#define DPA_BUS_NAME APPLICATION_ID ".Agent"

/* Opens accounts and keys. Nothing is exported before dpa_agent_start(). */
DpaAgent                 *dpa_agent_new             (const DpaAgentOptions *options,
                                                     GError               **error);
void                      dpa_agent_start           (DpaAgent              *self);

/* All (transfer none). */
GDBusConnection          *dpa_agent_get_connection  (DpaAgent              *self);
gboolean                  dpa_agent_is_private      (DpaAgent              *self);
GDBusObjectManagerServer *dpa_agent_get_objects     (DpaAgent              *self);
DpaStore                 *dpa_agent_get_store       (DpaAgent              *self);
DpaPreferences           *dpa_agent_get_preferences (DpaAgent              *self);
DpaKeys                  *dpa_agent_get_keys        (DpaAgent              *self);
DpaProviders             *dpa_agent_get_providers   (DpaAgent              *self);
DpaProfiles              *dpa_agent_get_profiles    (DpaAgent              *self);
DpaKeyring               *dpa_agent_get_keyring     (DpaAgent              *self);
DpaSecrets               *dpa_agent_get_secrets     (DpaAgent              *self);
DpaNotifier              *dpa_agent_get_notifier    (DpaAgent              *self);
DpaRound                 *dpa_agent_get_round       (DpaAgent              *self);
const char               *dpa_agent_get_home        (DpaAgent              *self);
const char               *dpa_agent_get_runtime_dir (DpaAgent              *self);
gint64                    dpa_agent_get_now         (DpaAgent              *self);
gboolean                  dpa_agent_is_online       (DpaAgent              *self);
/* (nullable): in a sandbox ~/.ssh/config is not ours to write (security 21). */
gboolean                  dpa_agent_is_sandboxed    (DpaAgent              *self);

/* (element-type DpaAccount) (transfer none): in the person's order. */
GPtrArray                *dpa_agent_get_accounts    (DpaAgent              *self);
DpaAccount               *dpa_agent_find_account    (DpaAgent              *self,
                                                     const char            *id);
DpaAccount               *dpa_agent_find_by_path    (DpaAgent              *self,
                                                     const char            *path);
/* (transfer none): made, exported and saved. */
DpaAccount               *dpa_agent_add_account     (DpaAgent              *self,
                                                     const DpaProvider     *provider,
                                                     const char            *label);
/* After its keys and tokens are gone. */
void                      dpa_agent_forget_account  (DpaAgent              *self,
                                                     DpaAccount            *account);
/* By the order in the preferences. */
void                      dpa_agent_sort_accounts   (DpaAgent              *self);
void                      dpa_agent_order_accounts  (DpaAgent              *self,
                                                     const char *const     *ids);

/* Something changed: soon, everything is saved, published, and asked what is due. */
void                      dpa_agent_changed         (DpaAgent              *self);
/* The same at once: before a call that changed something is answered. */
gboolean                  dpa_agent_save            (DpaAgent              *self,
                                                     GError               **error);
void                      dpa_agent_quit            (DpaAgent              *self);
/* Number for the path of the next request: dpa_round_dup_path(). */
guint                     dpa_agent_next_serial     (DpaAgent              *self);

G_END_DECLS
