/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `login --all`: signs in every account of the companion whose sign-in ends before midnight, one
 * after the other. Exit code. */
int dpc_login_all (void);

G_END_DECLS
