/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * CI systems that give a job an ID token (protocol sections 3.3 and 3.6). They are found in the
 * environment and never shown in a chooser.
 */

/* Reads one environment variable; %NULL when it is not set or empty. */
typedef const char *(*DpEnvFunc) (const char *name);

/* (transfer full) (element-type DpProvider): what the environment offers, often nothing */
GPtrArray  *dp_ci_detect  (DpEnvFunc   get);

/* Why the alias of a CI system is not known here; (transfer none) (nullable): %NULL when @alias is
 * not one of theirs. */
const char *dp_ci_explain (const char *alias);

G_END_DECLS
