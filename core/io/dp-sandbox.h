/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether this program runs inside our Flatpak. */
gboolean    dp_sandbox_is_inside (void);

/* Where the agent keeps keys, below the home directory: ".ssh/daypass"; inside a Flatpak a folder
 * of its own below that, the only one of ~/.ssh that it can see (security 21). */
const char *dp_sandbox_key_folder (void);

G_END_DECLS
