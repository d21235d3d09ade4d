/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * How the person's keyring (Secret Service, default collection) is: there, locked, gone. It is
 * asked only when somebody needs it; nothing here prompts but dpa_keyring_unlock_async().
 *
 * Signal "changed": it appeared, disappeared, was locked or unlocked.
 */
typedef enum
{
  DPA_KEYRING_UNKNOWN, /* not asked yet */
  DPA_KEYRING_UNLOCKED,
  DPA_KEYRING_LOCKED,
  DPA_KEYRING_ABSENT,
} DpaKeyringState;

#define DPA_TYPE_KEYRING (dpa_keyring_get_type ())
G_DECLARE_FINAL_TYPE (DpaKeyring, dpa_keyring, DPA, KEYRING, GObject)

/* @connection: (nullable): the session bus; without one there is no keyring. */
DpaKeyring     *dpa_keyring_new           (GDBusConnection     *connection);
DpaKeyringState dpa_keyring_get_state     (DpaKeyring          *self);
/* "unlocked" "locked" "absent" "unknown" */
const char     *dpa_keyring_get_word      (DpaKeyring          *self);

/* Completes when the state is known; never fails. */
void            dpa_keyring_probe_async   (DpaKeyring          *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
/* Asks the desktop to unlock; may show its prompt. */
void            dpa_keyring_unlock_async  (DpaKeyring          *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
/* Whether it is unlocked now. */
gboolean        dpa_keyring_unlock_finish (DpaKeyring          *self,
                                           GAsyncResult        *result,
                                           GError             **error);

G_END_DECLS
