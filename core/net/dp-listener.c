/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-listener.h"

#include <string.h>

#include "dp-error.h"
#include "dp-listener-private.h"
#include "dp-loopback-private.h"

#define MAX_CONNECTIONS 8
#define PAUSE_MSEC 100 /* before the next attempt, when no connection can be had */

struct _DpListener
{
  GObject          parent_instance;
  DpLoopback      *bound;
  GSocketListener *sockets;
  GCancellable    *stop;
  GSource         *pause;
  DpListenerFunc   func;
  gpointer         func_data;
  guint            n_open;
};

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (DpListener, dp_listener, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void accept_next (DpListener *self);

DpListener *
dp_listener_new (const char *const *redirect_uris,
                 GError           **error)
{
  g_autoptr (DpListener) self = g_object_new (DP_TYPE_LISTENER, NULL);
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; redirect_uris[i] != NULL && self->bound == NULL; i++)
    {
      g_clear_error (&problem);
      self->bound = _dp_loopback_bind (redirect_uris[i], &problem);
      if (dp_error_code (problem) == DP_ERROR_REDIRECT_URI)
        break;
    }
  if (problem == NULL && self->bound == NULL)
    dp_error_set (&problem, DP_ERROR_REDIRECT_URI, "no redirect address");
  if (self->bound == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
_dp_listener_opened (DpListener *self)
{
  if (self->n_open++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

void
_dp_listener_closed (DpListener *self)
{
  g_return_if_fail (self->n_open > 0);
  if (--self->n_open == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

/* The checks that come before any handler: the Host that was bound, or a page elsewhere could talk
 * to us by a name of its own (DNS rebinding); and GET. */
void
_dp_listener_dispatch (DpListener       *self,
                       const DpHttpHead *head,
                       DpExchange       *exchange)
{
  const char *host = dp_http_head_get_host (head);

  if (host == NULL || g_ascii_strcasecmp (host, self->bound->authority) != 0)
    dp_exchange_refuse (exchange, 421);
  else if (!g_str_equal (dp_http_head_get_method (head), "GET"))
    dp_exchange_refuse (exchange, 405);
  else if (self->func == NULL)
    dp_exchange_refuse (exchange, 503);
  else
    self->func (self, head, exchange, self->func_data);
}

static void
end_pause (DpListener *self)
{
  if (self->pause != NULL)
    g_source_destroy (self->pause);
  g_clear_pointer (&self->pause, g_source_unref);
}

static gboolean
paused_cb (gpointer user_data)
{
  g_autoptr (DpListener) self = g_object_ref (user_data);

  end_pause (self);
  accept_next (self);
  return G_SOURCE_REMOVE;
}

/* A process without a descriptor to spare would be told at once, and again, that somebody waits. */
static void
pause_accepting (DpListener *self)
{
  self->pause = g_timeout_source_new (PAUSE_MSEC);
  g_source_set_callback (self->pause, paused_cb, g_object_ref (self), g_object_unref);
  g_source_attach (self->pause, g_main_context_get_thread_default ());
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (DpListener) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;

  connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &error);
  if (g_cancellable_is_cancelled (self->stop))
    return;
  if (connection == NULL)
    {
      pause_accepting (self);
      return;
    }
  if (self->n_open < MAX_CONNECTIONS)
    _dp_exchange_start (self, connection, self->stop);
  accept_next (self);
}

static void
accept_next (DpListener *self)
{
  g_socket_listener_accept_async (self->sockets, self->stop, accepted_cb, g_object_ref (self));
}

void
dp_listener_start (DpListener     *self,
                   DpListenerFunc  func,
                   gpointer        user_data)
{
  self->func = func;
  self->func_data = user_data;
  for (guint i = 0; i < G_N_ELEMENTS (self->bound->sockets); i++)
    if (self->bound->sockets[i] != NULL
        && !g_socket_listener_add_socket (self->sockets, self->bound->sockets[i], NULL, NULL))
      g_warning ("a bound socket does not listen");
  accept_next (self);
}

void
dp_listener_stop (DpListener *self)
{
  self->func = NULL;
  g_cancellable_cancel (self->stop);
  end_pause (self);
  g_socket_listener_close (self->sockets);
  for (guint i = 0; i < G_N_ELEMENTS (self->bound->sockets); i++)
    g_clear_object (&self->bound->sockets[i]);
}

const char *
dp_listener_get_origin (DpListener *self)
{
  return self->bound->origin;
}

const char *
dp_listener_get_redirect_uri (DpListener *self)
{
  return self->bound->redirect_uri;
}

const char *
dp_listener_get_path (DpListener *self)
{
  return self->bound->path;
}

guint16
dp_listener_get_port (DpListener *self)
{
  return self->bound->port;
}

gboolean
dp_listener_get_busy (DpListener *self)
{
  return self->n_open > 0;
}

static void
dp_listener_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (id == PROP_BUSY)
    g_value_set_boolean (value, dp_listener_get_busy (DP_LISTENER (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
dp_listener_finalize (GObject *object)
{
  DpListener *self = DP_LISTENER (object);

  g_cancellable_cancel (self->stop);
  g_socket_listener_close (self->sockets);
  g_clear_object (&self->stop);
  g_clear_object (&self->sockets);
  g_clear_pointer (&self->bound, _dp_loopback_free);
  G_OBJECT_CLASS (dp_listener_parent_class)->finalize (object);
}

static void
dp_listener_class_init (DpListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dp_listener_get_property;
  object_class->finalize = dp_listener_finalize;
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                                             | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
dp_listener_init (DpListener *self)
{
  self->sockets = g_socket_listener_new ();
  self->stop = g_cancellable_new ();
}
