/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/*
 * "Is this a provider?", while one is being added: asks its discovery document and says in checks
 * what is wrong. What passed may be added for ten minutes.
 */

/* Answers @invocation; at most ten seconds. A later question of the same caller ends this one. */
void         dpa_provider_check      (DpaAgent              *agent,
                                      GDBusMethodInvocation *invocation,
                                      GVariant              *values);

/**
 * dpa_provider_check_take:
 * @values: a{sv} as AddProvider() and EditProvider() take it
 * @old: (nullable): what is edited
 *
 * Returns: (transfer full) (nullable): the provider, when it has passed; what keeps issuer and
 *   client of @old has passed before. Invalid otherwise.
 */
DpaProvider *dpa_provider_check_take (GVariant              *values,
                                      const DpaProvider     *old,
                                      GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): from the bus, without asking anybody; Invalid. */
DpaProvider *dpa_provider_from_values (GVariant             *values,
                                       const DpaProvider    *old,
                                       GError              **error);

G_END_DECLS
