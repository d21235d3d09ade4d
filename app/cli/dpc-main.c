/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "dp-env.h"
#include "dpc-command.h"
#include "dpc-complete.h"
#include "dpc-report.h"

static const DpcCommand commands[] = {
  { "login", N_("Sign in and write an SSH key"), dpc_login_main },
  { "logout", N_("Remove the keys that sign-ins wrote"), dpc_logout_main },
  { "list", N_("List the keys of sign-ins"), dpc_list_main },
  { "status", N_("Say whether you are signed in, and until when"), dpc_status_main },
  { "inspect", N_("Show what is in a certificate or key"), dpc_inspect_main },
  { "configure", N_("Keep one key a provider in ~/.ssh/opkssh"), dpc_configure_main },
  { "provider", N_("List, add, remove or edit identity providers"), dpc_provider_main },
#ifdef DPC_COMPANION
  { "account", N_("List, add, remove, sign in and change the companion's accounts"),
    dpc_account_main },
  { "hosts", N_("Say which hosts see an account, and change ssh's settings for it"),
    dpc_hosts_main },
  { "profile", N_("Import or export an organisation's profile"), dpc_profile_main },
#endif
  { "doctor", N_("Check what a sign-in needs"), dpc_doctor_main },
  { NULL },
};

/* Names of opkssh that are not shown. */
static const DpcCommand hidden[] = {
#ifdef DPC_COMPANION
  { "ensure", "", dpc_ensure_main },
#endif
  { "client", "", dpc_client_main },
  { NULL },
};

/* Before anything can fail. */
static void
look_for_json (char **words)
{
  for (; *words != NULL && !g_str_equal (*words, "--"); words++)
    if (g_str_equal (*words, "--json"))
      dpc_report_json ();
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, DP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("daypass");
  /* GIO asks the desktop's proxy settings even when it is told which proxy to use. Without a
   * desktop that would make dconf files in the home, or end the program where no schemas are. */
  if (dp_env_get ("XDG_CURRENT_DESKTOP") == NULL)
    g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", FALSE);
  if (argc > 1 && g_str_equal (argv[1], "help"))
    argc = 1;
  if (argc > 1 && g_str_equal (argv[1], "--version"))
    {
      g_print ("daypass %s\n", PACKAGE_VERSION);
      return DPC_EXIT_OK;
    }
  if (argc > 1 && g_str_equal (argv[1], "complete"))
    {
      dpc_complete_begin ();
      argc--;
      argv++;
    }
  else
    look_for_json (argv + 1);
  for (guint i = 0; argc > 1 && hidden[i].name != NULL; i++)
    if (g_str_equal (argv[1], hidden[i].name))
      return dpc_command_dispatch (hidden, "daypass", argc, argv);
  return dpc_command_dispatch (commands, "daypass", argc, argv);
}
