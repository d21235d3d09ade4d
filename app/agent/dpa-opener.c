/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-opener.h"

#include "dpa-round.h"
#include "dpa-sign-in.h"

static void
activate_action (DpaAgent   *agent,
                 const char *action,
                 const char *target,
                 const char *token)
{
  GVariantBuilder platform, parameters;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (*target != '\0')
    g_variant_builder_add (&parameters, "v", g_variant_new_string (target));
  g_variant_builder_init (&platform, G_VARIANT_TYPE_VARDICT);
  if (token != NULL)
    {
      g_variant_builder_add (&platform, "{sv}", "activation-token", g_variant_new_string (token));
      g_variant_builder_add (&platform, "{sv}", "desktop-startup-id",
                             g_variant_new_string (token));
    }
  if (*target != '\0')
    g_dbus_connection_call (dpa_agent_get_connection (agent), APPLICATION_ID,
                            "/io/github/daypass/Daypass", "org.freedesktop.Application",
                            "ActivateAction",
                            g_variant_new ("(sava{sv})", action, &parameters, &platform), NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  else
    {
      g_variant_builder_clear (&parameters);
      g_dbus_connection_call (dpa_agent_get_connection (agent), APPLICATION_ID,
                              "/io/github/daypass/Daypass", "org.freedesktop.Application",
                              "Activate", g_variant_new ("(a{sv})", &platform), NULL,
                              G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
    }
}

void
dpa_opener_show_window (DpaAgent   *agent,
                        const char *account,
                        const char *token)
{
  activate_action (agent, "show-account", account, token);
}

static void
launched (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* the message could name the address */
  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    g_warning ("no browser could be started (%s)", g_quark_to_string (error->domain));
}

static void
open_browser (DpaSignIn  *sign_in,
              const char *token)
{
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *url = dpa_sign_in_take_url (sign_in, "system", &error);

  if (url == NULL)
    {
      g_message ("the browser is not opened: %s", error->message);
      return;
    }
  if (token != NULL)
    {
      g_app_launch_context_setenv (context, "XDG_ACTIVATION_TOKEN", token);
      g_app_launch_context_setenv (context, "DESKTOP_STARTUP_ID", token);
    }
  g_app_info_launch_default_for_uri_async (url, context, NULL, launched, NULL);
}

/* Opens the browser once, when it is its turn. */
static void
step_changed (DpaSignIn  *sign_in,
              const char *token)
{
  if (!dpa_sign_in_is_in_browser (sign_in))
    return;
  g_signal_handlers_disconnect_matched (sign_in, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, step_changed,
                                        NULL);
  open_browser (sign_in, *token != '\0' ? token : NULL);
}

static void
free_token (gpointer  token,
            GClosure *closure)
{
  g_free (token);
}

/* Starts the sign-in of @account, its browser where the person wants it. @token: (nullable) */
static DpaSignIn *
begin (DpaAccount *account,
       gpointer    token,
       GError    **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaRecord *record = dpa_account_get_record (account);
  const char *browser = g_str_equal (record->browser, "default")
                            ? dpa_agent_get_preferences (agent)->browser : record->browser;
  DpaSignIn *sign_in = dpa_sign_in_start (account, NULL, "", error);

  if (sign_in == NULL)
    return NULL;
  /* in the window, by the choice of the person there: it joins the one that runs */
  if (g_str_equal (browser, "embedded"))
    activate_action (agent, "sign-in", record->id, token);
  else if (dpa_sign_in_is_in_browser (sign_in))
    open_browser (sign_in, token);
  else
    g_signal_connect_data (sign_in, "step", G_CALLBACK (step_changed),
                           g_strdup (token != NULL ? token : ""), free_token, 0);
  return sign_in;
}

void
dpa_opener_sign_in (DpaAccount *account,
                    const char *token)
{
  g_autoptr (GError) error = NULL;

  if (begin (account, (gpointer) token, &error) == NULL)
    g_message ("account %s: %s", dpa_account_get_id (account), error->message);
}

void
dpa_opener_sign_in_today (DpaAgent   *agent,
                          const char *token)
{
  DpaRound *round = dpa_agent_get_round (agent);
  DpaSignIn *running = dpa_round_get_running (round);

  /* a tab that was closed is opened again */
  if (running != NULL && dpa_sign_in_is_in_browser (running))
    open_browser (running, token);
  else
    dpa_round_start (round, NULL, begin, g_strdup (token), g_free, NULL);
}
