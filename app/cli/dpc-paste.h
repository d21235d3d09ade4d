/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Lines that a person types or pastes while a sign-in waits. Only from a terminal that we are in
 * the foreground of: the standard input of a script is the script's.
 */
typedef struct _DpcPaste DpcPaste;

/* Returns: whether more lines are wanted. The text is wiped afterwards. */
typedef gboolean (*DpcPasteFunc) (const char *text,
                                  gpointer    user_data);

gboolean  dpc_paste_is_possible (void);
/* (nullable): %NULL when it is not possible */
DpcPaste *dpc_paste_new         (DpcPasteFunc  func,
                                 gpointer      user_data);
void      dpc_paste_free        (DpcPaste     *self);

G_END_DECLS
