/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-manager.h"

#include <string.h>

#include "dpa-account.h"
#include "dpa-autostart.h"
#include "dpa-caller.h"
#include "dpa-check.h"
#include "dpa-diagnose.h"
#include "dpa-ensure.h"
#include "dpa-hosts.h"
#include "dpa-manager-providers.h"
#include "dpa-match.h"
#include "dpa-preferences.h"
#include "dpa-probe.h"
#include "dpa-profiles.h"
#include "dpa-renewal.h"
#include "dpa-round.h"
#include "dpa-sign-in.h"
#include "dpa-ssh-agent.h"

#define PROTOCOL 1
#define LABEL_MAX 200
#define ORDER_MAX 4096

struct _DpaManager
{
  DpaAgent     *agent;
  DpBusManager *bus;
};

static const char *const nothing_locked[] = { NULL };

DpaAgent *
dpa_manager_get_agent (DpaManager *self)
{
  return self->agent;
}

DpBusManager *
dpa_manager_get_bus (DpaManager *self)
{
  return self->bus;
}

void
dpa_manager_publish (DpaManager *self)
{
  DpaProviders *providers = dpa_agent_get_providers (self->agent);

  dp_bus_manager_set_providers (self->bus, dpa_providers_to_variant (providers));
  dp_bus_manager_set_preferences (self->bus,
                                  dpa_preferences_to_variant (
                                    dpa_agent_get_preferences (self->agent), nothing_locked));
  dp_bus_manager_set_keyring (self->bus,
                              dpa_keyring_get_word (dpa_agent_get_keyring (self->agent)));
  dp_bus_manager_set_hosts_read_only (self->bus, dpa_agent_is_sandboxed (self->agent));
  dp_bus_manager_set_staged_profiles (
    self->bus, dpa_profiles_list_staged (dpa_agent_get_profiles (self->agent)));
  dp_bus_manager_set_background_refused (self->bus, dpa_autostart_is_refused ());
  dp_bus_manager_set_can_undo_hosts (self->bus, dpa_hosts_can_undo (self->agent));
  dp_bus_manager_set_opkssh_found (self->bus,
                                   dpa_providers_get_opkssh (providers)->len > 0);
}

static gboolean
handle_add_account (DpBusManager          *bus,
                    GDBusMethodInvocation *invocation,
                    const char            *id,
                    GVariant              *options,
                    DpaManager            *self)
{
  const DpaProvider *provider = dpa_providers_find (dpa_agent_get_providers (self->agent), id);
  const char *label = "";
  g_autoptr (GError) error = NULL;
  DpaAccount *account;

  g_variant_lookup (options, "label", "&s", &label);
  if (provider == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "%s", id);
  if (strlen (label) > LABEL_MAX
      || dpa_agent_get_accounts (self->agent)->len >= DPA_STORE_MAX_ACCOUNTS)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "label, or too many accounts");
  account = dpa_agent_add_account (self->agent, provider, label);
  if (!dpa_agent_save (self->agent, &error))
    {
      dpa_agent_forget_account (self->agent, account);
      return dpa_bus_refuse_error (invocation, error);
    }
  dp_bus_manager_complete_add_account (bus, invocation, dpa_account_get_path (account));
  return TRUE;
}

