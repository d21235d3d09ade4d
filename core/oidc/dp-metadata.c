/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-metadata.h"

#include <string.h>

#include "dp-error.h"
#include "dp-jose-alg.h"
#include "dp-text.h"
#include "dp-url.h"

typedef enum
{
  ENDPOINT_AUTHORIZATION,
  ENDPOINT_TOKEN,
  ENDPOINT_JWKS,
  ENDPOINT_USERINFO,
  ENDPOINT_REVOCATION,
  ENDPOINT_N
} Endpoint;

static const struct
{
  const char *name;
  DpJsonNeed  need;
} endpoints[ENDPOINT_N] = {
  [ENDPOINT_AUTHORIZATION] = { "authorization_endpoint", DP_JSON_REQUIRED },
  [ENDPOINT_TOKEN] = { "token_endpoint", DP_JSON_REQUIRED },
  [ENDPOINT_JWKS] = { "jwks_uri", DP_JSON_REQUIRED },
  [ENDPOINT_USERINFO] = { "userinfo_endpoint", DP_JSON_OPTIONAL },
  [ENDPOINT_REVOCATION] = { "revocation_endpoint", DP_JSON_OPTIONAL },
};

/* Hosts that belong to an issuer's host. */
static const struct
{
  const char *issuer;
  const char *other;
} known_pairs[] = {
  { "accounts.google.com", "oauth2.googleapis.com" },
  { "accounts.google.com", "www.googleapis.com" },
  { "accounts.google.com", "openidconnect.googleapis.com" },
  { "login.microsoftonline.com", "graph.microsoft.com" },
  { "issuer.hello.coop", "wallet.hello.coop" },
};

struct _DpMetadata
{
  gatomicrefcount ref_count;
  char           *issuer;
  char           *endpoint[ENDPOINT_N];
  guint           algs; /* bits of DpSignAlg */
  gboolean        sends_iss;
  gboolean        may_pkce;
  GStrv           auth_methods;
  GStrv           scopes;
  GStrv           other_hosts;
};

char *
dp_metadata_dup_url (const char *issuer)
{
  gsize len = strlen (issuer);

  if (g_str_has_suffix (issuer, "/"))
    len--;
  return g_strdup_printf ("%.*s/.well-known/openid-configuration", (int) len, issuer);
}

static GStrv
dup_strings (const char **strings,
             const char  *fallback)
{
  const char *one[] = { fallback, NULL };

  return g_strdupv ((char **) (strings != NULL ? strings : one));
}

static gboolean
read_list (const DpJson *json,
           const char   *name,
           const char   *fallback,
           GStrv        *out,
           GError      **error)
{
  g_autofree const char **strings = NULL;

  if (!dp_json_read_strings (json, name, DP_JSON_OPTIONAL, FALSE, &strings, error))
    return FALSE;
  *out = dup_strings (strings, fallback);
  return TRUE;
}

static gboolean
read_endpoints (DpMetadata   *self,
                const DpJson *json,
                GError      **error)
{
  for (guint i = 0; i < ENDPOINT_N; i++)
    {
      const char *url = NULL;

      if (!dp_json_read_string (json, endpoints[i].name, endpoints[i].need, &url, error))
        return FALSE;
      if (url == NULL)
        continue;
      if (!dp_url_check (url, error))
        {
          g_prefix_error (error, "%s: ", endpoints[i].name);
          return FALSE;
        }
      self->endpoint[i] = g_strdup (url);
    }
  return TRUE;
}

/* A loopback provider may use http; one elsewhere may not send us to http on this computer. */
static gboolean
check_schemes (const DpMetadata *self,
               GError          **error)
{
  if (g_str_has_prefix (self->issuer, "http://"))
    return TRUE;
  for (guint i = 0; i < ENDPOINT_N; i++)
    if (self->endpoint[i] != NULL && !g_str_has_prefix (self->endpoint[i], "https://"))
      return dp_error_set (error, DP_ERROR_URL, "%s: not an https address", endpoints[i].name);
  return TRUE;
}

