/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-error.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"

static void
print_files (GVariant *files)
{
  GVariantIter iter;
  const char *path;
  char **lines;

  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&ss^as)", &path, NULL, &lines))
    {
      g_print ("%s\n", path);
      for (guint i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != ' ')
          g_print ("  %s\n", lines[i]);
      g_strfreev (lines);
    }
}

static int
which_host (DpcCompanion *companion,
            const char   *host)
{
  g_autofree char *real = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reasons = NULL;
  GError *error = NULL;

  if (!dp_bus_manager_call_match_host_sync (companion->manager, host, &real, &path, &reasons, NULL,
                                            &error))
    return dpc_companion_report (error);
  dpc_checks_print (reasons);
  if (g_str_equal (path, "/"))
    return DPC_EXIT_ABSENT;
  g_print ("%s\n", strrchr (path, '/') + 1);
  return DPC_EXIT_OK;
}

static int
change_hosts (DpcCompanion      *companion,
              const char        *name,
              const char *const *patterns,
              gboolean           apply)
{
  g_autoptr (DpBusAccount) account = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GVariant) checks = NULL;
  g_autoptr (GVariant) files = NULL;
  GError *error = NULL;

  account = dpc_companion_find (companion, name, &error);
  if (account == NULL
      || !dp_bus_account_call_preview_hosts_sync (account, patterns, &token, &checks, &files, NULL,
                                                  &error))
    return dpc_companion_report (error);
  dpc_checks_print (checks);
  print_files (files);
  if (*token == '\0')
    return g_variant_n_children (checks) > 0 ? DPC_EXIT_FAILED : DPC_EXIT_OK;
  if (!apply)
    {
      g_printerr (_("Nothing was written. Add --apply to write it, --undo takes it back.\n"));
      return DPC_EXIT_OK;
    }
  if (!dp_bus_manager_call_apply_hosts_sync (companion->manager, token, NULL, &error))
    return dpc_companion_report (error);
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
  if (which != NULL)
    return which_host (companion, which);
  if (!undo)
    return change_hosts (companion, argv[1], (const char *const *) argv + 2, apply);
  if (!dp_bus_manager_call_undo_hosts_sync (companion->manager, NULL, &error))
    return dpc_companion_report (error);
  return DPC_EXIT_OK;
}
