/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Children of the gate. None of them gets sshd's descriptors (sshd waits for end-of-file on ours,
 * so a forgotten child would hold up the login), each is the leader of its own session, has an
 * empty environment unless one is given, and standard signals.
 */
typedef struct
{
  pid_t pid;
  int   to;   /* the child's stdin; non-blocking; -1 when closed */
  int   from; /* the child's stdout */
} DpgChild;

#define DPG_CHILD_INIT { .pid = -1, .to = -1, .from = -1 }

/**
 * dpg_spawn:
 * @path: the program
 * @argv, @env: NULL terminated
 * @files: descriptors that become 3, 4, 5 … in the child; opened in that order
 *
 * The child's stderr is not writable.
 */
bool dpg_spawn         (const char        *path,
                        char *const       *argv,
                        char *const       *env,
                        const int         *files,
                        int                n_files,
                        DpgChild          *out) __attribute__ ((warn_unused_result));

/* Path of a program of ours, next to the gate itself. The gate has no privilege that a copy of it
 * somewhere else would not have, so that place needs no check. */
bool dpg_spawn_sibling (const char        *name,
                        char              *out,
                        size_t             size) __attribute__ ((warn_unused_result));

/* Kills what is left of the child's session, without waiting for it, and closes our ends. */
void dpg_child_end     (DpgChild          *self);
