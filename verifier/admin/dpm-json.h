/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Writes the --json output: two spaces a level, members in the order of the calls. Text is made
 * valid UTF-8; control characters are escaped, so a terminal that shows the output cannot be
 * driven by it.
 * @name is %NULL for elements of an array and for the outermost value.
 */
typedef struct _DpmJson DpmJson;

DpmJson *dpm_json_new          (void);
void     dpm_json_free         (DpmJson    *self);
void     dpm_json_begin_object (DpmJson    *self,
                                const char *name);
void     dpm_json_begin_array  (DpmJson    *self,
                                const char *name);
/* Ends the innermost object or array. */
void     dpm_json_end          (DpmJson    *self);
void     dpm_json_add_string   (DpmJson    *self,
                                const char *name,
                                const char *value); /* (nullable): null */
void     dpm_json_add_int      (DpmJson    *self,
                                const char *name,
                                gint64      value);
void     dpm_json_add_bool     (DpmJson    *self,
                                const char *name,
                                gboolean    value);
/* (transfer full): the document with a newline at its end; what is open is ended */
char    *dpm_json_finish       (DpmJson    *self);
/* Prints it. A command prints one document, or main() the one that says that it failed. */
void     dpm_json_print        (DpmJson    *self);
gboolean dpm_json_was_printed  (void);

/* The canonical form of core/json with line breaks and two spaces a level, everything that is not
 * printable escaped; (transfer full) */
char    *dpm_json_pretty       (const char *canonical);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmJson, dpm_json_free)

G_END_DECLS
