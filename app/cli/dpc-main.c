/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "dpc-command.h"

static const DpcCommand commands[] = {
  { "login", N_("Sign in and write an SSH key"), dpc_login_main },
  { "logout", N_("Remove the keys that sign-ins wrote"), dpc_logout_main },
  { "inspect", N_("Show what is in a certificate or key"), dpc_inspect_main },
  { NULL },
};

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, DP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("daypass");
  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")
      || g_str_equal (argv[1], "help"))
    {
      dpc_command_help (commands, "daypass");
      return DPC_EXIT_OK;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("daypass %s\n", PACKAGE_VERSION);
      return DPC_EXIT_OK;
    }
  return dpc_command_dispatch (commands, "daypass", argc - 1, argv + 1);
}
