/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-browser-module.h"

#include <gmodule.h>

#define MODULE_NAME "libdaypass-browser.so"
#define ENTRY "dpb_view_new"

typedef GtkWidget *(*NewView) (const char *url,
                               const char *callback);

static const char *module_folder = DP_MODULEDIR;

void
dpd_browser_module_set_folder (const char *folder)
{
  module_folder = g_intern_string (folder);
}

/*
 * Beside the program in the build folder, else where meson installs it: never from a path that the
 * environment names.
 */
static char *
find_module (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *up = folder != NULL ? g_path_get_dirname (folder) : NULL;
  g_autofree char *built = up != NULL ? g_build_filename (up, "browser", MODULE_NAME, NULL) : NULL;
  g_autofree char *installed = g_build_filename (module_folder, MODULE_NAME, NULL);

  if (folder != NULL && g_str_has_suffix (folder, "/app/desktop")
      && g_file_test (built, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&built);
  return g_file_test (installed, G_FILE_TEST_EXISTS) ? g_steal_pointer (&installed) : NULL;
}

gboolean
dpd_browser_module_is_installed (void)
{
  g_autofree char *path = find_module ();

  return path != NULL;
}

GtkWidget *
dpd_browser_module_new_view (const char *url,
                             const char *callback)
{
  static NewView new_view;

  if (new_view == NULL)
    {
      g_autofree char *path = find_module ();
      GModule *module = path != NULL ? g_module_open (path, G_MODULE_BIND_LOCAL) : NULL;

      if (module == NULL || !g_module_symbol (module, ENTRY, (gpointer *) &new_view))
        {
          g_warning ("no in-app browser: %s", g_module_error ());
          return NULL;
        }
      /* It registers types: it can never be unloaded. */
      g_module_make_resident (module);
    }
  return new_view (url, callback);
}