static void
signed_out_to_remove (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (DpaAccount) account = g_object_ref (DPA_ACCOUNT (source));
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;

  if (!dpa_sign_out_finish (account, result, &error))
    {
      dpa_bus_refuse_error (invocation, error);
      return;
    }
  dpa_agent_forget_account (dpa_account_get_agent (account), account);
  dpa_hosts_refresh (dpa_account_get_agent (account));
  if (dpa_agent_save (dpa_account_get_agent (account), &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    dpa_bus_refuse_error (invocation, error);
}

static gboolean
handle_remove_account (DpBusManager          *bus,
                       GDBusMethodInvocation *invocation,
                       const char            *path,
                       DpaManager            *self)
{
  DpaAccount *account = dpa_agent_find_by_path (self->agent, path);
  const char *const *fixed;

  if (account == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "account");
  fixed = dp_bus_account_get_fixed (dpa_account_get_bus (account));
  if (fixed != NULL && g_strv_contains (fixed, "remove"))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "the organisation keeps it");
  if (dpa_account_get_sign_in (account) != NULL)
    dpa_sign_in_cancel (dpa_account_get_sign_in (account));
  dpa_sign_out_async (account, signed_out_to_remove, invocation);
  return TRUE;
}

static gboolean
handle_order_accounts (DpBusManager          *bus,
                       GDBusMethodInvocation *invocation,
                       const char *const     *paths,
                       DpaManager            *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (g_strv_length ((char **) paths) > ORDER_MAX)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "accounts");
  for (guint i = 0; paths[i] != NULL; i++)
    {
      DpaAccount *account = dpa_agent_find_by_path (self->agent, paths[i]);

      if (account == NULL)
        return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "account");
      g_ptr_array_add (ids, (gpointer) dpa_account_get_id (account));
    }
  g_ptr_array_add (ids, NULL);
  dpa_agent_order_accounts (self->agent, (const char *const *) ids->pdata);
  dp_bus_manager_complete_order_accounts (bus, invocation);
  return TRUE;
}

static DpaSignIn *
begin_for_caller (DpaAccount *account,
                  gpointer    starter,
                  GError    **error)
{
  return dpa_sign_in_start (account, starter, "", error);
}

static gboolean
handle_sign_in_today (DpBusManager          *bus,
                      GDBusMethodInvocation *invocation,
                      DpaManager            *self)
{
  DpaRound *round = dpa_agent_get_round (self->agent);
  const char *starter = g_dbus_method_invocation_get_sender (invocation);
  gboolean begins = dpa_round_get_running (round) == NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) requests = NULL;

  if (!dpa_round_start (round, starter, begin_for_caller, g_strdup (starter), g_free, &error))
    return dpa_bus_refuse_error (invocation, error);
  requests = dpa_round_dup_requests (round);
  dp_bus_manager_complete_sign_in_today (bus, invocation, (const char *const *) requests, begins);
  return TRUE;
}

