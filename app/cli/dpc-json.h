/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What --json prints: one object or array. Names may be NULL inside an array. */
typedef struct _DpcJson DpcJson;

DpcJson *dpc_json_new         (void);
void     dpc_json_free        (DpcJson    *self);
void     dpc_json_begin       (DpcJson    *self,
                               const char *name);
void     dpc_json_end         (DpcJson    *self);
void     dpc_json_begin_array (DpcJson    *self,
                               const char *name);
void     dpc_json_end_array   (DpcJson    *self);
/* A %NULL @value is written as null. Text that is not UTF-8 is made printable. */
void     dpc_json_text        (DpcJson    *self,
                               const char *name,
                               const char *value);
void     dpc_json_int         (DpcJson    *self,
                               const char *name,
                               gint64      value);
void     dpc_json_bool        (DpcJson    *self,
                               const char *name,
                               gboolean    value);
/* @json: a JSON document of ours or one that core/json has accepted */
void     dpc_json_raw         (DpcJson    *self,
                               const char *name,
                               const char *document);
/* On stdout; indented, or on one line once dpc_json_use_lines() was called: for commands that stay
 * and print a document for each change. */
void     dpc_json_print       (DpcJson    *self);
void     dpc_json_use_lines   (void);
/* @document, indented; (transfer full) (nullable) */
char    *dpc_json_dup_pretty  (const char *document);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpcJson, dpc_json_free)

G_END_DECLS
