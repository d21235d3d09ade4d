/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-provider.h"

G_BEGIN_DECLS

/* @written: the value as it stands in YAML, quoted where that is needed */
typedef void (*DpConfigMemberFunc) (const char *key,
                                    const char *written,
                                    gpointer    user_data);

/* Calls @func for each member of @spec that is set, in the order of opkssh's own file. */
void _dp_config_foreach_member (const DpProviderSpec *spec,
                                DpConfigMemberFunc    func,
                                gpointer              user_data);

G_END_DECLS
