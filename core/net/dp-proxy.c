/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-proxy-private.h"

#include <string.h>

#include "dp-url.h"

#define DPP_TYPE_RESOLVER (dp_proxy_resolver_get_type ())
G_DECLARE_FINAL_TYPE (DpProxyResolver, dp_proxy_resolver, DP, PROXY_RESOLVER, GObject)

struct _DpProxyResolver
{
  GObject parent_instance;
  char   *https;
  char   *http;
  char   *excluded;
};

static void dp_proxy_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DpProxyResolver, dp_proxy_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      dp_proxy_resolver_iface_init))

static gboolean
matches_address (const char *entry,
                 const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  g_autoptr (GInetAddressMask) mask = NULL;

  if (address == NULL)
    return FALSE;
  mask = g_inet_address_mask_new_from_string (entry, NULL);
  return mask != NULL && g_inet_address_mask_matches (mask, address);
}

static gboolean
matches_domain (const char *entry,
                const char *host)
{
  const char *domain = entry[0] == '*' && entry[1] == '.' ? entry + 1 : entry;
  gsize domain_len = strlen (domain);
  gsize host_len = strlen (host);

  if (domain[0] == '.')
    return host_len > domain_len
           && g_ascii_strcasecmp (host + host_len - domain_len, domain) == 0;
  return g_ascii_strcasecmp (host, domain) == 0
         || (host_len > domain_len && host[host_len - domain_len - 1] == '.'
             && g_ascii_strcasecmp (host + host_len - domain_len, domain) == 0);
}

static gboolean
entry_matches (char       *entry,
               const char *host,
               guint16     port)
{
  char *colon = strrchr (entry, ':');
  guint64 number;

  if (g_str_equal (entry, "*"))
    return TRUE;
  if (matches_address (entry, host))
    return TRUE;
  if (colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL))
    {
      if (number != port)
        return FALSE;
      *colon = '\0';
    }
  return matches_address (entry, host) || matches_domain (entry, host);
}

gboolean
_dp_proxy_is_excluded (const char *list,
                       const char *host,
                       guint16     port)
{
  g_auto (GStrv) entries = g_strsplit (list, ",", 1024);

  for (guint i = 0; entries[i] != NULL; i++)
    {
      g_strstrip (entries[i]);
      if (entries[i][0] != '\0' && entry_matches (entries[i], host, port))
        return TRUE;
    }
  return FALSE;
}

static char **
resolver_lookup (GProxyResolver *resolver,
                 const char     *text,
                 GCancellable   *cancellable,
                 GError        **error)
{
  DpProxyResolver *self = DP_PROXY_RESOLVER (resolver);
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, error);
  const char *proxy;
  const char *list[] = { "direct://", NULL };
  gboolean tls;
  int port;

  if (uri == NULL)
    return NULL; /* nocheck: set by the parser */
  tls = g_str_equal (g_uri_get_scheme (uri), "https");
  proxy = tls ? self->https : self->http;
  port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : tls ? 443 : 80;
  if (proxy != NULL && !dp_url_host_is_loopback (g_uri_get_host (uri))
      && !_dp_proxy_is_excluded (self->excluded, g_uri_get_host (uri), (guint16) port))
    list[0] = proxy;
  return g_strdupv ((char **) list);
}

static void
resolver_lookup_async (GProxyResolver     *resolver,
                       const char         *text,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  char **list = resolver_lookup (resolver, text, cancellable, &error);

  g_task_set_source_tag (task, resolver_lookup_async);
  if (list == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, list, (GDestroyNotify) g_strfreev);
}

static char **
resolver_lookup_finish (GProxyResolver *resolver,
                        GAsyncResult   *result,
                        GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
dp_proxy_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->lookup = resolver_lookup;
  iface->lookup_async = resolver_lookup_async;
  iface->lookup_finish = resolver_lookup_finish;
}

static void
dp_proxy_resolver_finalize (GObject *object)
{
  DpProxyResolver *self = DP_PROXY_RESOLVER (object);

  g_free (self->https);
  g_free (self->http);
  g_free (self->excluded);
  G_OBJECT_CLASS (dp_proxy_resolver_parent_class)->finalize (object);
}

static void
dp_proxy_resolver_class_init (DpProxyResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dp_proxy_resolver_finalize;
}

static void
dp_proxy_resolver_init (DpProxyResolver *self)
{
}

/* "host:port" means an HTTP proxy, as in Go. */
static char *
dup_proxy (const char *value)
{
  if (value == NULL)
    return NULL;
  return strstr (value, "://") != NULL ? g_strdup (value) : g_strconcat ("http://", value, NULL);
}

static const char *
first (const char *(*get) (const char *name),
       const char *upper,
       const char *lower)
{
  const char *value = get (upper);

  return value != NULL ? value : get (lower);
}

GProxyResolver *
_dp_proxy_resolver_new (const char *(*get) (const char *name))
{
  const char *https = first (get, "HTTPS_PROXY", "https_proxy");
  const char *http = first (get, "HTTP_PROXY", "http_proxy");
  const char *excluded = first (get, "NO_PROXY", "no_proxy");
  DpProxyResolver *self;

  if (https == NULL && http == NULL && get ("XDG_CURRENT_DESKTOP") != NULL)
    return g_object_ref (g_proxy_resolver_get_default ());
  self = g_object_new (DPP_TYPE_RESOLVER, NULL);
  self->https = dup_proxy (https);
  self->http = dup_proxy (http);
  self->excluded = g_strdup (excluded != NULL ? excluded : "");
  return G_PROXY_RESOLVER (self);
}
