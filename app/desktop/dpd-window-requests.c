/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-window.h"

#include "dpd-compat.h"
#include "dpd-report.h"
#include "dpd-sign-in-page.h"

#include "dpw-state.h"

#include <glib/gi18n.h>

#define WANTED_KEY "dpd-wanted-request"
#define ASKED_KEY "dpd-asked"

/* The sign-in page of @path, wherever it is in the stack of pages. */
static DpdSignInPage *
find_page (DpdWindow  *self,
           const char *path)
{
  GtkWidget *page;

  for (guint i = 0; (page = dpd_window_get_nth_page (self, i)) != NULL; i++)
    {
      GDBusProxy *request;

      if (!DPD_IS_SIGN_IN_PAGE (page))
        continue;
      request = G_DBUS_PROXY (dpd_sign_in_page_get_request (DPD_SIGN_IN_PAGE (page)));
      if (g_str_equal (g_dbus_proxy_get_object_path (request), path))
        return DPD_SIGN_IN_PAGE (page);
    }
  return NULL;
}

static DpdAccount *
account_of (DpdWindow   *self,
            DpBusSignIn *request)
{
  DpdAccountList *accounts = dpd_agent_get_accounts (dpd_window_get_agent (self));

  return dpd_account_list_find_path (accounts, dp_bus_sign_in_get_account (request));
}

static gboolean
is_step (DpBusSignIn *request,
         const char  *step)
{
  return g_strcmp0 (dp_bus_sign_in_get_step (request), step) == 0;
}

/* A question about a request; the dialog goes when the request does. */
typedef struct
{
  GtkWidget   *window;
  DpBusSignIn *request;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->window);
  g_object_unref (asked->request);
  g_free (asked);
}

static void
confirmed_cb (gboolean yes,
              gpointer user_data)
{
  Asked *asked = user_data;

  dp_bus_sign_in_call_confirm (asked->request, yes, NULL, dpd_report_cb,
                               dpd_report_to (asked->window));
}

static void
resolved_cb (gboolean yes,
             gpointer user_data)
{
  Asked *asked = user_data;

  dp_bus_sign_in_call_resolve_other_person (asked->request, yes ? "add" : "keep", NULL,
                                            dpd_report_cb, dpd_report_to (asked->window));
}

static void
step_changed_cb (GtkWindow   *dialog,
                 GParamSpec  *pspec,
                 DpBusSignIn *request)
{
  if (!is_step (request, "confirm") && !is_step (request, "other-person"))
    gtk_window_destroy (dialog);
}

static void
ask (DpdWindow         *self,
     DpBusSignIn       *request,
     const DpdQuestion *question,
     DpdAnswerFunc      answered)
{
  Asked *asked = g_new0 (Asked, 1);
  GtkWidget *dialog;

  g_object_set_data (G_OBJECT (request), ASKED_KEY, self);
  asked->window = g_object_ref (GTK_WIDGET (self));
  asked->request = g_object_ref (request);
  dialog = dpd_ask (GTK_WINDOW (self), question, answered, asked, asked_free);
  g_signal_connect_object (request, "notify::step", G_CALLBACK (step_changed_cb), dialog,
                           G_CONNECT_SWAPPED);
}

static void
ask_identity (DpdWindow   *self,
              DpBusSignIn *request)
{
  g_autofree char *who = dpw_visible (dp_bus_sign_in_get_identity (request));
  /* Translators: %s is an e-mail address */
  g_autofree char *heading = g_strdup_printf (_("Are You %s?"), who);
  /* Translators: %s is the name of a provider */
  g_autofree char *body = g_strdup_printf (
      _("You signed in with %s. Hosts on your list will see this address and your groups."),
      dp_bus_sign_in_get_provider_name (request));
  const DpdQuestion question = { heading, body, _("_No, Discard"), _("_Yes"),
                                 ADW_RESPONSE_SUGGESTED };

  ask (self, request, &question, confirmed_cb);
}

static void
ask_other_person (DpdWindow   *self,
                  DpBusSignIn *request)
{
  g_autofree char *who = dpw_visible (dp_bus_sign_in_get_identity (request));
  g_autofree char *expected = dpw_visible (dp_bus_sign_in_get_expected_identity (request));
  g_autofree char *who_short = dpw_short_name (who);
  g_autofree char *expected_short = dpw_short_name (expected);
  /* Translators: two e-mail addresses, then the short name of the second */
  g_autofree char *body = g_strdup_printf (
      _("%1$s signed in instead of %2$s. Nothing has changed for %3$s."), who, expected,
      expected_short);
  /* Translators: %s is the short name of a person */
  g_autofree char *keep = g_strdup_printf (_("_Keep %s"), expected_short);
  /* Translators: %s is the short name of a person */
  g_autofree char *add = g_strdup_printf (_("_Add %s"), who_short);
  const DpdQuestion question = { _("Somebody Else Signed In"), body, keep, add,
                                 ADW_RESPONSE_DEFAULT };

  ask (self, request, &question, resolved_cb);
}

