/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-changes.h"

#include <stdio.h>

#include "dp-text.h"
#include "dpm-json.h"

typedef struct
{
  char    *path;
  gboolean changed;
} Entry;

struct _DpmChanges
{
  const DpmOptions *options;
  GArray           *entries; /* of Entry */
  GPtrArray        *remarks; /* of char * */
  gboolean          any;
};

static void
entry_clear (gpointer data)
{
  g_free (((Entry *) data)->path);
}

DpmChanges *
dpm_changes_new (const DpmOptions *options)
{
  DpmChanges *self = g_new0 (DpmChanges, 1);

  self->options = options;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
dpm_changes_free (DpmChanges *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_ptr_array_unref (self->remarks);
  g_free (self);
}

void
dpm_changes_note (DpmChanges *self,
                  const char *path,
                  gboolean    changed)
{
  Entry entry = { g_strdup (path), changed };

  g_array_append_val (self->entries, entry);
  self->any = self->any || changed;
}

gboolean
dpm_changes_apply (DpmChanges     *self,
                   const char     *path,
                   DpmFile        *file,
                   const DpmTable *table,
                   GError        **error)
{
  g_autoptr (GBytes) text = dpm_table_to_bytes (table);
  gboolean changed = !g_bytes_equal (text, dpm_file_get_text (file));

  if (changed && !self->options->check && !dpm_file_replace (file, text, error))
    return FALSE;
  dpm_changes_note (self, path, changed);
  return TRUE;
}

void
dpm_changes_remark (DpmChanges *self,
                    const char *format,
                    ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->remarks, dp_text_display (text, -1));
}

gboolean
dpm_changes_is_check (const DpmChanges *self)
{
  return self->options->check;
}

static const char *
word_for (const DpmChanges *self,
          gboolean          changed)
{
  if (!changed)
    return "ok";
  return self->options->check ? "would change" : "changed";
}

static void
print_json (const DpmChanges *self)
{
  g_autoptr (DpmJson) json = dpm_json_new ();

  dpm_json_begin_object (json, NULL);
  dpm_json_add_string (json, "result", word_for (self, self->any));
  dpm_json_begin_array (json, "files");
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);

      dpm_json_begin_object (json, NULL);
      dpm_json_add_string (json, "path", entry->path);
      dpm_json_add_string (json, "result", word_for (self, entry->changed));
      dpm_json_end (json);
    }
  dpm_json_end (json);
  dpm_json_begin_array (json, "notes");
  for (guint i = 0; i < self->remarks->len; i++)
    dpm_json_add_string (json, NULL, self->remarks->pdata[i]);
  dpm_json_end (json);
  dpm_json_print (json);
}

static void
print_text (const DpmChanges *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      g_autofree char *path = dp_text_display (entry->path, -1);

      printf ("%s %s\n", word_for (self, entry->changed), path);
    }
  for (guint i = 0; i < self->remarks->len; i++)
    fprintf (stderr, "note: %s\n", (const char *) self->remarks->pdata[i]);
}

int
dpm_changes_finish (DpmChanges *self)
{
  if (self->options->json)
    print_json (self);
  else
    print_text (self);
  return self->any && self->options->check ? DPM_EXIT_PROBLEMS : DPM_EXIT_OK;
}
