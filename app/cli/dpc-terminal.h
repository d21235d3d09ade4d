/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The person's terminal, for the hook: stdin and stdout are ssh's. While it is held, Ctrl-C is a
 * key and not a signal, because a signal would end the ssh that waits. It is put back on every way
 * out: release, exit(), and the signals that end a process.
 */
typedef struct _DpcTerminal DpcTerminal;

/* Whether somebody sits there: stderr is a terminal, /dev/tty opens, and we are in its foreground.
 * */
gboolean     dpc_terminal_is_attended (void);

/* (nullable): when it cannot be had. */
DpcTerminal *dpc_terminal_hold        (void);
void         dpc_terminal_release     (DpcTerminal *self);
int          dpc_terminal_get_fd      (DpcTerminal *self);

G_END_DECLS
