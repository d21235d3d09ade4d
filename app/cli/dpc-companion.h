/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"

G_BEGIN_DECLS

/*
 * The command line's way to the agent: over the session bus where there is one, else over a private
 * connection to an agent of its own, which ends with this command.
 */
typedef struct
{
  GDBusConnection *connection;
  const char      *name; /* (nullable): on a private connection there are no names */
  DpBusManager    *manager;
} DpcCompanion;

#define DPC_COMPANION_ROOT "/io/github/daypass/Daypass/Agent"

typedef enum
{
  DPC_COMPANION_ANY,  /* an agent of our own where there is no bus */
  DPC_COMPANION_BUS,  /* only over the bus */
} DpcCompanionKind;

DpcCompanion *dpc_companion_open     (DpcCompanionKind    kind,
                                      GError            **error);
void          dpc_companion_free     (DpcCompanion       *self);

/* (transfer full) (element-type DpBusAccount): in the person's order */
GPtrArray    *dpc_companion_list     (DpcCompanion       *self,
                                      GError            **error);
/* (transfer full) (nullable): by its id, or by its identity when only one has that */
DpBusAccount *dpc_companion_find     (DpcCompanion       *self,
                                      const char         *account,
                                      GError            **error);
DpBusSignIn  *dpc_companion_watch    (DpcCompanion       *self,
                                      const char         *request,
                                      GError            **error);

/* ~/.opk/config.yml has changed: a companion that runs reads it again. None is started for it. */
void          dpc_companion_reread   (void);

/* Turns the agent's error into one of DP_ERROR with its sentence; takes @error. */
int           dpc_companion_report   (GError             *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpcCompanion, dpc_companion_free)

G_END_DECLS
