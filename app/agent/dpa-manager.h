/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/* The Manager object: what concerns no single account. */
typedef struct _DpaManager DpaManager;

/* Exports it. */
DpaManager   *dpa_manager_new       (DpaAgent   *agent);
void          dpa_manager_free      (DpaManager *self);
/* Brings its properties up to date; what did not change is not sent. */
void          dpa_manager_publish   (DpaManager *self);
DpaAgent     *dpa_manager_get_agent (DpaManager *self);
DpBusManager *dpa_manager_get_bus   (DpaManager *self);

G_END_DECLS
