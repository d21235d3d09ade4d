/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-browser"
#include "config.h"

#include "dpb-origin.h"

#include <string.h>

/* Hosts whose sign-in pages refuse embedded browsers. */
static const char *const refusing_hosts[] = { "accounts.google.com" };

static GUri *
parse (const char *url)
{
  return url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
}

char *
dpb_origin_host (const char *url)
{
  g_autoptr (GUri) uri = parse (url);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *ascii = host != NULL ? g_hostname_to_ascii (host) : NULL;

  return g_strdup (ascii != NULL ? ascii : "");
}

gboolean
dpb_origin_is_callback (const char *url,
                        const char *callback)
{
  g_autoptr (GUri) uri = parse (url);
  g_autoptr (GUri) wanted = parse (callback);

  return uri != NULL && wanted != NULL && g_uri_get_userinfo (uri) == NULL
         && g_strcmp0 (g_uri_get_scheme (uri), g_uri_get_scheme (wanted)) == 0
         && g_strcmp0 (g_uri_get_host (uri), g_uri_get_host (wanted)) == 0
         && g_uri_get_port (uri) == g_uri_get_port (wanted)
         && g_strcmp0 (g_uri_get_path (uri), g_uri_get_path (wanted)) == 0;
}

gboolean
dpb_origin_may_load (const char *url)
{
  g_autoptr (GUri) uri = parse (url);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (g_strcmp0 (url, "about:blank") == 0 || g_strcmp0 (scheme, "https") == 0)
    return TRUE;
  return g_strcmp0 (scheme, "http") == 0
         && (g_strcmp0 (host, "localhost") == 0 || g_strcmp0 (host, "127.0.0.1") == 0
             || g_strcmp0 (host, "::1") == 0);
}

const char *
dpb_origin_refusal (const char *url)
{
  g_autofree char *host = dpb_origin_host (url);

  for (guint i = 0; i < G_N_ELEMENTS (refusing_hosts); i++)
    if (g_ascii_strcasecmp (host, refusing_hosts[i]) == 0)
      return "embedded-refused";
  return NULL;
}
