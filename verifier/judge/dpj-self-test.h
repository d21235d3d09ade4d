/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dpj_self_test:
 *
 * Verifies built-in certificates. Each must be accepted, or refused for its own reason.
 *
 * Returns: %FALSE with DP_ERROR_CRYPTO, and the case, when one comes out otherwise: a library or
 * this build does not work as it must.
 */
gboolean dpj_self_test (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
