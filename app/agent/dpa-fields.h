/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Structs whose members are kept as keys of one GKeyFile group, by table. A key that is absent or
 * does not fit keeps the member's default; a key that no table names is left alone, so that a newer
 * version's settings survive this one.
 */
typedef enum
{
  DPA_FIELD_TEXT,   /* char *, never NULL after reading */
  DPA_FIELD_LIST,   /* char **, never NULL after reading */
  DPA_FIELD_TIME,   /* gint64 */
  DPA_FIELD_NUMBER, /* guint */
  DPA_FIELD_SWITCH, /* gboolean */
} DpaFieldType;

typedef struct
{
  const char  *key;
  DpaFieldType type;
  gsize        offset;
  const char  *fallback; /* text form of the default; NULL: empty, 0, false */
} DpaField;

void dpa_fields_read  (const DpaField *fields,
                       gsize           n_fields,
                       GKeyFile       *file,
                       const char     *group,
                       gpointer        object);
/* Writes what differs from the default, removes the keys of what does not. */
void dpa_fields_write (const DpaField *fields,
                       gsize           n_fields,
                       GKeyFile       *file,
                       const char     *group,
                       gconstpointer   object);
void dpa_fields_clear (const DpaField *fields,
                       gsize           n_fields,
                       gpointer        object);

G_END_DECLS
