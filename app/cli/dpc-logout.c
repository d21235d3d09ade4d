/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-key-store.h"
#include "dpc-json.h"
#include "dpc-report.h"

typedef struct
{
  DpcJson *out;
  gboolean verbose;
  guint    removed;
} Logout;

static gboolean
remove_one (Logout           *logout,
            const DpKeyPlace *place,
            GError          **error)
{
  g_autofree char *path = dp_key_place_dup_path (place);

  if (!dp_key_store_remove (place, error))
    return FALSE;
  logout->removed++;
  /* Translators: a path, and the same path again */
  dpc_say (_("Removed %s and %s-cert.pub."), path, path);
  if (logout->out != NULL)
    dpc_json_text (logout->out, NULL, path);
  return TRUE;
}

static int
remove_file (Logout     *logout,
             const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) place = dp_key_place_for_file (file, &error);

  if (place == NULL || !remove_one (logout, place, &error))
    return dpc_report_error (error);
  return DPC_EXIT_OK;
}

/* What is not ours is left where it is, and said with -v; a key that does not fit its certificate
 * is always said. */
static void
remove_all (Logout *logout)
{
  g_autoptr (GPtrArray) places = dp_key_store_list (dp_env_home ());

  for (guint i = 0; i < places->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!remove_one (logout, g_ptr_array_index (places, i), &error))
        dpc_warn (_("left in place: %s"), error->message);
    }
}

static void
explain_others (void)
{
  g_autoptr (GPtrArray) others = dp_key_store_list_foreign (dp_env_home ());

  for (guint i = 0; i < others->len; i++)
    dpc_warn (_("%s is not a key that Daypass or opkssh made; left in place"),
              (const char *) g_ptr_array_index (others, i));
}

int
dpc_logout_main (int    argc,
                 char **argv)
{
  g_autofree char *file = NULL;
  Logout logout = { NULL };
  GOptionEntry entries[] = {
    { "private-key-file", 'i', 0, G_OPTION_ARG_FILENAME, &file,
      N_("Remove this key and its certificate only"), N_("FILE") },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &logout.verbose,
      N_("Say what is left in place, and why"), NULL },
    { NULL },
  };
  g_autoptr (DpcJson) out = dpc_json_new ();
  int code = DPC_EXIT_OK;

  if (!dpc_command_parse (&argc, &argv, NULL, N_("Removes the keys that sign-ins wrote."), entries,
                          0, 0))
    return DPC_EXIT_FAILED;
  dp_process_protect ();
  logout.out = dpc_report_is_json () ? out : NULL;
  dpc_json_begin (out, NULL);
  dpc_json_begin_array (out, "removed");
  if (file != NULL)
    code = remove_file (&logout, file);
  else
    remove_all (&logout);
  if (code != DPC_EXIT_OK)
    return code;
  if (file == NULL && logout.verbose)
    explain_others ();
  if (logout.removed == 0)
    dpc_say (_("There are no keys of Daypass or opkssh."));
  else
    dpc_say (ngettext ("%u key removed.", "%u keys removed.", logout.removed), logout.removed);
  dpc_json_end_array (out);
  dpc_json_end (out);
  if (logout.out != NULL)
    dpc_json_print (out);
  return DPC_EXIT_OK;
}