static gboolean
handle_set_preferences (DpBusManager          *bus,
                        GDBusMethodInvocation *invocation,
                        GVariant              *changes,
                        DpaManager            *self)
{
  g_autoptr (GError) error = NULL;

  if (!dpa_preferences_change (dpa_agent_get_preferences (self->agent), changes, nothing_locked,
                               &error)
      || !dpa_autostart_apply (self->agent, &error) || !dpa_agent_save (self->agent, &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_ssh_agent_preferences_changed (self->agent);
  dpa_agent_changed (self->agent);
  dpa_manager_publish (self);
  dp_bus_manager_complete_set_preferences (bus, invocation);
  return TRUE;
}

static gboolean
handle_ensure (DpBusManager          *bus,
               GDBusMethodInvocation *invocation,
               const char            *id,
               GVariant              *caller,
               DpaManager            *self)
{
  dpa_ensure (self->agent, invocation, id, caller);
  return TRUE;
}

static gboolean
handle_match_host (DpBusManager          *bus,
                   GDBusMethodInvocation *invocation,
                   const char            *text,
                   DpaManager            *self)
{
  dpa_match (self->agent, invocation, text);
  return TRUE;
}

static gboolean
handle_apply_hosts (DpBusManager          *bus,
                    GDBusMethodInvocation *invocation,
                    const char            *token,
                    DpaManager            *self)
{
  g_autoptr (GError) error = NULL;

  if (!dpa_hosts_apply (self->agent, token, &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_manager_publish (self);
  dp_bus_manager_complete_apply_hosts (bus, invocation);
  return TRUE;
}

static gboolean
handle_undo_hosts (DpBusManager          *bus,
                   GDBusMethodInvocation *invocation,
                   DpaManager            *self)
{
  g_autoptr (GError) error = NULL;

  if (!dpa_hosts_undo (self->agent, &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_manager_publish (self);
  dp_bus_manager_complete_undo_hosts (bus, invocation);
  return TRUE;
}

/* (nullable) in @account for "/"; %FALSE when there is no such account. */
static gboolean
find_or_none (DpaManager  *self,
              const char  *path,
              DpaAccount **account)
{
  *account = dpa_agent_find_by_path (self->agent, path);
  return *account != NULL || g_str_equal (path, "/");
}

static gboolean
handle_diagnose (DpBusManager          *bus,
                 GDBusMethodInvocation *invocation,
                 const char            *path,
                 DpaManager            *self)
{
  DpaAccount *account;

  if (!find_or_none (self, path, &account))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "account");
  dpa_diagnose (self->agent, account, invocation);
  return TRUE;
}

static gboolean
handle_test_server (DpBusManager          *bus,
                    GDBusMethodInvocation *invocation,
                    const char            *host,
                    DpaManager            *self)
{
  dpa_probe (self->agent, invocation, host);
  return TRUE;
}

static gboolean
handle_fix (DpBusManager          *bus,
            GDBusMethodInvocation *invocation,
            const char            *fix,
            const char *const     *args,
            const char            *path,
            DpaManager            *self)
{
  g_autoptr (GError) error = NULL;
  DpaAccount *account;

  if (!find_or_none (self, path, &account))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "account");
  if (!dpa_fix (self->agent, fix, account, &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_agent_changed (self->agent);
  dp_bus_manager_complete_fix (bus, invocation);
  return TRUE;
}

static gboolean
handle_quit (DpBusManager          *bus,
             GDBusMethodInvocation *invocation,
             DpaManager            *self)
{
  dp_bus_manager_complete_quit (bus, invocation);
  dpa_agent_quit (self->agent);
  return TRUE;
}

DpaManager *
dpa_manager_new (DpaAgent *agent)
{
  static const struct
  {
    const char *signal;
    GCallback   handler;
  } handlers[] = {
    { "handle-add-account", G_CALLBACK (handle_add_account) },
    { "handle-remove-account", G_CALLBACK (handle_remove_account) },
    { "handle-order-accounts", G_CALLBACK (handle_order_accounts) },
    { "handle-sign-in-today", G_CALLBACK (handle_sign_in_today) },
    { "handle-set-preferences", G_CALLBACK (handle_set_preferences) },
    { "handle-ensure", G_CALLBACK (handle_ensure) },
    { "handle-match-host", G_CALLBACK (handle_match_host) },
    { "handle-apply-hosts", G_CALLBACK (handle_apply_hosts) },
    { "handle-undo-hosts", G_CALLBACK (handle_undo_hosts) },
    { "handle-diagnose", G_CALLBACK (handle_diagnose) },
    { "handle-test-server", G_CALLBACK (handle_test_server) },
    { "handle-fix", G_CALLBACK (handle_fix) },
    { "handle-quit", G_CALLBACK (handle_quit) },
  };
  DpaManager *self = g_new0 (DpaManager, 1);
  g_autoptr (DpBusObjectSkeleton) object = dp_bus_object_skeleton_new (DPA_MANAGER_PATH);

  self->agent = agent;
  self->bus = dp_bus_manager_skeleton_new ();
  dp_bus_manager_set_version (self->bus, PACKAGE_VERSION);
  dp_bus_manager_set_protocol (self->bus, PROTOCOL);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect (self->bus, handlers[i].signal, handlers[i].handler, self);
  dpa_manager_connect_providers (self);
  g_signal_connect (self->bus, "g-authorize-method", G_CALLBACK (dpa_caller_authorize), NULL);
  dpa_manager_publish (self);
  dp_bus_object_skeleton_set_manager (object, self->bus);
  g_dbus_object_manager_server_export (dpa_agent_get_objects (agent),
                                       G_DBUS_OBJECT_SKELETON (object));
  return self;
}

void
dpa_manager_free (DpaManager *self)
{
  if (self == NULL)
    return;
  g_dbus_object_manager_server_unexport (dpa_agent_get_objects (self->agent), DPA_MANAGER_PATH);
  g_signal_handlers_disconnect_by_data (self->bus, self);
  g_object_unref (self->bus);
  g_free (self);
}
