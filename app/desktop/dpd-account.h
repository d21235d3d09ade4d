/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"
#include "dpw-state.h"

G_BEGIN_DECLS

/* How "g-properties-changed" of a proxy is heard: after the proxy has dropped the lists of strings
 * that it keeps. Before, what its getters return is freed memory. */
#define DPD_PROPERTIES_CHANGED ((GConnectFlags) (G_CONNECT_SWAPPED | G_CONNECT_AFTER))

/*
 * One account of the agent, for as long as a window shows it: it keeps its place, and its last
 * words, while the agent restarts. Signal "changed": something of it changed. Signal "gone": the
 * account was removed.
 */
#define DPD_TYPE_ACCOUNT (dpd_account_get_type ())
G_DECLARE_FINAL_TYPE (DpdAccount, dpd_account, DPD, ACCOUNT, GObject)

DpdAccount    *dpd_account_new (DpBusAccount *proxy);
/* (transfer none): the agent's side of it; calls fail while the agent is away. */
DpBusAccount  *dpd_account_get_proxy (DpdAccount *self);
void           dpd_account_set_proxy (DpdAccount   *self,
                                      DpBusAccount *proxy);
const char    *dpd_account_get_id (DpdAccount *self);
const char    *dpd_account_get_path (DpdAccount *self);
guint          dpd_account_get_position (DpdAccount *self);
/* What people call it: the identity, before the first sign-in the provider. (transfer none) */
const char    *dpd_account_get_title (DpdAccount *self);
/* What the avatar is made of; see dpd_initials_text(). (transfer none) */
const char    *dpd_account_get_provider_name (DpdAccount *self);
/* Fills @facts with strings borrowed from @self, good until the next "changed". */
void           dpd_account_get_facts (DpdAccount    *self,
                                      DpwStateFacts *facts);
gboolean       dpd_account_is_fixed (DpdAccount *self,
                                     const char *what);
void           dpd_account_emit_changed (DpdAccount *self);
void           dpd_account_emit_gone (DpdAccount *self);

G_END_DECLS
