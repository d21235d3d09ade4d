/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-error.h"
#include "dpc-command.h"
#include "dpc-companion.h"
#include "dpc-json.h"
#include "dpc-report.h"
#include "dpc-wait.h"
#include "dpe-caller.h"

/* Nobody waits for a companion that does not answer. */
#define CALL_MILLISECONDS 5000
/* … but a renewal may ask the provider first. */
#define RENEW_MILLISECONDS 20000

static char *
describe (const DpeCaller *caller)
{
  if (!caller->found)
    return g_strdup ("");
  return caller->host[0] != '\0' ? g_strdup_printf ("ssh %.*s", 150, caller->host)
                                 : g_strdup ("ssh");
}

static gboolean
ask (const char *account,
     const char *who,
     gboolean    interactive)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpcCompanion) companion = NULL;
  g_autofree char *key = NULL;
  g_autofree char *request = NULL;
  const char *socket = dp_env_get ("SSH_AUTH_SOCK");
  GVariantBuilder caller;

  companion = dpc_companion_open (interactive ? DPC_COMPANION_ANY : DPC_COMPANION_BUS, &error);
  if (companion == NULL)
    {
      g_debug ("%s", error->message);
      return FALSE;
    }
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (companion->manager),
                                    interactive ? RENEW_MILLISECONDS : CALL_MILLISECONDS);
  g_variant_builder_init (&caller, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&caller, "{sv}", "who", g_variant_new_string (who));
  g_variant_builder_add (&caller, "{sv}", "interactive", g_variant_new_boolean (interactive));
  if (socket != NULL && g_utf8_validate (socket, -1, NULL))
    g_variant_builder_add (&caller, "{sv}", "ssh-agent", g_variant_new_string (socket));
  if (!dp_bus_manager_call_ensure_sync (companion->manager, account,
                                        g_variant_builder_end (&caller), &key, &request, NULL,
                                        &error))
    {
      g_debug ("%s", error->message);
      return FALSE;
    }
  if (g_str_equal (key, "good"))
    return TRUE;
  if (!g_str_equal (key, "wait"))
    return FALSE;
  return dpc_wait_in_hook (companion, request, who);
}

static gboolean
may_be_offered (const char *account)
{
  g_autofree char *who = NULL;
  DpeCaller caller;
  gboolean interactive;

  if (!dpe_is_account_id (account))
    return FALSE;
  if (dpe_is_good (account))
    return TRUE;
  if (dp_env_get ("DAYPASS_NO_ENSURE") != NULL || dpe_is_completing ())
    return FALSE;
  dpe_caller_find (&caller);
  if (caller.query)
    return FALSE;
  who = describe (&caller);
  interactive = !caller.batch && dpc_wait_is_attended ();
  return ask (account, who, interactive);
}

int
dpc_ensure_main (int    argc,
                 char **argv)
{
  g_autoptr (DpcJson) out = dpc_json_new ();
  gboolean good;

  if (!dpc_command_parse (&argc, &argv, _("ACCOUNT"),
                          N_("What the ssh hook asks: whether the key may be offered."), NULL, 1,
                          1))
    return DPC_EXIT_FAILED;
  good = may_be_offered (argv[1]);
  dpc_json_begin (out, NULL);
  dpc_json_bool (out, "good", good);
  dpc_json_end (out);
  if (dpc_report_is_json ())
    dpc_json_print (out);
  return good ? DPC_EXIT_OK : DPC_EXIT_FAILED;
}
