/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * What a notification's button does. Only here does the agent open a browser: somebody has just
 * asked for it (architecture section 6).
 *
 * @token: (nullable): what lets a window come to the front
 */
void dpa_opener_sign_in       (DpaAccount *account,
                               const char *token);
/* The round of dpa-round.h. */
void dpa_opener_sign_in_today (DpaAgent   *agent,
                               const char *token);
/* @account: id; "" for the list */
void dpa_opener_show_window   (DpaAgent   *agent,
                               const char *account,
                               const char *token);

G_END_DECLS
