/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Ids of accounts and providers: our own words, [a-z0-9][a-z0-9-]{0,31}. They become file names,
 * ssh_config lines and object paths, so nothing of a token or a profile is ever one unchecked. The
 * names of other files in ~/.ssh/daypass are none.
 */
#define DPA_ID_MAX 32

gboolean dpa_id_is_valid   (const char  *id);

/**
 * dpa_id_make:
 * @text: what to name it after: a label, a host; any text
 * @taken: asked for each candidate
 *
 * Returns: (transfer full): a valid id for which @taken is false, "account" when nothing of @text
 *   can be used, with "-2", "-3"… as needed.
 */
char    *dpa_id_make       (const char  *text,
                            gboolean   (*taken) (const char *id, gpointer user_data),
                            gpointer     user_data);

/* The last element of an object path ("-" as "_2d") and back; dup_from gives NULL for another. */
char    *dpa_id_to_path    (const char  *prefix,
                            const char  *id);
char    *dpa_id_from_path  (const char  *prefix,
                            const char  *path);

G_END_DECLS
