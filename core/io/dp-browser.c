/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-browser.h"

#include <string.h>

#include "dp-env.h"
#include "dp-error.h"
#include "dp-url.h"

static gboolean
in_wsl (void)
{
  g_autofree char *release = NULL;
  g_autofree char *lower = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/osrelease", &release, NULL, NULL))
    return FALSE;
  lower = g_ascii_strdown (release, -1);
  return strstr (lower, "microsoft") != NULL || strstr (lower, "wsl") != NULL;
}

static gboolean
start (const char *const *argv,
       GError           **error)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, dp_process_release_child, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, error);
  return process != NULL;
}

gboolean
dp_browser_open (const char *url,
                  GError    **error)
{
  g_autofree char *opener = g_find_program_in_path ("xdg-open");
  g_autofree char *shell = in_wsl () ? g_find_program_in_path ("powershell.exe") : NULL;
  g_autofree char *quoted = g_strdup_printf ("'%s'", url);
  const char *wsl[] = { shell, "-NoProfile", "Start-Process", quoted, NULL };
  const char *desktop[] = { opener, url, NULL };

  if (!dp_url_check (url, error))
    return FALSE;
  if (shell != NULL && strchr (url, '\'') == NULL)
    return start (wsl, error);
  if (opener == NULL)
    return dp_error_set (error, DP_ERROR_USAGE, "xdg-open is not installed");
  return start (desktop, error);
}
