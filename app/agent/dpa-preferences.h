/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-store.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The Preferences property: a{sv}, floating. @locked: keys that a profile fixes. */
GVariant *dpa_preferences_to_variant (const DpaPreferences *self,
                                      const char *const    *locked);

/**
 * dpa_preferences_change:
 * @changes: a{sv} as SetPreferences() takes it
 *
 * All or nothing: NotAllowed for a locked key, Invalid for an unknown one or a value that cannot
 * be.
 */
gboolean  dpa_preferences_change     (DpaPreferences       *self,
                                      GVariant             *changes,
                                      const char *const    *locked,
                                      GError              **error);

G_END_DECLS
