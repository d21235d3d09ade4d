/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * dp_browser_open:
 * @url: one of our own addresses; only http and https are ever handed on (security 13)
 *
 * With xdg-open, or PowerShell in the Windows Subsystem for Linux.
 *
 * Returns: whether a browser was started; DP_ERROR_URL, DP_ERROR_USAGE when there is none.
 */
gboolean dp_browser_open (const char *url,
                           GError    **error);

G_END_DECLS
