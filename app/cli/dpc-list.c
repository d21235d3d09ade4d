/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-text.h"
#include "dpc-keys.h"
#include "dpc-report.h"
#include "dpc-show.h"

static void
print_key (const DpcKey *key)
{
  g_autofree char *who = dpc_key_dup_who (key);
  g_autofree char *issuer = NULL;
  g_autofree char *issued = dpc_show_dup_time (key->issued_at);
  g_autofree char *token = dpc_show_dup_time (key->token_expires_at);
  g_autofree char *until = dpc_show_dup_time (key->until);

  g_print ("%s\n", key->path);
  if (key->problem != NULL)
    {
      g_print (_("  cannot be used: %s\n"), key->problem);
      return;
    }
  issuer = dp_text_display (dp_claims_get_issuer (key->claims), -1);
  /* Translators: an e-mail address, and an issuer's address */
  g_print (_("  %s at %s\n"), who, issuer);
  g_print (_("  signed in at                 %s\n"), issued);
  g_print (_("  ID token valid until         %s\n"), token);
  g_print (_("  servers usually accept until %s\n"), until);
}

int
dpc_list_main (int    argc,
               char **argv)
{
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (DpcJson) out = dpc_json_new ();

  if (!dpc_command_parse (&argc, &argv, NULL, N_("Lists the keys of sign-ins."), NULL, 0, 0))
    return DPC_EXIT_FAILED;
  dp_process_protect ();
  keys = dpc_keys_list (dp_env_home ());
  dpc_json_begin_array (out, NULL);
  for (guint i = 0; i < keys->len; i++)
    if (dpc_report_is_json ())
      dpc_key_add_json (g_ptr_array_index (keys, i), out, dp_clock_now ());
    else
      print_key (g_ptr_array_index (keys, i));
  dpc_json_end_array (out);
  if (dpc_report_is_json ())
    dpc_json_print (out);
  else if (keys->len == 0)
    g_print (_("There are no keys. Sign in with: daypass login\n"));
  return keys->len > 0 ? DPC_EXIT_OK : DPC_EXIT_ABSENT;
}
