/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-session.h"

/* The programs that the gate starts for the judge: home policy, plugins, chain. */

/* NEED_HOME: the login's own ~/.opk/auth_id, as a HOME frame. */
bool dpg_helpers_answer_home    (DpgSession    *session) __attribute__ ((warn_unused_result));
/* PLUGINS: runs the policy plugins with the record of the judge; a PLUGINS_DONE frame. */
bool dpg_helpers_answer_plugins (DpgSession    *session) __attribute__ ((warn_unused_result));
/* A plain key: whether a chained command printed lines for sshd, which are then on stdout. */
bool dpg_helpers_run_chain      (const DpgArgs *args);
