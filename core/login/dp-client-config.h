/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * ~/.opk/config.yml, opkssh's file (protocol section 3.2). Errors say "line 3, column 5: …".
 * Unknown keys are ignored, as opkssh does, and listed. Aliases, anchors, tags, a second document
 * and repeated keys are refused.
 */
typedef struct _DpClientConfig DpClientConfig;

/* DP_ERROR_CONFIG, DP_ERROR_LIMIT */
DpClientConfig    *dp_client_config_parse        (const guint8         *data,
                                                  gsize                 len,
                                                  GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* What opkssh uses without a file. */
DpClientConfig    *dp_client_config_new_default  (void);
void               dp_client_config_free         (DpClientConfig       *self);
/* The text that --create-config writes; (transfer none) */
const char        *dp_client_config_default_text (void);

const char        *dp_client_config_get_default  (const DpClientConfig *self); /* "" when not set */
/* (transfer none) (element-type DpProvider) in file order */
GPtrArray         *dp_client_config_get_providers (const DpClientConfig *self);
const char *const *dp_client_config_get_unknown  (const DpClientConfig *self);

/* The file of a home: (transfer full) */
char              *dp_client_config_dup_path     (const char           *home);
/* Reads it; @path NULL: the home's. A missing file gives the default and sets @missing. */
DpClientConfig    *dp_client_config_load         (const char           *path,
                                                  gboolean             *missing,
                                                  GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpClientConfig, dp_client_config_free)

G_END_DECLS
