/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-error.h"
#include "dp-http-private.h"

static const struct
{
  GTlsCertificateFlags flag;
  const char          *text;
} tls_problems[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA, "its certificate is not signed by an authority that is trusted" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, "its certificate is for another host" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, "its certificate is not valid yet: is this clock right?" },
  { G_TLS_CERTIFICATE_EXPIRED, "its certificate has ended: is this clock right?" },
  { G_TLS_CERTIFICATE_REVOKED, "its certificate was revoked" },
  { G_TLS_CERTIFICATE_INSECURE, "its certificate is made with an insecure algorithm" },
};

SoupMessage *
_dp_http_message_new (const char *method,
                      GUri       *uri)
{
  SoupMessage *message = soup_message_new_from_uri (method, uri);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "application/json");
  return message;
}

char *
_dp_http_describe_tls (GTlsCertificateFlags flags,
                       const char          *fallback)
{
  for (guint i = 0; i < G_N_ELEMENTS (tls_problems); i++)
    if ((flags & tls_problems[i].flag) != 0)
      return g_strdup (tls_problems[i].text);
  return g_strdup (fallback);
}

GTlsDatabase *
_dp_http_authorities (const char *file,
                      GError    **error)
{
  g_autoptr (GError) problem = NULL;
  GTlsDatabase *database;

  if (file == NULL)
    return NULL; /* nocheck: no failure */
  database = g_tls_file_database_new (file, &problem);
  if (database == NULL)
    dp_error_set (error, DP_ERROR_TLS, "SSL_CERT_FILE names %s: %s", file, problem->message);
  return database;
}
