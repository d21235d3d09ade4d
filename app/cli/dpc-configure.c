/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-configure.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-key-store.h"
#include "dpc-json.h"
#include "dpc-report.h"

int
dpc_configure (void)
{
  g_autoptr (DpcJson) out = dpc_json_new ();
  g_autoptr (GError) error = NULL;
  gboolean changed;

  if (!dp_key_store_configure (dp_env_home (), &changed, &error))
    return dpc_report_error (error);
  if (changed)
    dpc_say (_("~/.ssh/config now includes ~/.ssh/opkssh/config; sign-ins keep their keys there."));
  else
    dpc_say (_("Nothing to change: ~/.ssh/config includes ~/.ssh/opkssh/config."));
  if (!dpc_report_is_json ())
    return DPC_EXIT_OK;
  dpc_json_begin (out, NULL);
  dpc_json_bool (out, "changed", changed);
  dpc_json_end (out);
  dpc_json_print (out);
  return DPC_EXIT_OK;
}

int
dpc_configure_main (int    argc,
                    char **argv)
{
  if (!dpc_command_parse (&argc, &argv, NULL,
                          N_("Creates ~/.ssh/opkssh and includes its configuration in "
                             "~/.ssh/config."), NULL, 0, 0))
    return DPC_EXIT_FAILED;
  return dpc_configure ();
}
