/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-browser"
#include "config.h"

#include "dpb-view.h"

#include "dpb-origin.h"
#include "dpb-passkey.h"

/* How long the landing page stays in sight after the provider came back. */
#define FINISH_MS 1200

struct _DpbView
{
  GtkBox                parent_instance;
  WebKitWebView        *web_view;
  WebKitNetworkSession *session;
  char                 *callback;
  char                 *host;
  char                 *problem;
  char                 *problem_host;
  char                 *failed_uri; /* what "reload" tries again */
  gboolean              secure;
  gboolean              came_back;
  guint                 finish_source;
  guint                 refusal_source;
  const char           *refusal; /* check id */
};

G_DEFINE_FINAL_TYPE (DpbView, dpb_view, GTK_TYPE_BOX)

enum { PROP_HOST = 1, PROP_SECURE, PROP_PROGRESS, PROP_PROBLEM, PROP_PROBLEM_HOST, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { FINISHED, REFUSED, RELOAD, N_SIGNALS };
static guint signals[N_SIGNALS];

/* @uri: the page that the problem is about, NULL for the one in sight. */
static void
set_problem (DpbView    *self,
             const char *problem,
             const char *uri)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_free (self->problem_host);
  self->problem_host = dpb_origin_host (uri);
  g_free (self->failed_uri);
  self->failed_uri = g_strdup (uri);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* The page in sight, never the one that is only on its way: a page could pretend to be another by
 * leading to an address that does not answer. */
static void
update_origin (DpbView *self)
{
  const char *uri = webkit_web_view_get_uri (self->web_view);
  GTlsCertificateFlags errors = 0;

  g_free (self->host);
  self->host = dpb_origin_host (uri);
  self->secure = webkit_web_view_get_tls_info (self->web_view, NULL, &errors) && errors == 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECURE]);
}

static gboolean
finish_cb (gpointer user_data)
{
  DpbView *self = user_data;

  self->finish_source = 0;
  g_signal_emit (self, signals[FINISHED], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
refusal_cb (gpointer user_data)
{
  DpbView *self = user_data;

  self->refusal_source = 0;
  g_signal_emit (self, signals[REFUSED], 0, self->refusal);
  return G_SOURCE_REMOVE;
}

/* Whoever hears it destroys the view, which WebKit is just calling. */
static void
refuse (DpbView    *self,
        const char *id)
{
  self->refusal = id;
  if (self->refusal_source == 0)
    self->refusal_source = g_idle_add (refusal_cb, self);
}

/* Where the view itself goes; frames inside a page are not asked. */
static void
look_ahead (DpbView *self)
{
  const char *uri = webkit_web_view_get_uri (self->web_view);
  const char *refusal = dpb_origin_refusal (uri);

  self->came_back = self->came_back || dpb_origin_is_callback (uri, self->callback);
  if (refusal != NULL)
    {
      webkit_web_view_stop_loading (self->web_view);
      refuse (self, refusal);
    }
}

static void
load_changed_cb (DpbView        *self,
                 WebKitLoadEvent event)
{
  switch (event)
    {
    case WEBKIT_LOAD_STARTED:
      set_problem (self, "", NULL);
      look_ahead (self);
      break;
    case WEBKIT_LOAD_REDIRECTED:
      look_ahead (self);
      break;
    case WEBKIT_LOAD_COMMITTED:
      update_origin (self);
      break;
    case WEBKIT_LOAD_FINISHED:
    default:
      /* The landing page was answered by the agent: the sign-in goes on there. */
      if (self->came_back && self->finish_source == 0)
        self->finish_source = g_timeout_add (FINISH_MS, finish_cb, self);
    }
}

static gboolean
load_failed_cb (DpbView        *self,
                WebKitLoadEvent event,
                const char     *uri,
                const GError   *error)
{
  /* What we stopped ourselves is no failure. */
  if (!g_error_matches (error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED)
      && !g_error_matches (error, WEBKIT_POLICY_ERROR,
                           WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE))
    set_problem (self, "load", uri);
  return TRUE;
}

static void
crashed_cb (DpbView *self)
{
  set_problem (self, "load", webkit_web_view_get_uri (self->web_view));
}

static gboolean
tls_failed_cb (DpbView    *self,
               const char *uri)
{
  set_problem (self, "tls", uri);
  return TRUE;
}

static void
passkey_cb (DpbView *self)
{
  refuse (self, "embedded-passkey");
}

/* Only https and loopback, and only what can be shown. */
static gboolean
decide_policy_cb (DpbView                 *self,
                  WebKitPolicyDecision    *decision,
                  WebKitPolicyDecisionType type)
{
  WebKitResponsePolicyDecision *response;
  WebKitNavigationAction *action;

  if (type != WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      action = webkit_navigation_policy_decision_get_navigation_action (
          WEBKIT_NAVIGATION_POLICY_DECISION (decision));
      if (dpb_origin_may_load (
              webkit_uri_request_get_uri (webkit_navigation_action_get_request (action))))
        return FALSE;
      webkit_policy_decision_ignore (decision);
      return TRUE;
    }
  response = WEBKIT_RESPONSE_POLICY_DECISION (decision);
  if (webkit_response_policy_decision_is_mime_type_supported (response))
    return FALSE;
  webkit_policy_decision_ignore (decision);
  if (webkit_response_policy_decision_is_main_frame_main_resource (response))
    set_problem (self, "download", NULL);
  return TRUE;
}

/* A login page that opens a window gets it in the same view: nothing without host name and lock. */
static WebKitWebView *
create_cb (DpbView                *self,
           WebKitNavigationAction *action)
{
  const char *uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));

  if (webkit_navigation_action_is_user_gesture (action) && dpb_origin_may_load (uri))
    webkit_web_view_load_uri (self->web_view, uri);
  return NULL;
}

