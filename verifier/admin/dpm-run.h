/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DPM_RUN_OUTPUT_MAX (1024 * 1024)

/**
 * dpm_run:
 * @argv: NULL terminated; the first is the program's path
 * @user: (nullable): who runs it when we are root; %NULL: we
 * @status: (out) (optional): the exit status, -1 for a signal
 *
 * Runs a program with an empty environment, /dev/null as its input, for at most 20 s; its stderr is
 * ours.
 *
 * Returns: (transfer full) (nullable): what it printed; DP_ERROR_FILE when it cannot be started,
 * DP_ERROR_TIMED_OUT, DP_ERROR_LIMIT.
 */
char *dpm_run (const char *const *argv,
               const char        *user,
               int               *status,
               GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
