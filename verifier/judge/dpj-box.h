/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What holds the judge while it reads a stranger's bytes: no new privileges, Landlock (no file, no
 * TCP port, no abstract socket), a seccomp program that kills for every system call but a handful,
 * resource limits, not dumpable. It is closed before anything is read, and cannot be opened.
 */
typedef struct
{
  gboolean no_new_privs;
  gboolean undumpable;
  gboolean limits;
  int      landlock; /* the kernel's ABI, 0: none */
  gboolean seccomp;
} DpjBox;

void     dpj_box_close       (DpjBox       *out);
/* Whether everything that we know took hold; the newest Landlock is not needed for that. */
gboolean dpj_box_is_complete (const DpjBox *self);
/* "no-new-privs undumpable limits landlock-7 seccomp"; (transfer full) */
char    *dpj_box_describe    (const DpjBox *self);

/* dpj-box-filter.c; FALSE when the kernel or the machine has no filter. */
gboolean dpj_box_filter      (void);

G_END_DECLS
