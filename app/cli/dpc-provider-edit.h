/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpc-command.h"

G_BEGIN_DECLS

/* `provider add`, `remove` and `edit`: ~/.opk/config.yml, changed in place. */
int dpc_provider_add_main    (int    argc,
                              char **argv);
int dpc_provider_remove_main (int    argc,
                              char **argv);
int dpc_provider_edit_main   (int    argc,
                              char **argv);

G_END_DECLS
