/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/* Record and key as properties on the bus; what did not change is not sent. */
void dpa_account_publish_record (DpaAccount *self);
void dpa_account_publish_key    (DpaAccount *self);

G_END_DECLS
