/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/* Answers what is called on the account's object. */
void dpa_account_connect_methods (DpaAccount *account);

G_END_DECLS
