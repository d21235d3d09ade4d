/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-account.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The accounts of the agent in the person's order, a GListModel of DpdAccount. Rows keep their
 * object while the agent restarts.
 */
#define DPD_TYPE_ACCOUNT_LIST (dpd_account_list_get_type ())
G_DECLARE_FINAL_TYPE (DpdAccountList, dpd_account_list, DPD, ACCOUNT_LIST, GObject)

DpdAccountList *dpd_account_list_new (void);
/* Adds, or gives the account of the same id its new proxy. */
void            dpd_account_list_add (DpdAccountList *self,
                                      DpBusAccount   *proxy);
void            dpd_account_list_remove (DpdAccountList *self,
                                         const char     *path);
/* Removes every account whose proxy is not one of @manager: after a restart of the agent. */
void            dpd_account_list_prune (DpdAccountList     *self,
                                        GDBusObjectManager *manager);
/* (transfer none) (nullable) */
DpdAccount     *dpd_account_list_find (DpdAccountList *self,
                                       const char     *id);
DpdAccount     *dpd_account_list_find_path (DpdAccountList *self,
                                            const char     *path);
guint           dpd_account_list_get_n (DpdAccountList *self);
/* (transfer none) */
DpdAccount     *dpd_account_list_get_nth (DpdAccountList *self,
                                          guint           n);

G_END_DECLS
