/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-manager.h"

G_BEGIN_DECLS

/* Answers what concerns providers. */
void dpa_manager_connect_providers (DpaManager *manager);

G_END_DECLS
