/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Who is at the other end of a call (architecture section 6): peers of the same user are trusted
 * not to steal, not trusted not to annoy; a sandboxed peer that is not ours is refused.
 */
typedef enum
{
  DPA_CALLER_SANDBOXED, /* in a sandbox that is not ours, or not to be found out: refused */
  DPA_CALLER_OUTSIDE,   /* some program of the person */
  DPA_CALLER_OWN,       /* one of our programs */
  DPA_CALLER_WINDOW,    /* our window program */
} DpaCallerKind;

/**
 * dpa_caller_find_kind:
 * @sender: (nullable): unique name; %NULL on a private connection, which only our command line
 * makes
 *
 * Asks the bus once and remembers; may block, so call it where blocking is allowed (the thread of
 * "g-authorize-method"). Thread safe.
 */
DpaCallerKind dpa_caller_find_kind (GDBusConnection *connection,
                                    const char      *sender);

/* Whether it has been found out already, and is not refused. Never blocks; thread safe. */
gboolean      dpa_caller_is_known_good (const char *sender);

/* Refuses what this caller may not do; for "g-authorize-method". */
gboolean      dpa_caller_authorize (GDBusInterfaceSkeleton *skeleton,
                                    GDBusMethodInvocation  *invocation,
                                    gpointer                user_data);

G_END_DECLS
