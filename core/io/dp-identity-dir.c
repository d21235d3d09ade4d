/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-identity-dir-private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "dp-error.h"
#include "dp-key-store.h"

#define INCLUDE_LINE "Include ~/.ssh/opkssh/config"
#define CONFIG "config"
/* of the names of key files: see sanitise () in dp-key-store.c */
#define PLAIN_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-"
#define CONFIG_MAX (1024 * 1024)

char *
_dp_identity_dir_path (const char *home)
{
  return g_build_filename (home, ".ssh", "opkssh", NULL);
}

/* "" when the file is not there. */
static char *
read_config (DpDir   *dir,
             GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (!dp_dir_has (dir, CONFIG))
    return g_strdup ("");
  content = dp_dir_read (dir, CONFIG, CONFIG_MAX, error);
  if (content == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
}

static gboolean
write_config (DpDir      *dir,
              const char *name,
              const char *text,
              GError    **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return dp_dir_write (dir, name, content, 0600, error);
}

static char *
dup_line (DpDir      *dir,
          const char *name)
{
  g_autofree char *path = g_build_filename (dp_dir_get_path (dir), name, NULL);

  return g_strdup_printf (strchr (path, ' ') != NULL ? "IdentityFile \"%s\"" : "IdentityFile %s",
                          path);
}

/* Whether the whole @path is there, not only as the beginning of another name: that of one client
 * may begin with that of another. */
static gboolean
mentions (const char *text,
          const char *path)
{
  for (const char *at = strstr (text, path); at != NULL; at = strstr (at + 1, path))
    if (strspn (at + strlen (path), PLAIN_CHARACTERS) == 0)
      return TRUE;
  return FALSE;
}

gboolean
_dp_identity_dir_add (DpDir      *dir,
                      const char *name,
                      GError    **error)
{
  g_autofree char *text = read_config (dir, error);
  g_autofree char *path = g_build_filename (dp_dir_get_path (dir), name, NULL);
  g_autofree char *line = dup_line (dir, name);
  g_autofree char *changed = NULL;

  if (text == NULL)
    return FALSE; /* nocheck: set by the read */
  if (mentions (text, path))
    return TRUE;
  changed = g_strdup_printf ("%s\n%s", line, text);
  return write_config (dir, CONFIG, changed, error);
}

gboolean
_dp_identity_dir_remove (DpDir      *dir,
                         const char *name,
                         GError    **error)
{
  g_autofree char *text = read_config (dir, error);
  g_autofree char *line = dup_line (dir, name);
  g_autoptr (GString) kept = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  if (text == NULL)
    return FALSE; /* nocheck: set by the read */
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *stripped = g_strstrip (g_strdup (lines[i]));

      if (g_str_equal (stripped, line))
        continue;
      g_string_append (kept, lines[i]);
      if (lines[i + 1] != NULL)
        g_string_append_c (kept, '\n');
    }
  return g_str_equal (kept->str, text) || write_config (dir, CONFIG, kept->str, error);
}

gboolean
dp_key_store_has_identity_dir (const char *home)
{
  g_autofree char *config = g_build_filename (home, ".ssh", CONFIG, NULL);
  g_autofree char *dir = _dp_identity_dir_path (home);
  g_autofree char *own = g_build_filename (dir, CONFIG, NULL);
  g_autofree char *text = NULL;

  return g_file_test (own, G_FILE_TEST_EXISTS) && g_file_get_contents (config, &text, NULL, NULL)
         && strstr (text, INCLUDE_LINE) != NULL;
}

/* Where ~/.ssh/config really is: people link it into their collection of dot files, and that link
 * must survive. */
static DpDir *
open_config_dir (const char *home,
                 char      **name,
                 GError    **error)
{
  g_autofree char *ssh = g_build_filename (home, ".ssh", NULL);
  g_autofree char *config = g_build_filename (ssh, CONFIG, NULL);
  g_autofree char *dir = NULL;
  char real[PATH_MAX];

  if (!g_file_test (config, G_FILE_TEST_IS_SYMLINK) || realpath (config, real) == NULL)
    {
      *name = g_strdup (CONFIG);
      return dp_dir_open (ssh, DP_DIR_CREATE | DP_DIR_PRIVATE, error);
    }
  dir = g_path_get_dirname (real);
  *name = g_path_get_basename (real);
  return dp_dir_open (dir, DP_DIR_PRIVATE, error);
}

static gboolean
add_include (const char *home,
             gboolean   *changed,
             GError    **error)
{
  g_autofree char *name = NULL;
  g_autoptr (DpDir) dir = open_config_dir (home, &name, error);
  g_autoptr (GBytes) content = NULL;
  g_autofree char *text = NULL;
  g_autofree char *with_line = NULL;

  if (dir == NULL)
    return FALSE; /* nocheck: set by the open */
  if (dp_dir_has (dir, name))
    {
      content = dp_dir_read (dir, name, CONFIG_MAX, error);
      if (content == NULL)
        return FALSE;
      text = g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
    }
  if (text != NULL && strstr (text, INCLUDE_LINE) != NULL)
    return TRUE;
  with_line = g_strdup_printf (INCLUDE_LINE "\n\n%s", text != NULL ? text : "");
  *changed = TRUE;
  return write_config (dir, name, with_line, error);
}

gboolean
dp_key_store_configure (const char *home,
                        gboolean   *changed,
                        GError    **error)
{
  g_autofree char *ssh = g_build_filename (home, ".ssh", NULL);
  g_autofree char *path = _dp_identity_dir_path (home);
  g_autoptr (DpDir) parent = dp_dir_open (ssh, DP_DIR_CREATE | DP_DIR_PRIVATE, error);
  g_autoptr (DpDir) dir = NULL;

  *changed = FALSE;
  if (parent == NULL)
    return FALSE; /* nocheck: set by the open */
  dir = dp_dir_open (path, DP_DIR_CREATE | DP_DIR_PRIVATE, error);
  if (dir == NULL)
    return FALSE;
  if (!dp_dir_has (dir, CONFIG))
    {
      *changed = TRUE;
      if (!write_config (dir, CONFIG, "", error))
        return FALSE;
    }
  return add_include (home, changed, error);
}
