/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login-result.h"
#include "dpa-agent.h"
#include "dpa-rate.h"
#include "dpa-state.h"

G_BEGIN_DECLS

/* One account: its record, its key, what it is doing, and its face on the bus. */
#define DPA_TYPE_ACCOUNT (dpa_account_get_type ())
G_DECLARE_FINAL_TYPE (DpaAccount, dpa_account, DPA, ACCOUNT, GObject)

typedef struct _DpaRenewal DpaRenewal;
typedef struct _DpaSignIn DpaSignIn;

/* @record: of the store, which keeps it. Exported at once. */
DpaAccount      *dpa_account_new            (DpaAgent         *agent,
                                             DpaRecord        *record);
/* Takes it off the bus and ends what runs. */
void             dpa_account_close          (DpaAccount       *self);

DpaAgent        *dpa_account_get_agent      (DpaAccount       *self);
DpaRecord       *dpa_account_get_record     (DpaAccount       *self);
const char      *dpa_account_get_id         (DpaAccount       *self);
const char      *dpa_account_get_path       (DpaAccount       *self);
DpBusAccount    *dpa_account_get_bus        (DpaAccount       *self);
DpaRate         *dpa_account_get_rate       (DpaAccount       *self);
const DpaKeyInfo *dpa_account_get_key       (DpaAccount       *self);
/* (nullable) (transfer none) */
const DpaProvider *dpa_account_get_provider (DpaAccount       *self);
/* Whether its provider can be asked at all: there is a network, or it is on this computer. */
gboolean         dpa_account_is_online      (DpaAccount       *self);
/* What people read: identity, else label, else the provider's name; (transfer full), printable. */
char            *dpa_account_dup_name       (DpaAccount       *self);

/* Looks at the key files again. */
void             dpa_account_inspect_key    (DpaAccount       *self);
/* Judges, publishes, dates the .until file. */
DpaVerdict       dpa_account_refresh        (DpaAccount       *self,
                                             gint64            now);
DpaVerdict       dpa_account_judge          (DpaAccount       *self,
                                             gint64            now);
/* @check: floating, or %NULL when nothing is wrong. */
void             dpa_account_set_problem    (DpaAccount       *self,
                                             GVariant         *check);

/* The running sign-in; (nullable) (transfer none). Set by DpaSignIn itself. */
DpaSignIn       *dpa_account_get_sign_in    (DpaAccount       *self);
void             dpa_account_set_sign_in    (DpaAccount       *self,
                                             DpaSignIn        *sign_in);
/**
 * dpa_account_accept:
 *
 * Makes a sign-in the account's own: key and certificate on disk, times and owner in the record.
 * The identity was compared or confirmed before.
 */
gboolean         dpa_account_accept         (DpaAccount       *self,
                                             DpLoginResult    *result,
                                             GError          **error);
/* A renewed certificate, the same key. */
gboolean         dpa_account_accept_renewed (DpaAccount       *self,
                                             DpLoginResult    *result,
                                             GError          **error);

/* A renewal could do without the person now. */
gboolean         dpa_account_can_renew      (DpaAccount       *self);
/* The running renewal; (nullable) (transfer none). Set by DpaRenewal itself. */
DpaRenewal      *dpa_account_get_renewal    (DpaAccount       *self);
void             dpa_account_set_renewal    (DpaAccount       *self,
                                             DpaRenewal       *renewal);
/* The next try waits, longer after each failure in a row… */
void             dpa_account_renewal_failed (DpaAccount       *self);
/* …or not any more: what was in the way may be gone. */
void             dpa_account_retry_renewal  (DpaAccount       *self);
void             dpa_account_set_in_agent   (DpaAccount       *self,
                                             gboolean          in_agent);
gboolean         dpa_account_is_in_agent    (DpaAccount       *self);

G_END_DECLS
