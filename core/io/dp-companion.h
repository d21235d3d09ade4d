/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The way to the agent: over the session bus where there is one and can start it, else over a
 * private connection to an agent of its own, which ends with this process.
 *
 * Errors: DP_ERROR_UNREACHABLE, and those of GIO.
 */
typedef enum
{
  DP_COMPANION_PRIVATE = 1 << 0, /* start one where none can be reached */
  DP_COMPANION_SILENT = 1 << 1,  /* its messages are not for our terminal */
} DpCompanionFlags;

/* @name: the agent's name on that connection; %NULL on a private one, where there are no names. */
GDBusConnection *dp_companion_connect    (DpCompanionFlags  flags,
                                          const char      **name,
                                          GError          **error);
gboolean         dp_companion_is_running (GDBusConnection  *connection);

G_END_DECLS
