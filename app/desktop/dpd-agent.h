/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-account-list.h"

G_BEGIN_DECLS

typedef enum
{
  DPD_AGENT_STARTING,
  DPD_AGENT_RUNNING,
  DPD_AGENT_AWAY,          /* stopped, or cannot be started */
  DPD_AGENT_OTHER_VERSION, /* runs, and speaks another protocol than this window */
} DpdAgentStatus;

/*
 * The window's view of daypass-agent. Everything the window knows, it knows from here.
 *
 * Signals:
 *   "status-changed"                  dpd_agent_get_status()
 *   "manager-changed"                 a property of the manager changed
 *   "request-changed" (DpBusSignIn)   a sign-in appeared, or changed
 *   "request-gone" (path)             a sign-in is over, and its object away
 */
#define DPD_TYPE_AGENT (dpd_agent_get_type ())
G_DECLARE_FINAL_TYPE (DpdAgent, dpd_agent, DPD, AGENT, GObject)

DpdAgent       *dpd_agent_new (void);
/* Connects, and starts the agent when it does not run. */
void            dpd_agent_start (DpdAgent *self);
/* Ends an agent that runs, and starts it again. */
void            dpd_agent_restart (DpdAgent *self);
DpdAgentStatus  dpd_agent_get_status (DpdAgent *self);
/* English, for a bug report: why the agent is away. (transfer none) (nullable) */
const char     *dpd_agent_get_detail (DpdAgent *self);
DpdAccountList *dpd_agent_get_accounts (DpdAgent *self);
/* (transfer none) (nullable): %NULL until the agent was there once. */
DpBusManager   *dpd_agent_get_manager (DpdAgent *self);
/* (transfer full) (nullable): the sign-in at @path. */
DpBusSignIn    *dpd_agent_dup_request (DpdAgent   *self,
                                       const char *path);

/* A provider of Manager.Providers: value of @key, or "". (transfer none) */
const char     *dpd_provider_get (GVariant   *provider,
                                  const char *key);
/* (transfer full) (nullable): the provider with this id. */
GVariant       *dpd_agent_dup_provider (DpdAgent   *self,
                                        const char *id);

/**
 * dpd_agent_error_sentence:
 *
 * Returns: (transfer full): what went wrong in a call, in the person's language.
 */
char           *dpd_agent_error_sentence (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