static void
finish_page (DpdWindow   *self,
             DpBusSignIn *request)
{
  DpdSignInPage *page = find_page (self, g_dbus_proxy_get_object_path (G_DBUS_PROXY (request)));
  DpdAccount *account = account_of (self, request);
  const char *const *hosts;
  g_autofree char *text = NULL;
  g_autofree char *action = NULL;

  if (page == NULL)
    return;
  dpd_window_close_page (self, GTK_WIDGET (page));
  if (account == NULL || !is_step (request, "done"))
    return;
  hosts = dp_bus_account_get_hosts (dpd_account_get_proxy (account));
  if (hosts != NULL && hosts[0] != NULL)
    {
      /* Translators: %s is an e-mail address */
      text = g_strdup_printf (_("Signed in as %s"), dpd_account_get_title (account));
      dpd_window_toast (self, text);
      return;
    }
  action = g_strdup_printf ("win.hosts('%s')", dpd_account_get_id (account));
  dpd_window_toast_action (self, C_("toast", "Signed in"), _("Choose Hosts"), action);
}

static void
request_changed_cb (DpdWindow   *self,
                    DpBusSignIn *request)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (request));
  GHashTable *wanted = g_object_get_data (G_OBJECT (self), WANTED_KEY);
  gpointer ours;
  gboolean asked = g_object_get_data (G_OBJECT (request), ASKED_KEY) != NULL;

  if (g_hash_table_lookup_extended (wanted, path, NULL, &ours))
    {
      g_hash_table_remove (wanted, path);
      _dpd_window_show_request (self, request, GPOINTER_TO_INT (ours));
    }
  if (is_step (request, "confirm") && !asked)
    ask_identity (self, request);
  /* On Home the row has both answers; the dialog is for whoever watches the sign-in. */
  else if (is_step (request, "other-person") && !asked && find_page (self, path) != NULL)
    ask_other_person (self, request);
  else if (is_step (request, "done") || is_step (request, "cancelled"))
    finish_page (self, request);
}

static void
request_gone_cb (DpdWindow  *self,
                 const char *path)
{
  DpdSignInPage *page = find_page (self, path);
  DpBusSignIn *request = page != NULL ? dpd_sign_in_page_get_request (page) : NULL;

  /* A failure stays in sight until the person has read it. */
  if (request != NULL && !is_step (request, "failed"))
    dpd_window_close_page (self, GTK_WIDGET (page));
}

/* Another agent counts its requests from the beginning. */
static void
status_changed_cb (DpdWindow *self)
{
  g_hash_table_remove_all (g_object_get_data (G_OBJECT (self), WANTED_KEY));
}

void
_dpd_window_follow_requests (DpdWindow *self)
{
  DpdAgent *agent = dpd_window_get_agent (self);
  GHashTable *wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_object_set_data_full (G_OBJECT (self), WANTED_KEY, wanted,
                          (GDestroyNotify) g_hash_table_unref);
  g_signal_connect_object (agent, "status-changed", G_CALLBACK (status_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (agent, "request-changed", G_CALLBACK (request_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (agent, "request-gone", G_CALLBACK (request_gone_cb), self,
                           G_CONNECT_SWAPPED);
}

void
_dpd_window_want_request (DpdWindow  *self,
                          const char *path,
                          gboolean    ours)
{
  g_autoptr (DpBusSignIn) request = dpd_agent_dup_request (dpd_window_get_agent (self), path);

  if (request != NULL)
    _dpd_window_show_request (self, request, ours);
  else
    /* Its object is announced in a moment, or when those before it in a round have ended. */
    g_hash_table_insert (g_object_get_data (G_OBJECT (self), WANTED_KEY), g_strdup (path),
                         GINT_TO_POINTER (ours));
}

void
_dpd_window_show_request (DpdWindow   *self,
                          DpBusSignIn *request,
                          gboolean     ours)
{
  DpdAccount *account = account_of (self, request);
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (request));

  if (account != NULL && find_page (self, path) == NULL)
    dpd_window_push (self,
                     dpd_sign_in_page_new (dpd_window_get_agent (self), account, request, ours));
}
