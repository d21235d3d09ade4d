/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-http.h"

G_BEGIN_DECLS

/*
 * Who asks providers, one for all accounts and only while somebody asks: connections and the
 * system's authorities weigh more than the rest of the agent, and are given back to the system when
 * the last reference goes. The first one reads them, so it is taken where something is asked.
 * (transfer full)
 */
DpHttp *dpa_http_ref (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
