/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-flow.h"

#include "dp-browser.h"
#include "dp-env.h"
#include "dp-limits.h"
#include "dp-passed.h"
#include "dp-secret.h"
#include "dpw-sentences.h"
#include "dpw-state.h"


struct _DpuFlow
{
  DpBusSignIn   *request;
  char          *provider;
  char          *identity;
  char          *expected;
  char          *link;
  char          *pasted; /* DP_PASTED_MAX + 1 bytes, wiped: it ends in a code */
  gsize          len;
  DpuChangedFunc changed;
  gpointer       user_data;
  gboolean       elsewhere;
  gboolean       fresh;
  gboolean       asked; /* for the link */
  gboolean       opened;
  gboolean       theirs;
};

/* Whether a browser that we start is in front of this person. */
static gboolean
is_screen_elsewhere (void)
{
  return dp_env_get ("SSH_CONNECTION") != NULL
         || (dp_env_get ("DISPLAY") == NULL && dp_env_get ("WAYLAND_DISPLAY") == NULL
             && dp_env_get ("WSL_DISTRO_NAME") == NULL);
}

/* What is not graphic ASCII would not be a link, but something for the terminal. */
static gboolean
is_link (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return *text != '\0';
}

/* @use: (nullable): %NULL for a browser on another computer */
static char *
take_url (DpBusSignIn *request,
          const char  *use,
          GError     **error)
{
  g_autofree char *callback = NULL;
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  char *url = NULL;

  if (use != NULL)
    dp_bus_sign_in_call_take_url_sync (request, use, &url, &callback, NULL, error);
  else if (dp_bus_sign_in_call_take_direct_url_sync (request, NULL, &handle, &fds, NULL, error))
    url = dp_passed_read (fds, handle, DP_PASTED_MAX, error);
  return url;
}

static void
take_link (DpuFlow    *self,
           const char *use,
           gboolean    open)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = take_url (self->request, use, &error);

  self->asked = TRUE;
  if (url == NULL)
    {
      g_autofree char *name = g_dbus_error_get_remote_error (error);

      self->theirs = name != NULL && g_str_has_suffix (name, ".NotAllowed");
      return;
    }
  if (!is_link (url))
    return;
  if (open)
    self->opened = dp_browser_open (url, NULL);
  g_free (self->link);
  self->link = g_steal_pointer (&url);
}

static void
update (DpuFlow *self)
{
  if (g_strcmp0 (dp_bus_sign_in_get_step (self->request), "browser") == 0 && !self->asked)
    take_link (self, self->elsewhere ? NULL : self->fresh ? "system" : "copy",
               self->fresh && !self->elsewhere);
  self->changed (self->user_data);
}

DpuFlow *
dpu_flow_new (DpBusSignIn   *request,
              const char    *provider,
              gboolean       fresh,
              DpuChangedFunc changed,
              gpointer       user_data)
{
  DpuFlow *self = g_new0 (DpuFlow, 1);

  self->request = g_object_ref (request);
  self->provider = g_strdup (provider);
  self->pasted = g_malloc0 (DP_PASTED_MAX + 1);
  self->fresh = fresh;
  self->changed = changed;
  self->user_data = user_data;
  self->elsewhere = is_screen_elsewhere ();
  /* after the proxy has dropped the lists of strings that it keeps: before, that is freed memory */
  g_signal_connect_data (request, "g-properties-changed", G_CALLBACK (update), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update (self);
  return self;
}

void
dpu_flow_free (DpuFlow *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->request, self);
  g_object_unref (self->request);
  g_free (self->provider);
  g_free (self->identity);
  g_free (self->expected);
  g_free (self->link);
  dp_secret_wipe (self->pasted, DP_PASTED_MAX);
  g_free (self->pasted);
  g_free (self);
}

static void
get_problem (DpuFlow      *self,
             DpuStepsView *view)
{
  GVariant *problem = dp_bus_sign_in_get_problem (self->request);
  g_autofree const char **args = NULL;
  const char *id;

  if (problem == NULL)
    return;
  g_variant_get (problem, "(&s&s^a&s&s^a&s)", &id, NULL, &args, NULL, NULL);
  if (*id == '\0')
    return;
  view->problem = dpw_sentence_title (id, (const char *const *) args);
  view->advice = dpw_sentence_detail (id, (const char *const *) args);
}

