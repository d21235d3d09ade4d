/* SPDX-License-Identifier: Apache-2.0 */
/* daypass-admin: see daypass-admin(8). */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "dpm-commands.h"
#include "dpm-json.h"

typedef struct
{
  const char *name;
  const char *second;    /* (nullable): "provider list" */
  guint       min_args;
  guint       max_args;
  const char *arguments;
  const char *summary;
  int       (*run) (const DpmOptions *options,
                    char            **args);
} Command;

static const Command commands[] = {
  { "add", NULL, 3, 3, "LOGIN IDENTITY ISSUER", "let an identity log in as LOGIN", dpm_add },
  { "remove", NULL, 1, 3, "LOGIN [IDENTITY [ISSUER]]", "take such rows away", dpm_remove },
  { "list", NULL, 0, 1, "[LOGIN]", "who may log in", dpm_list },
  { "provider", "list", 0, 0, "", "the providers, in force or not", dpm_provider_list },
  { "provider", "enable", 1, 3, "NAME|ISSUER [CLIENT-ID [LIFETIME]]", "put a provider in force",
    dpm_provider_enable },
  { "provider", "disable", 1, 2, "NAME|ISSUER [CLIENT-ID]", "comment a provider out",
    dpm_provider_disable },
  { "audit", "keys", 0, 0, "", "plain keys that still log in", dpm_audit_keys },
  { "audit", NULL, 0, 0, "[--skip-user-policy]", "rows that do not do what they look like",
    dpm_audit },
  { "explain", NULL, 1, 2, "LOGIN [FILE|-] | ID", "why a login is refused, or was", dpm_explain },
  { "status", NULL, 0, 0, "[--check]", "the issuers and the age of their keys", dpm_status },
  { "inspect", NULL, 1, 1, "FILE|KEY|-", "what is in a certificate or key", dpm_inspect },
  { "permissions", "check", 0, 0, "", "owners and modes of the server's files",
    dpm_permissions_check },
  { "permissions", "fix", 0, 0, "[--check] [--yes]", "mend them", dpm_permissions_fix },
  { "permissions", "install", 0, 0, "", "mend them without asking", dpm_permissions_install },
  { "setup", "confirm", 0, 0, "", "from a new login: it works, let it stay", dpm_setup_confirm },
  { "setup", NULL, 0, 0, "[--group GROUP] [--confirm 5m]", "sshd asks Daypass, after a real probe",
    dpm_setup },
  { "unsetup", NULL, 0, 0, "", "sshd does not ask Daypass any more", dpm_unsetup },
};

static char *
dup_usage (const Command *command)
{
  return g_strjoin (" ", command->name,
                    command->second == NULL ? command->arguments : command->second,
                    command->second == NULL ? NULL : command->arguments, NULL);
}

static void
print_help (FILE *out)
{
  fputs ("usage: daypass-admin COMMAND [OPTION]... [ARGUMENT]...\n\n", out);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const Command *command = &commands[i];
      g_autofree char *line = dup_usage (command);

      fprintf (out, "  %-50s %s\n", line, command->summary);
    }
  fputs ("\nOptions: --json, --check, --config-dir DIR and more: see daypass-admin(8).\n", out);
}

/* @used: (out): how many words name the command */
static const Command *
find_command (GPtrArray *words,
              guint     *used)
{
  const char *first = words->len > 0 ? words->pdata[0] : "";
  const char *second = words->len > 1 ? words->pdata[1] : "";

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, first) == 0
        && (commands[i].second == NULL || strcmp (commands[i].second, second) == 0))
      {
        *used = commands[i].second == NULL ? 1 : 2;
        return &commands[i];
      }
  return NULL;
}

static int
without_command (const DpmOptions *options,
                 GPtrArray        *words)
{
  g_ptr_array_add (words, NULL);
  if (words->len > 1 && !options->help)
    {
      g_autofree char *said = g_strjoinv (" ", (char **) words->pdata);
      g_autofree char *text = g_strdup_printf ("there is no command \"%s\"", said);

      dpm_complain (text, NULL);
    }
  else if (!options->help)
    dpm_complain ("no command was given", NULL);
  print_help (options->help ? stdout : stderr);
  return options->help ? DPM_EXIT_OK : DPM_EXIT_USAGE;
}

/* With --json a command that printed no document has failed, and this says how. */
static int
finish (gboolean json,
        int      status)
{
  static const char *const results[] = {
    [DPM_EXIT_OK] = "ok",
    [DPM_EXIT_PROBLEMS] = "problems",
    [DPM_EXIT_USAGE] = "usage",
    [DPM_EXIT_FAILED] = "failed",
  };

  if (json && !dpm_json_was_printed ())
    {
      g_autoptr (DpmJson) document = dpm_json_new ();

      dpm_json_begin_object (document, NULL);
      dpm_json_add_string (document, "result", results[status]);
      dpm_json_add_string (document, "error", dpm_last_complaint ());
      dpm_json_print (document);
    }
  return fflush (stdout) == 0 ? status : DPM_EXIT_FAILED;
}

/* What was given has the right number of words, or this says what is wanted. */
static gboolean
check_words (const Command    *command,
             const DpmOptions *options,
             guint             n)
{
  g_autofree char *usage = dup_usage (command);
  g_autofree char *text = g_strdup_printf ("usage: daypass-admin %s", usage);

  if (options->help)
    {
      printf ("%s\n  %s\n", text, command->summary);
      return FALSE;
    }
  if (n >= command->min_args && n <= command->max_args)
    return TRUE;
  dpm_complain (text, NULL);
  return FALSE;
}

int
main (int    argc,
      char **argv)
{
  DpmOptions options;
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GError) error = NULL;
  const Command *command;
  guint used = 0;

  if (!dpm_options_parse (argv + 1, &options, &words, &error))
    {
      dpm_complain ("usage", error);
      return finish (g_strv_contains ((const char *const *) argv, "--json")
                       || g_strv_contains ((const char *const *) argv, "-j"),
                     DPM_EXIT_USAGE);
    }
  if (options.version)
    return puts ("daypass-admin " PACKAGE_VERSION) < 0 ? DPM_EXIT_FAILED : DPM_EXIT_OK;
  command = find_command (words, &used);
  if (command == NULL)
    return finish (options.json && !options.help, without_command (&options, words));
  if (!check_words (command, &options, words->len - used))
    return finish (options.json && !options.help,
                   options.help ? DPM_EXIT_OK : DPM_EXIT_USAGE);
  g_ptr_array_add (words, NULL);
  return finish (options.json, command->run (&options, (char **) words->pdata + used));
}
