/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-notes-file.h"

#define GROUP "shown"
#define TODAY "today:" /* GKeyFile has no empty keys */
#define KEYS_MAX 4096

void
dpa_notes_file_save (const char *path,
                     const char *owner,
                     GHashTable *shown)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key, value;

  g_key_file_set_string (file, "service", "owner", owner);
  g_hash_table_iter_init (&iter, shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_key_file_set_uint64 (file, GROUP, *(char *) key != '\0' ? key : TODAY,
                           GPOINTER_TO_UINT (value));
  if (!g_key_file_save_to_file (file, path, &error))
    g_debug ("%s: %s", path, error->message);
}

void
dpa_notes_file_load (const char *path,
                     const char *owner,
                     GHashTable *shown)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *was = NULL;
  g_auto (GStrv) keys = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  was = g_key_file_get_string (file, "service", "owner", NULL);
  keys = g_key_file_get_keys (file, GROUP, NULL, NULL);
  if (g_strcmp0 (was, owner) != 0 || keys == NULL)
    return;
  for (guint i = 0; keys[i] != NULL && i < KEYS_MAX; i++)
    {
      guint64 number = g_key_file_get_uint64 (file, GROUP, keys[i], NULL);

      if (number != 0 && number <= G_MAXUINT32)
        g_hash_table_insert (shown, g_strdup (g_str_equal (keys[i], TODAY) ? "" : keys[i]),
                             GUINT_TO_POINTER ((guint) number));
    }
}