static const char *
make_visible (char      **kept,
              const char *text)
{
  g_free (*kept);
  *kept = dpw_visible (text != NULL ? text : "");
  return *kept;
}

void
dpu_flow_get_view (DpuFlow      *self,
                   DpuStepsView *view)
{
  *view = (DpuStepsView) {
    .provider = self->provider,
    .step = dp_bus_sign_in_get_step (self->request),
    .link = self->link,
    .identity = make_visible (&self->identity, dp_bus_sign_in_get_identity (self->request)),
    .expected = make_visible (&self->expected,
                              dp_bus_sign_in_get_expected_identity (self->request)),
    .pasted = self->pasted,
    .elsewhere = self->elsewhere,
    .opened = self->opened,
    .theirs = self->theirs,
  };
  if (g_strcmp0 (view->step, "failed") == 0)
    get_problem (self, view);
}

void
dpu_flow_clear_view (DpuStepsView *view)
{
  g_clear_pointer (&view->problem, g_free);
  g_clear_pointer (&view->advice, g_free);
}

const char *
dpu_flow_get_path (DpuFlow *self)
{
  return g_dbus_proxy_get_object_path (G_DBUS_PROXY (self->request));
}

const char *
dpu_flow_get_reason (DpuFlow *self)
{
  const char *reason = dp_bus_sign_in_get_reason (self->request);

  return reason != NULL ? reason : "";
}

const char *
dpu_flow_get_step (DpuFlow *self)
{
  return dp_bus_sign_in_get_step (self->request);
}

const char *
dpu_flow_get_link (DpuFlow *self)
{
  return self->link;
}

void
dpu_flow_open (DpuFlow *self)
{
  if (g_strcmp0 (dpu_flow_get_step (self), "browser") != 0 || self->theirs)
    return;
  self->elsewhere = FALSE;
  take_link (self, "system", TRUE);
  self->changed (self->user_data);
}

void
dpu_flow_go_elsewhere (DpuFlow *self)
{
  if (g_strcmp0 (dpu_flow_get_step (self), "browser") != 0 || self->theirs)
    return;
  self->elsewhere = TRUE;
  take_link (self, NULL, FALSE);
  self->changed (self->user_data);
}

void
dpu_flow_type (DpuFlow *self,
               char     c)
{
  if (c == '\b')
    self->pasted[self->len > 0 ? --self->len : 0] = '\0';
  else if (g_ascii_isgraph (c) && self->len < DP_PASTED_MAX)
    self->pasted[self->len++] = c;
}

gboolean
dpu_flow_has_typed (DpuFlow *self)
{
  return self->len > 0;
}

void
dpu_flow_hand_in (DpuFlow    *self,
                  DpuDoneFunc done,
                  gpointer    user_data)
{
  g_autoptr (GUnixFDList) fds = self->len > 0 ? dp_passed_new (self->pasted, NULL) : NULL;

  if (fds != NULL)
    dpu_client_call_with (self->request, "ProvidePastedUrl", g_variant_new ("(h)", 0), fds, done,
                          user_data);
  dp_secret_wipe (self->pasted, DP_PASTED_MAX);
  self->len = 0;
}

void
dpu_flow_confirm (DpuFlow *self,
                  gboolean yes)
{
  dpu_client_call (self->request, "Confirm", g_variant_new ("(b)", yes), NULL, NULL);
}

void
dpu_flow_resolve (DpuFlow    *self,
                  const char *choice)
{
  dpu_client_call (self->request, "ResolveOtherPerson", g_variant_new ("(s)", choice), NULL, NULL);
}

void
dpu_flow_cancel (DpuFlow *self)
{
  if (!dpu_steps_has_ended (dpu_flow_get_step (self)))
    dpu_client_call (self->request, "Cancel", NULL, NULL, NULL);
}