static gboolean
read_algorithms (DpMetadata   *self,
                 const DpJson *json,
                 GError      **error)
{
  static const DpSignAlg unsaid[] = { DP_SIGN_RS256, DP_SIGN_ES256, DP_SIGN_PS256 };
  g_autofree const char **names = NULL;
  DpSignAlg alg;

  if (!dp_json_read_strings (json, "id_token_signing_alg_values_supported", DP_JSON_OPTIONAL, FALSE,
                             &names, error))
    return FALSE;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (dp_jose_alg_from_name (names[i], &alg, NULL))
      self->algs |= 1u << alg;
  for (guint i = 0; (names == NULL || names[0] == NULL) && i < G_N_ELEMENTS (unsaid); i++)
    self->algs |= 1u << unsaid[i];
  if (self->algs == 0)
    return dp_error_set (error, DP_ERROR_ALGORITHM,
                         "the provider offers none of RS256, PS256, ES256 and EdDSA");
  return TRUE;
}

static gboolean
read_options (DpMetadata   *self,
              const DpJson *json,
              GError      **error)
{
  g_auto (GStrv) challenges = NULL;

  if (!read_list (json, "token_endpoint_auth_methods_supported", "client_secret_basic",
                  &self->auth_methods, error))
    return FALSE;
  if (!read_list (json, "scopes_supported", NULL, &self->scopes, error)
      || !read_list (json, "code_challenge_methods_supported", "S256", &challenges, error))
    return FALSE;
  self->may_pkce = g_strv_contains ((const char *const *) challenges, "S256");
  return dp_json_read_bool (json, "authorization_response_iss_parameter_supported",
                            DP_JSON_OPTIONAL, &self->sends_iss, NULL, error);
}

static gboolean
is_known_pair (const char *issuer_host,
               const char *host)
{
  if (g_ascii_strcasecmp (issuer_host, host) == 0)
    return TRUE;
  if (dp_url_host_is_loopback (issuer_host) && dp_url_host_is_loopback (host))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (known_pairs); i++)
    if (g_ascii_strcasecmp (issuer_host, known_pairs[i].issuer) == 0
        && g_ascii_strcasecmp (host, known_pairs[i].other) == 0)
      return TRUE;
  return FALSE;
}

static char *
dup_host (const char *url)
{
  g_autoptr (GUri) uri = dp_url_parse (url, NULL);

  return uri != NULL ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;
}

static gboolean
find_other_hosts (DpMetadata *self,
                  GError    **error)
{
  g_autofree char *issuer = dup_host (self->issuer);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);

  if (issuer == NULL)
    return dp_error_set (error, DP_ERROR_URL, "the issuer is not a web address we may use");
  for (guint i = 0; i < ENDPOINT_N; i++)
    {
      g_autofree char *host = NULL;

      if (self->endpoint[i] != NULL)
        host = dup_host (self->endpoint[i]);
      if (host != NULL && !is_known_pair (issuer, host)
          && !g_ptr_array_find_with_equal_func (hosts, host, g_str_equal, NULL))
        g_ptr_array_add (hosts, g_steal_pointer (&host));
    }
  g_ptr_array_add (hosts, NULL);
  self->other_hosts = (GStrv) g_ptr_array_steal (hosts, NULL);
  return TRUE;
}

static gboolean
check_issuer (const DpJson *json,
              const char   *issuer,
              GError      **error)
{
  g_autofree char *shown = NULL;
  const char *named = NULL;

  if (!dp_json_read_string (json, "issuer", DP_JSON_REQUIRED, &named, error))
    return FALSE;
  if (g_str_equal (named, issuer))
    return TRUE;
  shown = dp_text_display (named, -1);
  return dp_error_set (error, DP_ERROR_ISSUER_MISMATCH, "the provider calls itself \"%s\"", shown);
}

