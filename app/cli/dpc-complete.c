/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-complete.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dp-client-config.h"
#include "dp-text.h"

static gboolean wanted;

gboolean
dpc_complete_wanted (void)
{
  return wanted;
}

void
dpc_complete_begin (void)
{
  wanted = TRUE;
}

/* Names come from a file of the person's, too: nothing but printable text goes to the shell. */
static void
print_line (const char *prefix,
            const char *name,
            const char *kind,
            const char *about)
{
  g_autofree char *shown = dp_text_display (name, -1);

  g_print ("%s%s\t%s\t%s\n", prefix, shown, kind, about);
}

void
dpc_complete_commands (const DpcCommand *table)
{
  for (; table->name != NULL; table++)
    print_line ("", table->name, "word", _(table->summary));
  print_line ("--", "help", "flag", g_dgettext ("glib20", "Show help options"));
}

static const char *
kind_of (const GOptionEntry *entry)
{
  const char *about = entry->arg_description;

  if (entry->arg == G_OPTION_ARG_NONE)
    return "flag";
  if (entry->arg == G_OPTION_ARG_FILENAME)
    return "file";
  return about != NULL && strchr (about, '|') != NULL ? about : "value";
}

static void
print_aliases (void)
{
  gboolean missing;
  g_autoptr (DpClientConfig) config = dp_client_config_load (NULL, &missing, NULL);
  GPtrArray *providers = config != NULL ? dp_client_config_get_providers (config) : NULL;

  for (guint i = 0; providers != NULL && i < providers->len; i++)
    {
      DpProvider *provider = g_ptr_array_index (providers, i);
      const char *const *aliases = dp_provider_get_aliases (provider);

      for (; *aliases != NULL; aliases++)
        print_line ("", *aliases, "word", dp_provider_get_issuer (provider));
    }
}

void
dpc_complete_options (const GOptionEntry *entries,
                      const char         *parameters)
{
  if (parameters != NULL && strstr (parameters, "ALIAS") != NULL)
    print_aliases ();
  if (parameters != NULL && strstr (parameters, "FILE") != NULL)
    print_line ("", ".", "file", "");
  for (; entries != NULL && entries->long_name != NULL; entries++)
    {
      const char letter[] = { entries->short_name, '\0' };

      if ((entries->flags & G_OPTION_FLAG_HIDDEN) != 0)
        continue;
      print_line ("--", entries->long_name, kind_of (entries), _(entries->description));
      if (letter[0] != '\0')
        print_line ("-", letter, kind_of (entries), _(entries->description));
    }
  print_line ("--", "json", "flag", _("Print the result as JSON"));
  print_line ("--", "help", "flag", g_dgettext ("glib20", "Show help options"));
}
