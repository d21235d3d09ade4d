/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-sign-in-private.h"

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-passed.h"
#include "dp-secret.h"
#include "dp-text.h"
#include "dpa-caller.h"
#include "dpa-check.h"

static gboolean
may_take (DpaSignIn             *self,
          GDBusMethodInvocation *invocation)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  GDBusConnection *connection = g_dbus_method_invocation_get_connection (invocation);

  return g_strcmp0 (sender, dpa_sign_in_get_starter (self)) == 0
         || dpa_caller_find_kind (connection, sender) == DPA_CALLER_WINDOW;
}

static gboolean
is_use (const char *use)
{
  return g_str_equal (use, "system") || g_str_equal (use, "embedded") || g_str_equal (use, "copy");
}

char *
dpa_sign_in_take_url (DpaSignIn  *self,
                      const char *use,
                      GError    **error)
{
  DpaRate *rate = dpa_account_get_rate (dpa_sign_in_get_account (self));
  DpLogin *login = dpa_sign_in_get_login (self);
  gboolean opens = g_str_equal (use, "system") || g_str_equal (use, "embedded");
  char *url;

  if (!dpa_sign_in_is_in_browser (self))
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_GONE, "it is not the browser's turn");
      return NULL;
    }
  if (opens && !dpa_rate_open (rate, dpa_clock_get_steady ()))
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_TOO_OFTEN, "three openings in ten minutes");
      return NULL;
    }
  url = dp_login_dup_url (login);
  if (url == NULL)
    g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_GONE, "there is no address any more");
  else if (opens)
    dp_bus_sign_in_set_browser (dpa_sign_in_get_bus (self), use);
  return url;
}

static gboolean
handle_take_url (DpaSignIn             *self,
                 GDBusMethodInvocation *invocation,
                 const char            *use)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  if (!may_take (self, invocation))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "started by another program");
  if (!is_use (use))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "use");
  if (g_str_equal (use, "embedded") && !dp_bus_sign_in_get_embedded (dpa_sign_in_get_bus (self)))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "the provider refuses it");
  url = dpa_sign_in_take_url (self, use, &error);
  if (url == NULL)
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_sign_in_complete_take_url (dpa_sign_in_get_bus (self), invocation, url,
                                    dp_login_get_redirect_uri (dpa_sign_in_get_login (self)));
  return TRUE;
}

static gboolean
handle_take_direct_url (DpaSignIn             *self,
                        GDBusMethodInvocation *invocation,
                        GUnixFDList           *unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  char *url = NULL;

  if (!may_take (self, invocation))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "started by another program");
  if (dpa_sign_in_is_in_browser (self))
    url = dp_login_dup_direct_url (dpa_sign_in_get_login (self));
  if (url == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_GONE, "it is not the browser's turn");
  fds = dp_passed_new (url, &error);
  dp_secret_free_text (url); /* the state is in it */
  if (fds == NULL)
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_sign_in_complete_take_direct_url (dpa_sign_in_get_bus (self), invocation, fds,
                                           g_variant_new_handle (0));
  return TRUE;
}

static gboolean
handle_pasted (DpaSignIn             *self,
               GDBusMethodInvocation *invocation,
               GUnixFDList           *fds,
               GVariant              *handle)
{
  g_autoptr (GError) error = NULL;
  gboolean accepted;
  char *url;

  if (!dpa_sign_in_is_in_browser (self))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_GONE, "it is not the browser's turn");
  url = dp_passed_read (fds, handle, DP_PASTED_MAX, &error);
  accepted = url != NULL && dp_login_accept_pasted (dpa_sign_in_get_login (self), url, &error);
  dp_secret_free_text (url); /* the code is in it */
  if (!accepted)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "%s", dp_error_reason (error));
  dp_bus_sign_in_complete_provide_pasted_url (dpa_sign_in_get_bus (self), invocation, NULL);
  return TRUE;
}

static gboolean
handle_confirm (DpaSignIn             *self,
                GDBusMethodInvocation *invocation,
                gboolean               yes)
{
  g_autoptr (GError) error = NULL;

  if (!dpa_sign_in_confirm (self, yes, &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_sign_in_complete_confirm (dpa_sign_in_get_bus (self), invocation);
  return TRUE;
}

static gboolean
handle_resolve (DpaSignIn             *self,
                GDBusMethodInvocation *invocation,
                const char            *choice)
{
  g_autoptr (GError) error = NULL;
  DpaAccount *other = NULL;
  gboolean add = g_str_equal (choice, "add");

  if (!add && !g_str_equal (choice, "keep"))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "choice");
  if (!dpa_sign_in_resolve (self, add, &other, &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_sign_in_complete_resolve_other_person (dpa_sign_in_get_bus (self), invocation,
                                                other != NULL ? dpa_account_get_path (other) : "/");
  return TRUE;
}

static gboolean
handle_cancel (DpaSignIn             *self,
               GDBusMethodInvocation *invocation)
{
  dpa_sign_in_cancel (self);
  dp_bus_sign_in_complete_cancel (dpa_sign_in_get_bus (self), invocation);
  return TRUE;
}

void
dpa_sign_in_connect_methods (DpaSignIn *self)
{
  static const struct
  {
    const char *signal;
    GCallback   handler;
  } handlers[] = {
    { "handle-take-url", G_CALLBACK (handle_take_url) },
    { "handle-take-direct-url", G_CALLBACK (handle_take_direct_url) },
    { "handle-provide-pasted-url", G_CALLBACK (handle_pasted) },
    { "handle-confirm", G_CALLBACK (handle_confirm) },
    { "handle-resolve-other-person", G_CALLBACK (handle_resolve) },
    { "handle-cancel", G_CALLBACK (handle_cancel) },
  };

  DpBusSignIn *bus = dpa_sign_in_get_bus (self);

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (bus, handlers[i].signal, handlers[i].handler, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect (bus, "g-authorize-method", G_CALLBACK (dpa_caller_authorize), NULL);
}

void
dpa_sign_in_export (DpaSignIn         *self,
                    DpaAccount        *account,
                    const DpaProvider *provider,
                    const char        *who)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  DpBusSignIn *bus = dpa_sign_in_get_bus (self);
  gint64 now = dpa_agent_get_now (agent);
  g_autoptr (DpBusObjectSkeleton) object
    = dp_bus_object_skeleton_new (dpa_sign_in_get_path (self));
  g_autofree char *reason = dp_text_display (who, -1);

  dp_bus_sign_in_set_account (bus, dpa_account_get_path (account));
  dp_bus_sign_in_set_provider_name (bus, provider->name);
  dp_bus_sign_in_set_step (bus, "contact");
  dp_bus_sign_in_set_reason (bus, reason);
  dp_bus_sign_in_set_started_at (bus, now);
  dp_bus_sign_in_set_ends_at (bus, now + DP_LOGIN_SECONDS);
  dp_bus_sign_in_set_browser (bus, "");
  dp_bus_sign_in_set_embedded (bus, provider->embedded);
  dp_bus_sign_in_set_hint (bus, provider->embedded ? dpa_check_none ()
                                                         : dpa_check ("embedded-refused", "info",
                                                                      provider->name, NULL));
  dp_bus_sign_in_set_identity (bus, "");
  dp_bus_sign_in_set_expected_identity (bus, "");
  dp_bus_sign_in_set_problem (bus, dpa_check_none ());
  dp_bus_object_skeleton_set_sign_in (object, bus);
  g_dbus_object_manager_server_export (dpa_agent_get_objects (agent),
                                       G_DBUS_OBJECT_SKELETON (object));
}
