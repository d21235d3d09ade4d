/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/* Starts a sign-in that nobody answers, lets its ten minutes go by, and checks what is left of it.
 * The test's dpa_clock_add_limit() is the linker's --wrap. */
void dpt_limit_check_runs_out (DpaAccount *account);

G_END_DECLS
