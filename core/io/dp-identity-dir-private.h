/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-dir.h"

G_BEGIN_DECLS

/* ~/.ssh/opkssh and the IdentityFile lines of its config (protocol sections 2.3 and 2.4). */
char     *_dp_identity_dir_path   (const char *home);
/* The line for the key @name on top, unless its path is in the file already. */
gboolean  _dp_identity_dir_add    (DpDir      *dir,
                                   const char *name,
                                   GError    **error);
gboolean  _dp_identity_dir_remove (DpDir      *dir,
                                   const char *name,
                                   GError    **error);

G_END_DECLS
