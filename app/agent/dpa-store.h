/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-record.h"

G_BEGIN_DECLS

/*
 * accounts.conf: everything the agent keeps, in one GKeyFile of mode 0600, written whole or not at
 * all. Groups "account <id>", "provider <id>", "preferences"; groups and keys that this version
 * does not know stay as they are. A file that cannot be parsed is set aside, never overwritten. One
 * agent at a time: the store holds the directory's lock.
 */
typedef struct _DpaStore DpaStore;

#define DPA_STORE_FILE "accounts.conf"
#define DPA_STORE_MAX (4 * 1024 * 1024)
#define DPA_STORE_MAX_ACCOUNTS 2000

/**
 * dpa_store_open:
 * @dir: the directory of accounts.conf; made when missing
 * @now: names the copy of a broken file
 *
 * Returns: (transfer full) (nullable): fails when another agent holds the directory.
 */
DpaStore       *dpa_store_open            (const char        *dir,
                                           gint64             now,
                                           GError           **error);
void            dpa_store_free            (DpaStore          *self);

/* (nullable): the name under which a broken file was set aside when the store was opened. */
const char     *dpa_store_get_set_aside   (DpaStore          *self);

/* (element-type DpaRecord) (transfer none): in the order of the file; change them in place, then
 * save. */
GPtrArray      *dpa_store_get_accounts    (DpaStore          *self);
DpaRecord      *dpa_store_find_account    (DpaStore          *self,
                                           const char        *id);
/* Takes @record. */
void            dpa_store_add_account     (DpaStore          *self,
                                           DpaRecord         *record);
void            dpa_store_remove_account  (DpaStore          *self,
                                           const char        *id);

/* (element-type DpaProvider) (transfer none): own ones only. */
GPtrArray      *dpa_store_get_providers   (DpaStore          *self);
/* (transfer none) (nullable) */
const DpaProvider *dpa_store_find_provider (DpaStore       *self,
                                            const char     *id);
void            dpa_store_put_provider    (DpaStore          *self,
                                           DpaProvider       *provider);
void            dpa_store_remove_provider (DpaStore          *self,
                                           const char        *id);

DpaPreferences *dpa_store_get_preferences (DpaStore          *self);

/* Writes what has changed since; on failure memory and file differ until the next save. */
gboolean        dpa_store_save            (DpaStore          *self,
                                           GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaStore, dpa_store_free)

G_END_DECLS
