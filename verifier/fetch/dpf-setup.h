/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-config.h"
#include "dp-providers.h"
#include "dpf-store.h"

G_BEGIN_DECLS

/* What the fetcher reads from the administrator: issuers come from here and from nowhere else. */
typedef struct
{
  DpProviders *providers;
  DpConfig    *config;
} DpfSetup;

gboolean              dpf_setup_load       (const char      *config_dir,
                                            DpfSetup        *out,
                                            GError         **error) G_GNUC_WARN_UNUSED_RESULT;
void                  dpf_setup_clear      (DpfSetup        *self);

/* The environment becomes env_vars of the configuration and nothing else; libcurl starts. */
void                  dpf_setup_start_http (const DpfSetup  *self);

/* The row in @line of the file; NULL when there is none in force. */
const DpProvidersRow *dpf_setup_find_row   (const DpfSetup  *self,
                                            guint            line);

/**
 * dpf_setup_open_store:
 *
 * Opens the cache and, when started as root, becomes the user who owns it, in the group of the
 * directory. Refuses a cache that is root's, or somebody else's.
 */
DpfStore             *dpf_setup_open_store (const char      *cache_dir,
                                            GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DpfSetup, dpf_setup_clear)

G_END_DECLS
