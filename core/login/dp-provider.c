/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-provider.h"

#include <string.h>

#include "dp-error.h"
#include "dp-url.h"

#define CI_CLIENT_ID "unused"
#define ALIASES_MAX 32
#define REDIRECTS_MAX 16

struct _DpProvider
{
  gatomicrefcount ref_count;
  DpProviderKind  kind;
  GStrv           aliases;
  char           *issuer;
  char           *client_id;
  char           *client_secret;
  char           *scopes;
  char           *access_type;
  char           *prompt;
  GStrv           redirect_uris;
  char           *remote_redirect_uri;
  gboolean        send_access_token;
  char           *name;
};

static const char *const default_redirect_uris[] = {
  "http://localhost:3000/login-callback",
  "http://localhost:10001/login-callback",
  "http://localhost:11110/login-callback",
  NULL,
};

/* What is special about a kind (protocol section 3.6). */
static const struct
{
  const char *name;        /* NULL: the issuer's host */
  const char *title;       /* NULL: the issuer's host */
  const char *scopes;      /* when the setting is empty */
  gboolean    sends_secret;
} kinds[] = {
  [DP_PROVIDER_GOOGLE] = { "google", "Google", "openid profile email", TRUE },
  [DP_PROVIDER_MICROSOFT] = { "azure", "Microsoft", "openid profile email offline_access", FALSE },
  [DP_PROVIDER_GITLAB] = { "gitlab", "GitLab", "openid email", FALSE },
  [DP_PROVIDER_HELLO] = { "hello", "Hello", "openid profile email offline_access", FALSE },
  [DP_PROVIDER_OTHER] = { NULL, NULL, "openid profile email", TRUE },
  [DP_PROVIDER_GITHUB_ACTIONS] = { "github", "GitHub Actions", "", FALSE },
  [DP_PROVIDER_FORGEJO_ACTIONS] = { "forgejo", "Forgejo Actions", "", FALSE },
  [DP_PROVIDER_GITLAB_CI] = { "gitlab-ci", "GitLab CI", "", FALSE },
};

/* Hosts are compared whole: a prefix test takes look-alikes (finding S21). */
static DpProviderKind
find_kind (const DpProvider *self,
           GUri             *uri)
{
  g_autofree char *host = dp_url_dup_authority (uri);
  gboolean ci = g_str_equal (self->client_id, CI_CLIENT_ID);
  g_autofree char *bare = g_strdup (self->issuer);

  if (g_str_has_suffix (bare, "/"))
    bare[strlen (bare) - 1] = '\0';
  if (g_str_equal (bare, "https://token.actions.githubusercontent.com"))
    return DP_PROVIDER_GITHUB_ACTIONS;
  if (ci && dp_provider_has_alias (self, "gitlab-ci"))
    return DP_PROVIDER_GITLAB_CI;
  if (ci && g_str_has_suffix (bare, "/api/actions"))
    return DP_PROVIDER_FORGEJO_ACTIONS;
  if (g_str_equal (host, "accounts.google.com"))
    return DP_PROVIDER_GOOGLE;
  if (g_str_equal (host, "login.microsoftonline.com"))
    return DP_PROVIDER_MICROSOFT;
  if (g_str_equal (bare, "https://gitlab.com"))
    return DP_PROVIDER_GITLAB;
  if (g_str_equal (self->issuer, "https://issuer.hello.coop"))
    return DP_PROVIDER_HELLO;
  return DP_PROVIDER_OTHER;
}

static GStrv
split_aliases (const char *text)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t\r\n", ALIASES_MAX);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_ptr_array_add (out, g_strdup (words[i]));
  g_ptr_array_add (out, NULL);
  return (GStrv) g_ptr_array_steal (out, NULL);
}

/* Port 0 means "any" to the listener; no provider has that registered. */
static gboolean
check_redirect (const char *redirect_uri,
                GError    **error)
{
  g_autoptr (GUri) uri = dp_url_parse_redirect (redirect_uri, error);

  if (uri == NULL)
    return FALSE; /* nocheck: set by the parser */
  if (g_uri_get_port (uri) == 0)
    return dp_error_set (error, DP_ERROR_REDIRECT_URI, "\"%s\" has no port", redirect_uri);
  return TRUE;
}

static gboolean
check_spec (const DpProviderSpec *spec,
            GError              **error)
{
  if (spec->issuer == NULL || spec->issuer[0] == '\0')
    return dp_error_set (error, DP_ERROR_USAGE, "a provider needs an issuer");
  if (spec->client_id == NULL || spec->client_id[0] == '\0')
    return dp_error_set (error, DP_ERROR_USAGE, "a provider needs a client_id");
  if (!dp_url_check (spec->issuer, error))
    {
      g_prefix_error (error, "issuer: ");
      return FALSE;
    }
  if (spec->redirect_uris != NULL
      && (spec->redirect_uris[0] == NULL
          || g_strv_length ((char **) spec->redirect_uris) > REDIRECTS_MAX))
    return dp_error_set (error, DP_ERROR_REDIRECT_URI, "from 1 to %d redirect addresses",
                         REDIRECTS_MAX);
  for (guint i = 0; spec->redirect_uris != NULL && spec->redirect_uris[i] != NULL; i++)
    if (!check_redirect (spec->redirect_uris[i], error))
      return FALSE;
  if (spec->remote_redirect_uri != NULL && spec->remote_redirect_uri[0] != '\0'
      && !dp_url_check (spec->remote_redirect_uri, error))
    {
      g_prefix_error (error, "remote_redirect_uri: ");
      return FALSE;
    }
  return TRUE;
}

