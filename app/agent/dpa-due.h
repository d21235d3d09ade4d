/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/* What a new verdict asks for: a renewal, a notification, its withdrawal. Each end is told once. */
void dpa_due (DpaAccount       *account,
              const DpaVerdict *verdict,
              gint64            now);

G_END_DECLS
