/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-flow.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "dp-browser.h"
#include "dp-chooser.h"
#include "dp-ci-login.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-secret.h"
#include "dpc-paste.h"
#include "dpc-report.h"

#define HINT_SECONDS 60

struct _DpcFlow
{
  DpcFlowOptions options;
  DpProvider    *provider;
  DpHttp        *http;
  DpLogin       *login;
  DpChooser     *chooser; /* its browser waits for the sign-in to begin */
  GMainLoop     *loop;
  GCancellable  *cancel;
  guint          signals[2];
  DpcPaste      *paste;
  guint          hint;
  DpLoginResult *result;
  GError        *error;
};

static gboolean
signalled_cb (gpointer user_data)
{
  DpcFlow *self = user_data;

  g_cancellable_cancel (self->cancel);
  return G_SOURCE_CONTINUE;
}

DpcFlow *
dpc_flow_new (const DpcFlowOptions *options)
{
  DpcFlow *self = g_new0 (DpcFlow, 1);

  self->options = *options;
  self->http = dp_http_new ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancel = g_cancellable_new ();
  self->signals[0] = g_unix_signal_add (SIGINT, signalled_cb, self);
  self->signals[1] = g_unix_signal_add (SIGTERM, signalled_cb, self);
  if (options->provider != NULL)
    self->provider = dp_provider_ref (options->provider);
  return self;
}

static void
clear_hint (DpcFlow *self)
{
  if (self->hint != 0)
    g_source_remove (self->hint);
  self->hint = 0;
}

void
dpc_flow_free (DpcFlow *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_source_remove (self->signals[i]);
  clear_hint (self);
  g_clear_pointer (&self->paste, dpc_paste_free);
  g_clear_pointer (&self->provider, dp_provider_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->login);
  g_clear_object (&self->chooser);
  g_clear_object (&self->http);
  g_clear_object (&self->cancel);
  g_free (self);
}

DpProvider *
dpc_flow_get_provider (DpcFlow *self)
{
  return self->provider;
}

DpHttp *
dpc_flow_get_http (DpcFlow *self)
{
  return self->http;
}

GCancellable *
dpc_flow_get_cancel (DpcFlow *self)
{
  return self->cancel;
}

/* Whether a browser that we start could be seen by the person. */
static gboolean
may_open (const DpcFlow *self)
{
  gboolean remote = dp_env_get ("SSH_CONNECTION") != NULL;
  gboolean display = dp_env_get ("DISPLAY") != NULL || dp_env_get ("WAYLAND_DISPLAY") != NULL;

  return !self->options.no_browser && (!remote || display);
}

static void
explain_remote (DpcFlow *self,
                guint    port)
{
  if (dp_env_get ("SSH_CONNECTION") == NULL)
    return;
  /* Translators: %u is a port number, twice and once more */
  dpc_say (_("You are connected over ssh. To use the browser of your own computer, connect again "
             "with \"ssh -L %u:localhost:%u …\" and open the address above there."), port, port);
}

static void
offer_paste (DpcFlow *self)
{
  char *direct;

  if (!dpc_paste_is_possible ())
    return;
  direct = dp_login_dup_direct_url (self->login);
  if (direct == NULL)
    return;
  dpc_say (_("On another computer, open this address instead, and paste here the address on "
             "which the browser ends:"));
  dpc_say ("%s", direct);
  dp_secret_free_text (direct);
}

static gboolean
pasted_cb (const char *text,
           gpointer    user_data)
{
  DpcFlow *self = user_data;
  g_autoptr (GError) error = NULL;

  if (dp_login_accept_pasted (self->login, text, &error))
    return FALSE;
  dpc_warn (_("this cannot be the address: %s"), error->message);
  return TRUE;
}

/* Opens a browser at one of our own addresses, or says that somebody has to. Returns: whether the
 * person still has to do it. */
static gboolean
present (DpcFlow    *self,
         const char *url)
{
  g_autoptr (GError) error = NULL;
  gboolean opened = may_open (self) && dp_browser_open (url, &error);

  if (error != NULL)
    dpc_warn (_("the browser could not be started: %s"), error->message);
  dpc_say (opened ? _("Opening your browser. If nothing happens, open this address:")
                  : _("Open this address to sign in:"));
  dpc_say ("%s", url);
  return !opened;
}

