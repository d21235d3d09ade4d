/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-loopback-private.h"

#include <string.h>

#include "dp-error.h"
#include "dp-url.h"

#define BACKLOG 8
#define ANY_PORT_TRIES 8

void
_dp_loopback_free (DpLoopback *self)
{
  if (self == NULL)
    return;
  g_free (self->origin);
  g_free (self->authority);
  g_free (self->redirect_uri);
  g_free (self->path);
  for (guint i = 0; i < G_N_ELEMENTS (self->sockets); i++)
    g_clear_object (&self->sockets[i]);
  g_free (self);
}

/* SO_REUSEADDR only lets us have a port whose last connections are still fading: Linux refuses a
 * second listener with it. SO_REUSEPORT is never set. */
static GSocket *
listen_on (GSocketFamily  family,
           const char    *address,
           guint16        port,
           GError       **error)
{
  g_autoptr (GSocket) socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                             error);
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) where = g_inet_socket_address_new (inet, port);

  if (socket == NULL)
    return NULL; /* nocheck: set by the socket */
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, where, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static guint16
bound_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

static gboolean
bind_both (DpLoopback *self,
           guint16     port,
           GError    **error)
{
  g_autoptr (GError) problem = NULL;

  self->sockets[0] = listen_on (G_SOCKET_FAMILY_IPV4, "127.0.0.1", port, error);
  if (self->sockets[0] == NULL)
    return FALSE;
  self->port = bound_port (self->sockets[0]);
  self->sockets[1] = listen_on (G_SOCKET_FAMILY_IPV6, "::1", self->port, &problem);
  if (self->sockets[1] == NULL && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      g_clear_object (&self->sockets[0]);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

static void
set_names (DpLoopback *self,
           GUri       *uri)
{
  const char *host = g_uri_get_host (uri);

  self->authority = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
                                     self->port);
  self->origin = g_strdup_printf ("http://%s", self->authority);
  self->path = g_strdup (g_uri_get_path (uri));
  self->redirect_uri = g_strdup_printf ("%s%s", self->origin, self->path);
}

DpLoopback *
_dp_loopback_bind (const char *redirect_uri,
                   GError    **error)
{
  g_autoptr (DpLoopback) self = g_new0 (DpLoopback, 1);
  g_autoptr (GUri) uri = dp_url_parse_redirect (redirect_uri, error);
  g_autoptr (GError) problem = NULL;
  guint tries;
  gboolean bound = FALSE;

  if (uri == NULL)
    return NULL; /* nocheck: set by the parser */
  tries = g_uri_get_port (uri) == 0 ? ANY_PORT_TRIES : 1;
  while (!bound && tries-- > 0)
    {
      g_clear_error (&problem);
      bound = bind_both (self, (guint16) g_uri_get_port (uri), &problem);
    }
  if (!bound)
    {
      dp_error_set (error, DP_ERROR_PORTS_TAKEN, "%s: %s", redirect_uri, problem->message);
      return NULL;
    }
  set_names (self, uri);
  return g_steal_pointer (&self);
}
