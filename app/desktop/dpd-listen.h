/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* In dispose: lets go of the object at @place, whose signals do not reach @listener any more. A
 * widget may live on until a call has ended, and must not hear of anything then. */
static inline void
dpd_unlisten (gpointer place,
              gpointer listener)
{
  GObject **object = place;

  if (*object != NULL)
    g_signal_handlers_disconnect_by_data (*object, listener);
  g_clear_object (object);
}

G_END_DECLS
