/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * GDBus authorizes methods only: properties and the list of objects it answers to everybody. Here
 * who is refused for methods is refused for these as well (dpa-caller.h).
 */
typedef struct _DpaGuard DpaGuard;

/* Before @objects get their connection. */
DpaGuard *dpa_guard_new  (GDBusConnection    *connection,
                          GDBusObjectManager *objects);
void      dpa_guard_free (DpaGuard           *self);

G_END_DECLS
