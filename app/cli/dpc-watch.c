/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-watch.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "dpc-account-view.h"
#include "dpc-companion.h"
#include "dpc-report.h"

typedef struct
{
  GMainLoop *loop;
} Watch;

static void
show (Watch        *watch,
      DpBusAccount *account)
{
  if (dpc_report_is_json ())
    {
      g_autoptr (DpcJson) out = dpc_json_new ();

      dpc_account_add_json (account, out);
      dpc_json_print (out);
    }
  else
    dpc_account_print (account);
  fflush (stdout);
  /* whoever read this is gone */
  if (ferror (stdout))
    g_main_loop_quit (watch->loop);
}

static void
show_object (Watch       *watch,
             GDBusObject *object)
{
  DpBusAccount *account = dp_bus_object_peek_account (DP_BUS_OBJECT (object));

  if (account != NULL)
    show (watch, account);
}

static gboolean
is_told (const char *property)
{
  static const char *const told[] = { "State", "StateArgs", "ExpectedUntil", "SignedInAt",
                                      "Identity", "Problem", NULL };

  return g_strv_contains (told, property);
}

static void
changed (GDBusObjectManagerClient *objects, /* nocheck: a signal's arguments */
         GDBusObjectProxy         *object,
         GDBusProxy               *proxy,
         GVariant                 *properties,
         const char *const        *invalidated,
         Watch                    *watch)
{
  GVariantIter iter;
  const char *name;

  if (!DP_BUS_IS_ACCOUNT (proxy))
    return;
  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_next (&iter, "{&sv}", &name, NULL))
    if (is_told (name))
      {
        show (watch, DP_BUS_ACCOUNT (proxy));
        return;
      }
}

static void
added (GDBusObjectManager *objects,
       GDBusObject        *object,
       Watch              *watch)
{
  show_object (watch, object);
}

static void
owner_changed (GDBusObjectManagerClient *objects,
               GParamSpec               *property,
               Watch                    *watch)
{
  g_autofree char *owner = g_dbus_object_manager_client_get_name_owner (objects);

  if (owner == NULL)
    g_main_loop_quit (watch->loop);
}

int
dpc_watch (void)
{
  GError *error = NULL;
  g_autoptr (DpcCompanion) companion = dpc_companion_open (DPC_COMPANION_BUS, &error);
  g_autoptr (GDBusObjectManager) objects = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  g_autolist (GDBusObject) list = NULL;
  Watch watch = { NULL };

  if (companion != NULL)
    objects = dp_bus_object_manager_client_new_sync (
      companion->connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, companion->name,
      DPC_COMPANION_ROOT, NULL, &error);
  if (objects == NULL)
    return dpc_companion_report (error);
  dpc_json_use_lines ();
  loop = watch.loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (objects, "object-added", G_CALLBACK (added), &watch);
  g_signal_connect (objects, "interface-proxy-properties-changed", G_CALLBACK (changed), &watch);
  g_signal_connect (objects, "notify::name-owner", G_CALLBACK (owner_changed), &watch);
  list = g_dbus_object_manager_get_objects (objects);
  for (GList *at = list; at != NULL; at = at->next)
    show_object (&watch, at->data);
  g_main_loop_run (loop);
  if (!ferror (stdout))
    dpc_warn (_("The companion has ended."));
  return DPC_EXIT_UNREACHABLE;
}
