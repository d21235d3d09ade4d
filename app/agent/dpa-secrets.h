/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-keyring.h"

G_BEGIN_DECLS

/*
 * Refresh tokens (security 20): in the keyring where there is one, else in memory only; one token
 * an account. Nothing here prompts: while the keyring is locked, new tokens wait in memory. Tokens
 * are secrets of core/base and are never logged.
 */
#define DPA_TYPE_SECRETS (dpa_secrets_get_type ())
G_DECLARE_FINAL_TYPE (DpaSecrets, dpa_secrets, DPA, SECRETS, GObject)

DpaSecrets *dpa_secrets_new           (DpaKeyring          *keyring);

/* Keeps @token; %NULL forgets. Memory has it at once, and the keyring follows. */
void        dpa_secrets_store         (DpaSecrets          *self,
                                       const char          *account,
                                       GBytes              *token);
/* Completes when the keyring has everything that it can be given now, or does not answer. */
void        dpa_secrets_settle_async  (DpaSecrets          *self,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
void        dpa_secrets_settle_finish (DpaSecrets          *self,
                                       GAsyncResult        *result);
/* In memory: it is there however the keyring is. */
gboolean    dpa_secrets_holds         (DpaSecrets          *self,
                                       const char          *account);
/* %NULL without an error: there is none. Errors: DPA_BUS_ERROR_LOCKED, DPA_BUS_ERROR_FAILED when
 * there may be one that is out of reach. */
void        dpa_secrets_lookup_async  (DpaSecrets          *self,
                                       const char          *account,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GBytes     *dpa_secrets_lookup_finish (DpaSecrets          *self,
                                       GAsyncResult        *result,
                                       GError             **error);

G_END_DECLS
