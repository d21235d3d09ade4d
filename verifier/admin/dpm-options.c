/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-text.h"
#include "dpg-paths.h"

#define PIECE 60 /* characters: of four bytes, each escaped, they are fewer than DP_DISPLAY_MAX */

typedef struct
{
  const char *name;
  char        letter; /* 0: none */
  gsize       flag;   /* offset of a gboolean, when @value is 0 */
  gsize       value;  /* offset of a text that takes the next argument */
} Option;

static const Option table[] = {
  { "--json", 'j', offsetof (DpmOptions, json), 0 },
  { "--check", 0, offsetof (DpmOptions, check), 0 },
  { "--dry-run", 0, offsetof (DpmOptions, check), 0 }, /* opkssh's word for it */
  { "--force", 0, offsetof (DpmOptions, force), 0 },
  { "--yes", 'y', offsetof (DpmOptions, yes), 0 },
  { "--verbose", 'v', offsetof (DpmOptions, verbose), 0 },
  { "--skip-user-policy", 0, offsetof (DpmOptions, skip_user_policy), 0 },
  { "--help", 'h', offsetof (DpmOptions, help), 0 },
  { "--version", 0, offsetof (DpmOptions, version), 0 },
  { "--config-dir", 0, 0, offsetof (DpmOptions, config_dir) },
  { "--cache-dir", 0, 0, offsetof (DpmOptions, cache_dir) },
  { "--providers-file", 0, 0, offsetof (DpmOptions, providers_file) },
  { "--policy-file", 0, 0, offsetof (DpmOptions, policy_file) },
  { "--group", 0, 0, offsetof (DpmOptions, group) },
  { "--confirm", 0, 0, offsetof (DpmOptions, confirm) },
};

/* @len: of the name, without "=value" */
static const Option *
find (const char *word,
      gsize       len)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (strlen (table[i].name) == len && strncmp (table[i].name, word, len) == 0)
        return &table[i];
      if (len == 2 && table[i].letter != 0 && word[1] == table[i].letter)
        return &table[i];
    }
  return NULL;
}

/* Returns: how many arguments were used, 0 on failure. */
static guint
read_option (char       **argv,
             DpmOptions  *out,
             GError     **error)
{
  const char *equals = strchr (argv[0], '=');
  gsize len = equals == NULL ? strlen (argv[0]) : (gsize) (equals - argv[0]);
  const Option *option = find (argv[0], len);
  const char *value = equals == NULL ? argv[1] : equals + 1;

  if (option == NULL)
    return (guint) dp_error_set (error, DP_ERROR_USAGE, "unknown option %s", argv[0]);
  if (option->value == 0)
    {
      if (equals != NULL)
        return (guint) dp_error_set (error, DP_ERROR_USAGE, "%s takes no value", option->name);
      G_STRUCT_MEMBER (gboolean, out, option->flag) = TRUE;
      return 1;
    }
  if (value == NULL)
    return (guint) dp_error_set (error, DP_ERROR_USAGE, "%s needs a value", option->name);
  G_STRUCT_MEMBER (const char *, out, option->value) = value;
  return equals == NULL ? 2 : 1;
}

gboolean
dpm_options_parse (char       **argv,
                   DpmOptions  *out,
                   GPtrArray  **out_args,
                   GError     **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();

  *out = (DpmOptions) { .config_dir = DPG_CONFIG_DIR, .cache_dir = DPG_CACHE_DIR };
  while (*argv != NULL && strcmp (*argv, "--") != 0)
    {
      guint used = 1;

      if ((*argv)[0] == '-' && (*argv)[1] != '\0')
        used = read_option (argv, out, error);
      else
        g_ptr_array_add (args, *argv);
      if (used == 0)
        return FALSE;
      argv += used;
    }
  for (argv += *argv == NULL ? 0 : 1; *argv != NULL; argv++)
    g_ptr_array_add (args, *argv);
  *out_args = g_steal_pointer (&args);
  return TRUE;
}

int
dpm_exit_status (const GError *error)
{
  static const DpError failures[] = { DP_ERROR_FILE, DP_ERROR_FILE_FOREIGN,
                                      DP_ERROR_FILE_READ_ONLY, DP_ERROR_TIMED_OUT };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if (dp_error_code (error) == failures[i])
      return DPM_EXIT_FAILED;
  return DPM_EXIT_USAGE;
}

static char *last_complaint;

/* Our own sentences are longer than what is shown of a stranger's: line by line, as it were. */
static void
append_shown (GString    *out,
              const char *text)
{
  while (*text != '\0')
    {
      const char *end = text;
      g_autofree char *shown = NULL;

      for (guint i = 0; i < PIECE && *end != '\0'; i++)
        end = g_utf8_find_next_char (end, NULL);
      shown = dp_text_display (text, end - text);
      g_string_append (out, shown);
      text = end;
    }
}

void
dpm_complain (const char   *what,
              const GError *error)
{
  GString *text = g_string_new (NULL);

  append_shown (text, what);
  if (error != NULL)
    {
      g_string_append (text, ": ");
      append_shown (text, error->message);
    }
  if (geteuid () != 0 && dp_error_code (error) == DP_ERROR_FILE_READ_ONLY)
    g_string_append (text, " (run this as root)");
  g_free (last_complaint);
  last_complaint = g_string_free (text, FALSE);
  fprintf (stderr, "daypass-admin: %s\n", last_complaint);
}

int
dpm_give_up (const char   *what,
             const GError *error)
{
  dpm_complain (what, error);
  return dpm_exit_status (error);
}

const char *
dpm_last_complaint (void)
{
  return last_complaint == NULL ? "" : last_complaint;
}
