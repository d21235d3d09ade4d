/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The process's surroundings: environment and clock. Ring 1 gets their values passed
 * in.
 */

/* (transfer none) (nullable): %NULL also when it is empty or not UTF-8. The only reader of the
 * environment. */
const char *dp_env_get    (const char *name);
/* $HOME when it is absolute, else the passwd entry's; (transfer none) */
const char *dp_env_home   (void);
/* Seconds since 1970 UTC. */
gint64      dp_clock_now  (void);
/* Before secrets are held: no core files, no ptrace by others of the same user, umask 077. */
void        dp_process_protect (void);
/* A GSpawnChildSetupFunc for programs of the person's (the browser): our umask and core limit end
 * here, and Ctrl-C in our terminal is not for them. */
void        dp_process_release_child (gpointer unused);

G_END_DECLS
