/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-notes.h"

G_BEGIN_DECLS

/* How a notification goes over the bus: to the desktop's service, or to the portal. */
#define DPA_NOTES_SERVICE "org.freedesktop.Notifications"
#define DPA_NOTES_PATH "/org/freedesktop/Notifications"

/* Key, title and buttons as one value; floating. */
GVariant *dpa_note_pack  (const DpaNoteText   *text);
/* @replaces: the number of the one on the screen, or 0; %NULL: through the portal. The answer is
 * "(u)", the portal's is empty. */
void      dpa_note_send  (GDBusConnection     *connection,
                          GVariant            *packed,
                          const guint32       *replaces,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data);
/* @portal_key: (nullable): of one that the portal shows, instead of @number */
void      dpa_note_close (GDBusConnection     *connection,
                          const char          *portal_key,
                          guint32              number);

G_END_DECLS
