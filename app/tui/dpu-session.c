/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-session.h"

#include <glib/gi18n.h>

#include "dpu-facts.h"
#include "dpw-fixes.h"
#include "dpw-state.h"

/* A call under way: the account that it is about. */
typedef struct
{
  DpuSession   *self;
  DpBusAccount *account;
} Call;

DpuSession *
dpu_session_new (const DpuSessionFuncs *funcs,
                 gpointer               user_data)
{
  DpuSession *self = g_new0 (DpuSession, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->client = dpu_client_new (funcs->changed, user_data);
  return self;
}

void
dpu_session_leave (DpuSession *self)
{
  g_clear_pointer (&self->flow, dpu_flow_free);
  g_clear_pointer (&self->flow_account, g_free);
}

void
dpu_session_free (DpuSession *self)
{
  if (self == NULL)
    return;
  dpu_session_leave (self);
  dpu_client_free (self->client);
  g_free (self);
}

static Call *
call_new (DpuSession   *self,
          DpBusAccount *account)
{
  Call *call = g_new0 (Call, 1);

  call->self = self;
  call->account = g_object_ref (account);
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->account);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
say_error (DpuSession   *self,
           const GError *error)
{
  g_autofree char *sentence = dpu_client_explain (error);

  self->funcs->say (sentence, self->user_data);
}

static void
done_cb (const char *sentence,
         gpointer    user_data)
{
  DpuSession *self = user_data;

  if (sentence != NULL)
    self->funcs->say (sentence, self->user_data);
}

static void
watch (DpuSession   *self,
       DpBusAccount *account,
       const char   *path,
       gboolean      fresh)
{
  g_autoptr (DpBusSignIn) request = dpu_client_open_request (self->client, path);

  dpu_session_leave (self);
  if (request == NULL)
    return;
  self->flow_account = g_strdup (dp_bus_account_get_id (account));
  self->flow = dpu_flow_new (request, dp_bus_account_get_provider_name (account), fresh,
                             self->funcs->changed, self->user_data);
  self->funcs->changed (self->user_data);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  DpuSession *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (dp_bus_account_call_sign_in_finish (DP_BUS_ACCOUNT (source), &path, result, &error))
    watch (self, DP_BUS_ACCOUNT (source), path, TRUE);
  else
    say_error (self, error);
}

gboolean
dpu_session_is_signing_in (DpBusAccount *account)
{
  const char *path = dp_bus_account_get_sign_in_request (account);

  return path != NULL && !g_str_equal (path, "/") && *path != '\0';
}

void
dpu_session_sign_in (DpuSession   *self,
                     DpBusAccount *account)
{
  if (dpu_session_is_signing_in (account))
    watch (self, account, dp_bus_account_get_sign_in_request (account), FALSE);
  else
    dp_bus_account_call_sign_in (account, g_variant_new ("a{sv}", NULL), NULL, started_cb, self);
}

static void
renewed_cb (const char *sentence,
            gpointer    user_data)
{
  g_autoptr (Call) call = user_data;

  /* it needs the person after all */
  if (sentence != NULL)
    dpu_session_sign_in (call->self, call->account);
}

void
dpu_session_renew (DpuSession   *self,
                   DpBusAccount *account)
{
  if (dp_bus_account_get_can_renew (account))
    dpu_client_call (account, "Renew", NULL, renewed_cb, call_new (self, account));
  else
    dpu_session_sign_in (self, account);
}

void
dpu_session_sign_out (DpuSession   *self,
                      DpBusAccount *account)
{
  dpu_client_call (account, "SignOut", NULL, done_cb, self);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  DpuSession *self = user_data;
  DpBusManager *manager = DP_BUS_MANAGER (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (DpBusAccount) account = NULL;

  if (dp_bus_manager_call_add_account_finish (manager, &path, result, &error))
    account = dp_bus_account_proxy_new_sync (
      g_dbus_proxy_get_connection (G_DBUS_PROXY (manager)), G_DBUS_PROXY_FLAGS_NONE,
      g_dbus_proxy_get_name (G_DBUS_PROXY (manager)), path, NULL, &error);
  if (account != NULL)
    dpu_session_sign_in (self, account);
  else
    say_error (self, error);
}

void
dpu_session_add (DpuSession *self,
                 const char *provider)
{
  DpBusManager *manager = dpu_client_get_manager (self->client);

  if (manager != NULL)
    dp_bus_manager_call_add_account (manager, provider, g_variant_new ("a{sv}", NULL), NULL,
                                     added_cb, self);
}

static void
cancel (DpuSession   *self,
        DpBusAccount *account)
{
  g_autoptr (DpBusSignIn) request
    = dpu_client_open_request (self->client, dp_bus_account_get_sign_in_request (account));

  if (request != NULL)
    dpu_client_call (request, "Cancel", NULL, done_cb, self);
}

static void
unlock (DpuSession   *self,
        DpBusAccount *account)
{
  dpu_client_call (account, "UnlockKeyring", NULL, done_cb, self);
}

static void
load (DpuSession   *self,
      DpBusAccount *account)
{
  dpu_client_call (account, "LoadKey", NULL, done_cb, self);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  DpuSession *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  g_autoptr (GVariant) checks = NULL;
  g_auto (GStrv) lines = NULL;

  if (reply == NULL)
    {
      say_error (self, error);
      return;
    }
  checks = g_variant_get_child_value (reply, 0);
  lines = dpu_facts_of_checks (checks);
  self->funcs->show (_("Diagnostics"), lines, self->user_data);
}

static void
check (DpuSession *self,
       const char *method,
       GVariant   *arguments)
{
  DpBusManager *manager = dpu_client_get_manager (self->client);

  self->funcs->say (_("Checking…"), self->user_data);
  g_dbus_proxy_call (G_DBUS_PROXY (manager), method, arguments, G_DBUS_CALL_FLAGS_NONE, 45000,
                     NULL, checked_cb, self);
}

static void
diagnose (DpuSession   *self,
          DpBusAccount *account)
{
  check (self, "Diagnose",
         g_variant_new ("(o)", g_dbus_proxy_get_object_path (G_DBUS_PROXY (account))));
}

static void
explain (DpuSession   *self,
         DpBusAccount *account)
{
  const char *const *args = dp_bus_account_get_state_args (account);

  if (g_strcmp0 (dp_bus_account_get_state (account), "refused") == 0 && args != NULL
      && args[0] != NULL)
    check (self, "TestServer", g_variant_new ("(s)", args[0]));
  else
    diagnose (self, account);
}

void
dpu_session_step (DpuSession   *self,
                  DpBusAccount *account,
                  const char   *step)
{
  static const struct
  {
    const char *step;
    void (*run) (DpuSession   *self,
                 DpBusAccount *account);
  } steps[] = {
    { "sign-in", dpu_session_sign_in }, { "retry", dpu_session_sign_in },
    { "renew", dpu_session_renew },     { "cancel", cancel },
    { "add-other", dpu_session_sign_in }, { "unlock", unlock },
    { "load", load },                   { "explain", explain },
  };
  DpBusManager *manager = dpu_client_get_manager (self->client);
  const char *none[] = { NULL };

  if (manager == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].step, step))
      {
        steps[i].run (self, account);
        return;
      }
  if (dpw_fix_is_agents (step))
    dpu_client_call (manager, "Fix",
                     g_variant_new ("(s^aso)", step, none,
                                    g_dbus_proxy_get_object_path (G_DBUS_PROXY (account))),
                     done_cb, self);
  else
    diagnose (self, account);
}

static void
claims_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GVariant) claims = NULL;
  g_autoptr (GVariant) hints = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean known = dp_bus_account_call_get_claims_finish (call->account, &claims, &hints, result,
                                                          NULL);

  lines = dpu_facts_of_account (call->account, known ? claims : NULL, known ? hints : NULL);
  call->self->funcs->show (_("Details"), lines, call->self->user_data);
}

void
dpu_session_details (DpuSession   *self,
                     DpBusAccount *account)
{
  dp_bus_account_call_get_claims (account, NULL, claims_cb, call_new (self, account));
}