static char *
dup_or (const char *value,
        const char *fallback)
{
  return g_strdup (value != NULL ? value : fallback);
}

static char *
dup_unless_empty (const char *value)
{
  return value != NULL && value[0] != '\0' ? g_strdup (value) : NULL;
}

DpProvider *
dp_provider_new (const DpProviderSpec *spec,
                 GError              **error)
{
  g_autoptr (GUri) uri = NULL;
  DpProvider *self;
  const char *scopes = spec->scopes;

  if (!check_spec (spec, error))
    return NULL;
  uri = dp_url_parse (spec->issuer, error);
  if (uri == NULL)
    return NULL;
  self = g_new0 (DpProvider, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->aliases = split_aliases (spec->aliases);
  self->issuer = g_strdup (spec->issuer);
  self->client_id = g_strdup (spec->client_id);
  self->kind = find_kind (self, uri);
  self->client_secret = dup_unless_empty (spec->client_secret);
  if (scopes != NULL && scopes[0] == '\0')
    scopes = kinds[self->kind].scopes;
  self->scopes = dup_or (scopes, "openid profile email");
  self->access_type = dup_or (spec->access_type, "offline");
  self->prompt = dup_or (spec->prompt, "consent");
  self->redirect_uris = g_strdupv ((char **) (spec->redirect_uris != NULL
                                                ? spec->redirect_uris : default_redirect_uris));
  self->remote_redirect_uri = dup_unless_empty (spec->remote_redirect_uri);
  self->send_access_token = spec->send_access_token;
  self->name = kinds[self->kind].name != NULL ? g_strdup (kinds[self->kind].name)
                                              : dp_url_dup_authority (uri);
  return self;
}

DpProvider *
dp_provider_ref (DpProvider *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
dp_provider_unref (DpProvider *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_strfreev (self->aliases);
  g_free (self->issuer);
  g_free (self->client_id);
  g_free (self->client_secret);
  g_free (self->scopes);
  g_free (self->access_type);
  g_free (self->prompt);
  g_strfreev (self->redirect_uris);
  g_free (self->remote_redirect_uri);
  g_free (self->name);
  g_free (self);
}

DpProvider *
dp_provider_parse (const char *text,
                   gboolean    with_alias,
                   GError    **error)
{
  const char *form = with_alias ? "alias,issuer,client_id[,secret[,scopes]]"
                                : "issuer,client_id[,secret[,scopes]]";
  g_auto (GStrv) parts = g_strsplit (text, ",", 16);
  char **fields = with_alias && parts[0] != NULL ? parts + 1 : parts;
  guint n = g_strv_length (fields);
  g_autoptr (DpProvider) self = NULL;
  DpProviderSpec spec = { .scopes = "openid email" };

  if (n < 2 || (with_alias && parts[0][0] == '\0'))
    {
      dp_error_set (error, DP_ERROR_USAGE, "expected \"%s\"", form);
      return NULL;
    }
  spec.aliases = with_alias ? parts[0] : NULL;
  spec.issuer = fields[0];
  spec.client_id = fields[1];
  spec.client_secret = n > 2 ? fields[2] : NULL;
  if (n > 3 && fields[3][0] != '\0')
    spec.scopes = fields[3];
  self = dp_provider_new (&spec, error);
  if (self == NULL)
    return NULL;
  if (self->kind == DP_PROVIDER_GOOGLE && self->client_secret == NULL)
    {
      dp_error_set (error, DP_ERROR_USAGE, "Google needs a client secret: expected \"%s\"",
                    with_alias ? "alias,issuer,client_id,secret" : "issuer,client_id,secret");
      return NULL;
    }
  return g_steal_pointer (&self);
}

const char *const *
dp_provider_get_aliases (const DpProvider *self)
{
  return (const char *const *) self->aliases;
}

gboolean
dp_provider_has_alias (const DpProvider *self,
                       const char       *alias)
{
  return g_strv_contains ((const char *const *) self->aliases, alias);
}

const char *
dp_provider_get_issuer (const DpProvider *self)
{
  return self->issuer;
}

const char *
dp_provider_get_client_id (const DpProvider *self)
{
  return self->client_id;
}

const char *
dp_provider_get_secret (const DpProvider *self)
{
  return kinds[self->kind].sends_secret ? self->client_secret : NULL;
}

const char *
dp_provider_get_scopes (const DpProvider *self)
{
  return self->scopes;
}

const char *
dp_provider_get_access_type (const DpProvider *self)
{
  return self->access_type;
}

const char *
dp_provider_get_prompt (const DpProvider *self)
{
  return self->prompt;
}

const char *const *
dp_provider_get_redirect_uris (const DpProvider *self)
{
  return (const char *const *) self->redirect_uris;
}

const char *
dp_provider_get_remote_redirect_uri (const DpProvider *self)
{
  return self->remote_redirect_uri;
}

gboolean
dp_provider_get_send_access_token (const DpProvider *self)
{
  return self->send_access_token;
}

DpProviderKind
dp_provider_get_kind (const DpProvider *self)
{
  return self->kind;
}

gboolean
dp_provider_is_ci (const DpProvider *self)
{
  return self->kind == DP_PROVIDER_GITHUB_ACTIONS || self->kind == DP_PROVIDER_FORGEJO_ACTIONS
         || self->kind == DP_PROVIDER_GITLAB_CI;
}

const char *
dp_provider_get_name (const DpProvider *self)
{
  return self->name;
}

const char *
dp_provider_get_title (const DpProvider *self)
{
  return kinds[self->kind].title != NULL ? kinds[self->kind].title : self->name;
}
