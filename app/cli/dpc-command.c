/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-command.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "dpc-complete.h"
#include "dpc-report.h"

gboolean
dpc_command_parse (int          *argc,
                   char       ***argv,
                   const char   *parameters,
                   const char   *summary,
                   GOptionEntry *entries,
                   int           min,
                   int           max)
{
  gboolean json; /* main() has looked for it: what cannot be parsed is said as JSON, too */
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print the result as JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autoptr (GError) error = NULL;
  int left;

  if (dpc_complete_wanted ())
    {
      dpc_complete_options (entries, parameters);
      return FALSE;
    }
  g_option_context_set_summary (context, summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      dpc_report_usage (error->message);
      return FALSE;
    }
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)++;
      (*argc)--;
    }
  left = *argc - 1;
  if (left < min)
    dpc_report_usage (_("an argument is missing; see --help"));
  else if (left > max)
    dpc_report_usage (_("too many arguments; see --help"));
  return left >= min && left <= max;
}

gboolean
dpc_command_ask_yes (const char *question)
{
  char answer[16] = "";

  if (!isatty (STDIN_FILENO))
    return FALSE;
  g_printerr ("%s ", question);
  return fgets (answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static void
show_commands (const DpcCommand *table,
               const char       *prefix)
{
  g_print (_("Usage: %s COMMAND [OPTION…]\n\nCommands:\n"), prefix);
  for (; table->name != NULL; table++)
    g_print ("  %-11s %s\n", table->name, _(table->summary));
  g_print (_("\n%s COMMAND --help says more about a command.\n"), prefix);
}

int
dpc_command_dispatch (const DpcCommand *table,
                      const char       *prefix,
                      int               argc,
                      char            **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *problem = NULL;
  const char *word = argc > 1 ? argv[1] : "--help";

  if (g_str_equal (word, "--help") || g_str_equal (word, "-h"))
    {
      if (dpc_complete_wanted ())
        dpc_complete_commands (table);
      else
        show_commands (table, prefix);
      return DPC_EXIT_OK;
    }
  for (const DpcCommand *command = table; command->name != NULL; command++)
    if (g_str_equal (word, command->name))
      {
        name = g_strdup_printf ("%s %s", prefix, command->name);
        g_set_prgname (name);
        return command->run (argc - 1, argv + 1);
      }
  if (dpc_complete_wanted ())
    return DPC_EXIT_FAILED;
  /* Translators: %s is what the person typed, and the name of the program */
  problem = g_strdup_printf (word[0] == '-' ? _("unknown option \"%s\"; see %s --help")
                                               : _("unknown command \"%s\"; see %s --help"),
                             word, prefix);
  dpc_report_usage (problem);
  return DPC_EXIT_FAILED;
}
