/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/**
 * dpa_diagnose:
 * @account: (nullable): one account, or everything
 * @invocation: of Diagnose(); answered within fifteen seconds
 *
 * What a sign-in and a login need, each as a check with what mends it.
 */
void     dpa_diagnose (DpaAgent              *agent,
                       DpaAccount            *account,
                       GDBusMethodInvocation *invocation);

/* Carries out a fix of ours: Invalid for others. */
gboolean dpa_fix      (DpaAgent              *agent,
                       const char            *fix,
                       DpaAccount            *account,
                       GError               **error);

G_END_DECLS