static void
ask_person (DpcFlow *self)
{
  char *url = dp_login_dup_url (self->login);

  if (url == NULL)
    return;
  if (self->chooser != NULL)
    dp_chooser_forward (self->chooser, url);
  else if (present (self, url))
    {
      explain_remote (self, dp_login_get_port (self->login));
      offer_paste (self);
    }
  dp_secret_free_text (url);
  self->paste = dpc_paste_new (pasted_cb, self);
}

/* A provider that does not know the redirect address says so on a page of its own: nothing ever
 * comes back to us. */
static gboolean
still_waiting_cb (gpointer user_data)
{
  DpcFlow *self = user_data;

  self->hint = 0;
  /* Translators: %s is an address of this computer */
  dpc_say (_("Still waiting. If the provider's page complains about the redirect address: %s must "
             "be registered there for this client."), dp_login_get_redirect_uri (self->login));
  return G_SOURCE_REMOVE;
}

static void
state_cb (DpLogin *login,
          guint    state,
          DpcFlow *self)
{
  clear_hint (self);
  if (state == DP_LOGIN_BROWSER)
    {
      ask_person (self);
      self->hint = g_timeout_add_seconds (HINT_SECONDS, still_waiting_cb, self);
    }
  else if (state == DP_LOGIN_EXCHANGING)
    dpc_say (_("The browser is back; checking…"));
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DpcFlow *self = user_data;

  self->result = dp_login_run_finish (DP_LOGIN (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  DpcFlow *self = user_data;

  self->provider = dp_chooser_run_finish (DP_CHOOSER (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

/* The chooser has a port of its own, any free one: two to forward, and one is not known before. */
static void
explain_remote_choice (DpcFlow *self)
{
  g_autoptr (GPtrArray) aliases = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < self->options.choices->len; i++)
    {
      const char *first = dp_provider_get_aliases (g_ptr_array_index (self->options.choices, i))[0];

      if (first != NULL)
        g_ptr_array_add (aliases, (gpointer) first);
    }
  if (dp_env_get ("SSH_CONNECTION") == NULL || aliases->len == 0)
    return;
  g_ptr_array_add (aliases, NULL);
  list = g_strjoinv (", ", (char **) aliases->pdata);
  /* Translators: %s is a list of names that can be typed, "google, azure" */
  dpc_say (_("You are connected over ssh. Better name the provider: \"daypass login ALIAS\" says "
             "which port to forward, or takes the address as text. Known are %s."), list);
}

static gboolean
choose (DpcFlow *self,
        GError **error)
{
  g_autofree char *url = NULL;

  self->chooser = dp_chooser_new (self->options.choices, self->options.login.words, error);
  url = self->chooser != NULL ? dp_chooser_dup_url (self->chooser, error) : NULL;
  if (url == NULL)
    return FALSE;
  if (present (self, url))
    explain_remote_choice (self);
  dp_chooser_run_async (self->chooser, self->cancel, chosen_cb, self);
  g_main_loop_run (self->loop);
  if (self->provider == NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return self->provider != NULL;
}

static void
ci_done_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  DpcFlow *self = user_data;

  self->result = dp_ci_login_finish (result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
start (DpcFlow *self)
{
  if (dp_provider_is_ci (self->provider))
    {
      dp_ci_login_async (self->http, self->provider, &self->options.login, dp_env_get,
                         self->cancel, ci_done_cb, self);
      return;
    }
  self->login = dp_login_new (self->http, self->provider, &self->options.login);
  g_signal_connect (self->login, "state-changed", G_CALLBACK (state_cb), self);
  dp_login_run_async (self->login, self->cancel, done_cb, self);
}

DpLoginResult *
dpc_flow_run (DpcFlow *self,
              GError **error)
{
  if (self->provider == NULL && !choose (self, error))
    return NULL;
  if (dp_provider_get_send_access_token (self->provider) && self->chooser != NULL)
    self->options.login.send_access_token = TRUE;
  start (self);
  g_main_loop_run (self->loop);
  g_clear_pointer (&self->paste, dpc_paste_free);
  if (self->result == NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return g_steal_pointer (&self->result);
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DpcFlow *self = user_data;

  dp_login_tell_browser_finish (DP_LOGIN (source), result);
  g_main_loop_quit (self->loop);
}

void
dpc_flow_tell (DpcFlow      *self,
               const GError *error)
{
  if (self->login == NULL)
    return;
  if (self->chooser != NULL && error != NULL)
    dp_chooser_refuse (self->chooser, dpc_report_sentence (error));
  dp_login_tell_browser_async (self->login, error != NULL ? dpc_report_sentence (error) : NULL,
                               error != NULL ? error->message : NULL, told_cb, self);
  g_main_loop_run (self->loop);
}
