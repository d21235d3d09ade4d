/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers of notifications on the screen (key -> guint32), for the next process of ours. They
 * mean something only to the service that gave them: @owner is its unique name. */
void dpa_notes_file_save (const char *path,
                          const char *owner,
                          GHashTable *shown);
void dpa_notes_file_load (const char *path,
                          const char *owner,
                          GHashTable *shown);

G_END_DECLS
