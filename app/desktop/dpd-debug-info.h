/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

G_BEGIN_DECLS

/**
 * dpd_debug_info:
 *
 * Returns: (transfer full): versions and states for a bug report, English, with nothing private in
 *   it: no names, addresses, hosts or paths.
 */
char *dpd_debug_info (DpdAgent *agent) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
