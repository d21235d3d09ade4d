/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-error.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"

/* Lines of a file that come or go begin with a sign; those that stay, with a space. */
static void
show_lines (char   **lines,
            DpcJson *out)
{
  for (; *lines != NULL; lines++)
    if ((*lines)[0] == ' ')
      continue;
    else if (out != NULL)
      dpc_json_text (out, NULL, *lines);
    else
      g_print ("  %s\n", *lines);
}

/* What is to be copied, as it will stand there. */
static void
show_block (const char *path,
            char      **lines)
{
  g_printerr (_("Put these lines at the top of %s:\n"), path);
  for (; *lines != NULL; lines++)
    g_print ("%s\n", *lines + 1);
}

static void
show_files (GVariant *files,
            gboolean  copied,
            DpcJson  *out)
{
  GVariantIter iter;
  const char *path;
  char **lines;

  if (out != NULL)
    dpc_json_begin (out, "files");
  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&ss^as)", &path, NULL, &lines))
    {
      if (copied && out == NULL)
        show_block (path, lines);
      else if (out == NULL)
        g_print ("%s\n", path);
      else
        dpc_json_begin_array (out, path);
      if (!copied || out != NULL)
        show_lines (lines, out);
      if (out != NULL)
        dpc_json_end_array (out);
      g_strfreev (lines);
    }
  if (out != NULL)
    dpc_json_end (out);
}

static void
finish (DpcJson    *out,
        const char *name,
        gboolean    value)
{
  if (out == NULL)
    return;
  dpc_json_bool (out, name, value);
  dpc_json_end (out);
  dpc_json_print (out);
}

static int
which_host (DpcCompanion *companion,
            const char   *host,
            DpcJson      *out)
{
  g_autofree char *real = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reasons = NULL;
  GError *error = NULL;
  gboolean any;

  if (!dp_bus_manager_call_match_host_sync (companion->manager, host, &real, &path, &reasons, NULL,
                                            &error))
    return dpc_companion_report (error);
  any = !g_str_equal (path, "/");
  dpc_checks_print (reasons, "reasons", out);
  if (out != NULL)
    dpc_json_text (out, "account", any ? strrchr (path, '/') + 1 : NULL);
  else if (any)
    g_print ("%s\n", strrchr (path, '/') + 1);
  finish (out, "matches", any);
  return any ? DPC_EXIT_OK : DPC_EXIT_ABSENT;
}

static int
change_hosts (DpcCompanion      *companion,
              const char        *name,
              const char *const *patterns,
              gboolean           apply,
              DpcJson           *out)
{
  g_autoptr (DpBusAccount) account = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GVariant) checks = NULL;
  g_autoptr (GVariant) files = NULL;
  GError *error = NULL;
  gboolean copied = dp_bus_manager_get_hosts_read_only (companion->manager);

  account = dpc_companion_find (companion, name, &error);
  if (account == NULL
      || !dp_bus_account_call_preview_hosts_sync (account, patterns, &token, &checks, &files, NULL,
                                                  &error))
    return dpc_companion_report (error);
  apply &= *token != '\0';
  if (apply && !dp_bus_manager_call_apply_hosts_sync (companion->manager, token, NULL, &error))
    return dpc_companion_report (error);
  dpc_checks_print (checks, "checks", out);
  show_files (files, copied, out);
  finish (out, "written", apply);
  if (*token == '\0')
    return g_variant_n_children (checks) > 0 ? DPC_EXIT_FAILED : DPC_EXIT_OK;
  if (!apply && !copied)
    g_printerr (_("Nothing was written. Add --apply to write it, --undo takes it back.\n"));
  return DPC_EXIT_OK;
}

int
dpc_hosts_main (int    argc,
                char **argv)
{
  gboolean apply = FALSE;
  gboolean undo = FALSE;
  g_autofree char *which = NULL;
  GOptionEntry entries[] = {
    { "apply", 0, 0, G_OPTION_ARG_NONE, &apply, N_("Write what is shown"), NULL },
    { "undo", 0, 0, G_OPTION_ARG_NONE, &undo, N_("Take the last change back"), NULL },
    { "which", 0, 0, G_OPTION_ARG_STRING, &which,
      N_("Say which account a host or an ssh command will use"), N_("HOST") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DpcCompanion) companion = NULL;
  g_autoptr (DpcJson) out = NULL;
  GError *error = NULL;

  if (!dpc_command_parse (&argc, &argv, _("[ACCOUNT [PATTERN…]]"),
                          N_("Shows what ssh's settings would become; patterns replace the "
                             "account's."),
                          entries, 0, 65))
    return DPC_EXIT_FAILED;
  if (which == NULL && !undo && argc < 2)
    {
      dpc_report_usage (_("an account is missing"));
      return DPC_EXIT_FAILED;
    }
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  if (companion == NULL)
    return dpc_companion_report (error);
  if (dpc_report_is_json ())
    {
      out = dpc_json_new ();
      dpc_json_begin (out, NULL);
    }
  if (which != NULL)
    return which_host (companion, which, out);
  if (!undo)
    return change_hosts (companion, argv[1], (const char *const *) argv + 2, apply, out);
  if (!dp_bus_manager_call_undo_hosts_sync (companion->manager, NULL, &error))
    return dpc_companion_report (error);
  finish (out, "undone", TRUE);
  return DPC_EXIT_OK;
}
