/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-login-all.h"

#include <glib/gi18n.h>

#include "dp-error.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"
#include "dpc-wait.h"

/* Follows one sign-in of the round, when its turn comes at all. */
static gboolean
follow (DpcCompanion *companion,
        const char   *request,
        gboolean     *signed_in,
        GError      **error)
{
  g_autoptr (DpBusSignIn) proxy = dpc_companion_watch (companion, request, error);
  g_autoptr (DpBusAccount) account = NULL;

  if (proxy == NULL)
    return FALSE; /* nocheck: dpc_companion_watch() has set it */
  /* passed over, or the round has ended before */
  if (dp_bus_sign_in_get_step (proxy) == NULL)
    return TRUE;
  account = dp_bus_account_proxy_new_sync (companion->connection, G_DBUS_PROXY_FLAGS_NONE,
                                           companion->name, dp_bus_sign_in_get_account (proxy),
                                           NULL, error);
  if (account == NULL)
    return FALSE; /* nocheck: dp_bus_account_proxy_new_sync() has set it */
  dpc_say (_("Signing in %s…"), dpc_account_get_name (account));
  *signed_in = dpc_wait_in_hook (companion, request, "") && *signed_in;
  return TRUE;
}

static gboolean
show_accounts (DpcCompanion *companion,
               GError      **error)
{
  g_autoptr (GPtrArray) accounts = dpc_companion_list (companion, error);

  if (accounts == NULL)
    return FALSE;
  dpc_accounts_print (accounts);
  return TRUE;
}

/* The agent decides who is next: see Manager.SignInToday. */
int
dpc_login_all (void)
{
  GError *error = NULL;
  g_autoptr (DpcCompanion) companion = NULL;
  g_auto (GStrv) requests = NULL;
  gboolean signed_in = TRUE;

  if (!dpc_wait_is_attended ())
    {
      dp_error_set (&error, DP_ERROR_USAGE, "this needs a terminal");
      return dpc_companion_report (error);
    }
  companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  if (companion == NULL
      || !dp_bus_manager_call_sign_in_today_sync (companion->manager, &requests, NULL, NULL,
                                                  &error))
    return dpc_companion_report (error);
  if (requests[0] == NULL)
    dpc_say (_("Nothing ends today."));
  for (guint i = 0; requests[i] != NULL; i++)
    if (!follow (companion, requests[i], &signed_in, &error))
      return dpc_companion_report (error);
  if (dpc_report_is_json () && !show_accounts (companion, &error))
    return dpc_companion_report (error);
  return signed_in ? DPC_EXIT_OK : DPC_EXIT_FAILED;
}
