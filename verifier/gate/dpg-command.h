/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Which programs the gate may start: those that only root can change, as sshd demands it of its own
 * AuthorizedKeysCommand. opkssh looks at the file alone; the directories matter as much.
 */

/* Owned by root, not writable by group or others. */
bool  dpg_command_is_roots (const struct stat *st);

/* Returns: the path without symbolic links, to be freed; NULL when the program, or a directory
 * above it, is not root's, or it cannot be run. */
char *dpg_command_resolve  (const char        *command);
