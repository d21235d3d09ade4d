/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/*
 * The last look at what sshd will get. The judge made the line, and the judge has read a stranger's
 * bytes: whatever happened to it, nothing but
 *   cert-authority[,principals="opkssh-wildcard"|,principals="<login>"] <key type> <base64>
 * goes out (security requirement 7). No other option, and no second line, can get into it.
 */
bool dpg_line_is_sane (const char *line,
                       const char *login) __attribute__ ((warn_unused_result));
