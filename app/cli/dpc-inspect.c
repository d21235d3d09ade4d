/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>

#include "dp-dir.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dpc-report.h"
#include "dpc-show.h"

/* A file's text when the argument names one, else the argument itself. */
static char *
load (const char *argument,
      GError    **error)
{
  g_autofree char *dir_path = g_path_get_dirname (argument);
  g_autofree char *name = g_path_get_basename (argument);
  g_autoptr (DpDir) dir = NULL;
  g_autoptr (GBytes) content = NULL;

  if (!g_file_test (argument, G_FILE_TEST_IS_REGULAR))
    return g_strdup (argument);
  dir = dp_dir_open (dir_path, DP_DIR_EXISTING, error);
  content = dir != NULL ? dp_dir_read (dir, name, 2 * DP_SSH_BLOB_MAX, error) : NULL;
  return content != NULL ? g_strdup (dp_secret_get_text (content)) : NULL;
}

int
dpc_inspect_main (int    argc,
                  char **argv)
{
  g_autoptr (DpcJson) out = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!dpc_command_parse (&argc, &argv, N_("FILE-OR-TEXT"),
                          N_("Shows what is in a certificate or public key."), NULL, 1, 1))
    return DPC_EXIT_FAILED;
  if (dpc_report_is_json ())
    {
      out = dpc_json_new ();
      dpc_json_begin (out, NULL);
    }
  text = load (argv[1], &error);
  if (text == NULL || !dpc_show_inspection (text, out, &error))
    {
      if (text != NULL && g_str_equal (text, argv[1]))
        g_prefix_error (&error, "there is no file of that name; as text: ");
      return dpc_report_error (error);
    }
  if (out != NULL)
    {
      dpc_json_end (out);
      dpc_json_print (out);
    }
  return DPC_EXIT_OK;
}
