/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One file of /etc/opk/policy.d (protocol section 4.7): a YAML map with "name" and "command", other
 * keys ignored. Trust: the file is the administrator's; the caller checks that the command is.
 */
typedef struct
{
  char  *name;
  char **words;    /* of the command, NULL terminated, at least one */
  char  *settings; /* what OPKSSH_PLUGIN_CONFIG holds: base64 of "name: …\ncommand: …\n" */
} DpPluginConfig;

/**
 * dp_plugin_config_parse:
 *
 * Returns: (transfer full) (nullable): DP_ERROR_CONFIG, with "line L, column C: " first where
 * there is a place; DP_ERROR_TABLE_ROW for a command that does not split; DP_ERROR_LIMIT;
 * DP_ERROR_UTF8.
 */
DpPluginConfig *dp_plugin_config_parse (const guint8   *data,
                                        gsize           len,
                                        GError        **error) G_GNUC_WARN_UNUSED_RESULT;
void            dp_plugin_config_free  (DpPluginConfig *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpPluginConfig, dp_plugin_config_free)

G_END_DECLS
