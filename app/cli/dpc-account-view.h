/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"
#include "dpc-json.h"

G_BEGIN_DECLS

/* How an account of the companion is shown: "ID<tab>IDENTITY<tab>STATE", or an object. */
void        dpc_account_print    (DpBusAccount *account);
/* How it stands; (transfer full). */
char       *dpc_account_dup_line (DpBusAccount *account);
void        dpc_account_add_json (DpBusAccount *account,
                                  DpcJson      *out);
/* Identity, else the provider's name; (transfer none) */
const char *dpc_account_get_name (DpBusAccount *account);

/* All of them, an array of objects with --json. */
void        dpc_accounts_print   (GPtrArray    *accounts);

/* Checks of the companion: each as a sentence on stderr, and as an object into the array @name of
 * @out, which may be %NULL. */
void        dpc_checks_print     (GVariant     *checks,
                                  const char   *name,
                                  DpcJson      *out);

G_END_DECLS
