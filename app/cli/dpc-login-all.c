/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-login-all.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-error.h"
#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"
#include "dpc-wait.h"
#include "dpw-time.h"

/* Those that somebody owns, and that have ended or end before midnight. */
static gboolean
ends_today (DpBusAccount *account,
            gint64        now)
{
  return dp_bus_account_get_signed_in_at (account) != 0
         && dp_bus_account_get_expected_until (account) < dpw_time_midnight (now, NULL);
}

static gboolean
sign_in (DpcCompanion *companion,
         DpBusAccount *account,
         GError      **error)
{
  g_autofree char *request = NULL;

  return dp_bus_account_call_sign_in_sync (account, g_variant_new ("a{sv}", NULL), &request, NULL,
                                           error)
         && dpc_wait_in_hook (companion, request, "");
}

int
dpc_login_all (void)
{
  GError *error = NULL;
  g_autoptr (DpcCompanion) companion = dpc_companion_open (DPC_COMPANION_ANY, &error);
  g_autoptr (GPtrArray) accounts = NULL;
  gint64 now = dp_clock_now ();
  guint n = 0;

  accounts = companion != NULL ? dpc_companion_list (companion, &error) : NULL;
  if (accounts == NULL)
    return dpc_companion_report (error);
  for (guint i = 0; i < accounts->len; i++)
    n += ends_today (g_ptr_array_index (accounts, i), now) ? 1 : 0;
  if (n == 0)
    {
      dpc_say (_("Nothing ends today."));
      return DPC_EXIT_OK;
    }
  if (!dpc_wait_is_attended ())
    {
      dp_error_set (&error, DP_ERROR_USAGE, "this needs a terminal");
      return dpc_companion_report (error);
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      DpBusAccount *account = g_ptr_array_index (accounts, i);

      if (!ends_today (account, now))
        continue;
      dpc_say (_("Signing in %s…"), dpc_account_get_name (account));
      /* who stops one does not want the next */
      if (!sign_in (companion, account, &error))
        return error != NULL ? dpc_companion_report (error) : DPC_EXIT_FAILED;
    }
  return DPC_EXIT_OK;
}
