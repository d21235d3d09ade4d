/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * Changes to the text of ~/.opk/config.yml that leave everything else as it was written: comments,
 * order, unknown keys. Pure. A file in a form that cannot be changed line by line (a list in
 * brackets, for one) is refused, and so is a change after which the file would not be valid.
 *
 * All: (transfer full) (nullable): the new text; DP_ERROR_CONFIG, DP_ERROR_USAGE.
 */
char *dp_config_add_provider    (const char           *text,
                                 const DpProviderSpec *spec,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;
char *dp_config_remove_provider (const char           *text,
                                 const char           *alias,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* Members of @changes that are not %NULL replace or add theirs; send_access_token only when it is
 * %TRUE. */
char *dp_config_edit_provider   (const char           *text,
                                 const char           *alias,
                                 const DpProviderSpec *changes,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