static gboolean
read_all (DpMetadata   *self,
          const DpJson *json,
          GError      **error)
{
  return read_endpoints (self, json, error) && check_schemes (self, error)
         && read_algorithms (self, json, error) && read_options (self, json, error)
         && find_other_hosts (self, error);
}

/* What is wrong with the JSON means that this is no provider; the detail stays. */
static void
as_not_a_provider (GError **error)
{
  DpError code = error != NULL ? dp_error_code (*error) : DP_ERROR_N;

  if (code == DP_ERROR_JSON_SYNTAX || code == DP_ERROR_JSON_TYPE || code == DP_ERROR_JSON_MISSING
      || code == DP_ERROR_UTF8)
    (*error)->code = DP_ERROR_NOT_A_PROVIDER;
}

DpMetadata *
dp_metadata_parse (const guint8 *data,
                   gsize         len,
                   const char   *issuer,
                   GError      **error)
{
  g_autoptr (DpMetadata) self = g_new0 (DpMetadata, 1);
  g_autoptr (DpJson) json = dp_json_parse (data, len, error);

  g_atomic_ref_count_init (&self->ref_count);
  self->issuer = g_strdup (issuer);
  if (json == NULL || !check_issuer (json, issuer, error) || !read_all (self, json, error))
    {
      as_not_a_provider (error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

char *
dp_metadata_peek_issuer (const guint8 *data,
                         gsize         len)
{
  g_autoptr (DpJson) json = dp_json_parse (data, len, NULL);
  const char *named = NULL;

  if (json == NULL || !dp_json_read_string (json, "issuer", DP_JSON_REQUIRED, &named, NULL)
      || !dp_url_check (named, NULL))
    return NULL;
  return g_strdup (named);
}

DpMetadata *
dp_metadata_ref (DpMetadata *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
dp_metadata_unref (DpMetadata *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->issuer);
  for (guint i = 0; i < ENDPOINT_N; i++)
    g_free (self->endpoint[i]);
  g_strfreev (self->auth_methods);
  g_strfreev (self->scopes);
  g_strfreev (self->other_hosts);
  g_free (self);
}

const char *
dp_metadata_get_issuer (const DpMetadata *self)
{
  return self->issuer;
}

const char *
dp_metadata_get_authorization_endpoint (const DpMetadata *self)
{
  return self->endpoint[ENDPOINT_AUTHORIZATION];
}

const char *
dp_metadata_get_token_endpoint (const DpMetadata *self)
{
  return self->endpoint[ENDPOINT_TOKEN];
}

const char *
dp_metadata_get_jwks_uri (const DpMetadata *self)
{
  return self->endpoint[ENDPOINT_JWKS];
}

const char *
dp_metadata_get_userinfo_endpoint (const DpMetadata *self)
{
  return self->endpoint[ENDPOINT_USERINFO];
}

const char *
dp_metadata_get_revocation_endpoint (const DpMetadata *self)
{
  return self->endpoint[ENDPOINT_REVOCATION];
}

gboolean
dp_metadata_allows_alg (const DpMetadata *self,
                        DpSignAlg         alg)
{
  return (self->algs & 1u << alg) != 0;
}

gboolean
dp_metadata_sends_iss (const DpMetadata *self)
{
  return self->sends_iss;
}

gboolean
dp_metadata_may_pkce (const DpMetadata *self)
{
  return self->may_pkce;
}

gboolean
dp_metadata_has_auth_method (const DpMetadata *self,
                             const char       *method)
{
  return g_strv_contains ((const char *const *) self->auth_methods, method);
}

gboolean
dp_metadata_has_scope (const DpMetadata *self,
                       const char       *scope)
{
  return g_strv_contains ((const char *const *) self->scopes, scope);
}

const char *const *
dp_metadata_get_other_hosts (const DpMetadata *self)
{
  return (const char *const *) self->other_hosts;
}