static gboolean
permission_cb (DpbView                 *self,
               WebKitPermissionRequest *request)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

static void
download_cb (DpbView        *self,
             WebKitDownload *download)
{
  webkit_download_cancel (download);
  set_problem (self, "download", NULL);
}

static void
progress_cb (DpbView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static gboolean
context_menu_cb (void)
{
  return TRUE;
}

static void
dpb_view_reload (DpbView *self)
{
  g_autofree char *failed = g_strdup (self->failed_uri);

  /* A page that never came is not there to be loaded again. */
  if (failed != NULL)
    webkit_web_view_load_uri (self->web_view, failed);
  else
    webkit_web_view_reload (self->web_view);
}

static void
dpb_view_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  DpbView *self = DPB_VIEW (object);

  switch (prop_id)
    {
    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;
    case PROP_SECURE:
      g_value_set_boolean (value, self->secure);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, webkit_web_view_get_estimated_load_progress (self->web_view));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_PROBLEM_HOST:
      g_value_set_string (value, self->problem_host);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dpb_view_dispose (GObject *object)
{
  DpbView *self = DPB_VIEW (object);

  g_clear_handle_id (&self->finish_source, g_source_remove);
  g_clear_handle_id (&self->refusal_source, g_source_remove);
  if (self->web_view != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->web_view, self);
      gtk_box_remove (GTK_BOX (self), GTK_WIDGET (self->web_view));
      self->web_view = NULL;
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->callback, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->problem_host, g_free);
  g_clear_pointer (&self->failed_uri, g_free);
  G_OBJECT_CLASS (dpb_view_parent_class)->dispose (object);
}

static void
dpb_view_class_init (DpbViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dpb_view_get_property;
  object_class->dispose = dpb_view_dispose;
  properties[PROP_HOST] = g_param_spec_string ("host", NULL, NULL, "", flags);
  properties[PROP_SECURE] = g_param_spec_boolean ("secure", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, "", flags);
  properties[PROP_PROBLEM_HOST]
      = g_param_spec_string ("problem-host", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RELOAD] = g_signal_new_class_handler ("reload", type,
                                                G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                                G_CALLBACK (dpb_view_reload), NULL, NULL, NULL,
                                                G_TYPE_NONE, 0);
}

static WebKitSettings *
new_settings (void)
{
  return webkit_settings_new_with_settings ("enable-developer-extras", FALSE,
                                            "enable-back-forward-navigation-gestures", FALSE,
                                            "enable-media-stream", FALSE,
                                            "enable-webrtc", FALSE,
                                            "enable-webgl", FALSE,
                                            "enable-offline-web-application-cache", FALSE,
                                            "javascript-can-open-windows-automatically", FALSE,
                                            "javascript-can-access-clipboard", FALSE,
                                            NULL);
}

static void
dpb_view_init (DpbView *self)
{
  g_autoptr (WebKitSettings) settings = new_settings ();
  g_autoptr (WebKitUserContentManager) content = webkit_user_content_manager_new ();

  self->host = g_strdup ("");
  self->problem = g_strdup ("");
  self->problem_host = g_strdup ("");
  self->session = webkit_network_session_new_ephemeral ();
  webkit_network_session_set_tls_errors_policy (self->session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  self->web_view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", self->session,
                                 "user-content-manager", content, "settings", settings,
                                 "hexpand", TRUE, "vexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->web_view));
  dpb_passkey_watch (content, G_CALLBACK (passkey_cb), self);

  g_signal_connect_swapped (self->web_view, "load-changed", G_CALLBACK (load_changed_cb), self);
  g_signal_connect_swapped (self->web_view, "load-failed", G_CALLBACK (load_failed_cb), self);
  g_signal_connect_swapped (self->web_view, "load-failed-with-tls-errors",
                            G_CALLBACK (tls_failed_cb), self);
  g_signal_connect_swapped (self->web_view, "decide-policy", G_CALLBACK (decide_policy_cb), self);
  g_signal_connect_swapped (self->web_view, "create", G_CALLBACK (create_cb), self);
  g_signal_connect_swapped (self->web_view, "permission-request", G_CALLBACK (permission_cb), self);
  g_signal_connect_swapped (self->web_view, "notify::estimated-load-progress",
                            G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (self->web_view, "web-process-terminated", G_CALLBACK (crashed_cb),
                            self);
  g_signal_connect (self->web_view, "context-menu", G_CALLBACK (context_menu_cb), NULL);
  g_signal_connect_object (self->session, "download-started", G_CALLBACK (download_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
dpb_view_new (const char *url,
              const char *callback)
{
  DpbView *self = g_object_new (DPB_TYPE_VIEW, NULL);

  self->callback = g_strdup (callback);
  g_free (self->host);
  self->host = dpb_origin_host (url);
  webkit_web_view_load_uri (self->web_view, url);
  return GTK_WIDGET (self);
}
