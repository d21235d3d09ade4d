/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/* Starting at login, as the preferences say: a file in the person's autostart folder (XDG Autostart
 * specification); in a sandbox the Background portal is asked. */
gboolean dpa_autostart_apply      (DpaAgent  *agent,
                                   GError   **error);
/* After the first sign-in: asks the person once, by a notification. */
void     dpa_autostart_ask        (DpaAgent  *agent);
/* The desktop said no. */
gboolean dpa_autostart_is_refused (void);

G_END_DECLS
