/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpf-store.h"

G_BEGIN_DECLS

/*
 * The service: gates ask, at most one worker an issuer fetches. Whether anything is to be fetched
 * is decided here, from the cache's files, before a process or a TLS connection is started.
 */

/* The socket that systemd has passed, or one made at DPG_FETCH_SOCKET, which takes root. -1:
 * error. */
int dpf_listen_open (gboolean     *activated,
                     const char   *cache_dir,
                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* Serves until nobody has asked for half a minute, when @activated, or for ever. */
int dpf_listen_run  (int           fd,
                     gboolean      activated,
                     const DpfStore *store,
                     const char   *config_dir);

G_END_DECLS
