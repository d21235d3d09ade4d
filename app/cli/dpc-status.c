/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dpc-keys.h"
#include "dpc-report.h"
#include "dpe-prompt.h"
#ifdef DPC_COMPANION
#include "dpc-host.h"
#include "dpc-watch.h"
#define HOST N_("[HOST]")
#else
#define HOST NULL
#endif

static void
print_line (const DpcKey *key,
            gint64        now)
{
  g_autofree char *who = dpc_key_dup_who (key);
  g_autoptr (GDateTime) until = g_date_time_new_from_unix_local (key->until);
  g_autofree char *time = until != NULL ? g_date_time_format (until, "%a %H:%M") : g_strdup ("?");

  if (key->problem != NULL)
    g_print (_("%s: cannot be used: %s\n"), key->path, key->problem);
  else if (dpc_key_is_good (key, now))
    /* Translators: an e-mail address, a day of the week with a time, a path */
    g_print (_("%s: signed in until about %s (%s)\n"), who, time, key->path);
  else
    g_print (_("%s: ended %s (%s)\n"), who, time, key->path);
}

int
dpc_status_main (int    argc,
                 char **argv)
{
  gboolean prompt = FALSE;
  gboolean watch = FALSE;
  gboolean any = FALSE;
  GOptionEntry entries[] = {
    { "prompt", 0, 0, G_OPTION_ARG_NONE, &prompt,
      N_("Only how long keys are good, for a shell prompt"), NULL },
#ifdef DPC_COMPANION
    { "watch", 0, 0, G_OPTION_ARG_NONE, &watch,
      N_("The companion's accounts, and each one again when it changes"), NULL },
#endif
    { NULL },
  };
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (DpcJson) out = dpc_json_new ();
  gint64 now = dp_clock_now ();

  if (!dpc_command_parse (&argc, &argv, HOST,
                          N_("Says whether you are signed in; the exit code is 0 or 2."), entries,
                          0, HOST != NULL ? 1 : 0))
    return DPC_EXIT_FAILED;
  if (prompt) /* the front has answered this already, if it was asked */
    return dpe_prompt_print (dpc_report_is_json ());
#ifdef DPC_COMPANION
  if (watch)
    return dpc_watch ();
  if (argc > 1)
    return dpc_host_status (argv[1]);
#endif
  dp_process_protect ();
  keys = dpc_keys_list (dp_env_home ());
  dpc_json_begin (out, NULL);
  dpc_json_begin_array (out, "keys");
  for (guint i = 0; i < keys->len; i++)
    {
      any |= dpc_key_is_good (g_ptr_array_index (keys, i), now);
      if (dpc_report_is_json ())
        dpc_key_add_json (g_ptr_array_index (keys, i), out, now);
      else
        print_line (g_ptr_array_index (keys, i), now);
    }
  dpc_json_end_array (out);
  dpc_json_bool (out, "signed_in", any);
  dpc_json_end (out);
  if (dpc_report_is_json ())
    dpc_json_print (out);
  else if (keys->len == 0)
    g_print (_("Not signed in.\n"));
  return any ? DPC_EXIT_OK : DPC_EXIT_ABSENT;
}
