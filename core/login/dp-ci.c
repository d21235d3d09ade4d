/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ci.h"

#include <string.h>

#include "dp-url.h"

#define CLIENT_ID "unused"
#define ACTIONS_PATH "/api/actions"
#define GITHUB_ISSUER "https://token.actions.githubusercontent.com"
#define GITHUB_HOST "actions.githubusercontent.com"

#define OUTSIDE_FORGEJO(alias) \
  "\"" alias "\" works inside a Forgejo Actions job only, one with \"enable-openid-connect: " \
  "true\": ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set"

static const struct
{
  const char *alias;
  const char *why;
} explanations[] = {
  { "github",
    "\"github\" works inside a GitHub Actions job only, one with \"permissions: id-token: write\": "
    "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set" },
  { "forgejo", OUTSIDE_FORGEJO ("forgejo") },
  { "codeberg", OUTSIDE_FORGEJO ("codeberg") },
  { "gitlab-ci", "\"gitlab-ci\" works inside a GitLab CI job only: GITLAB_CI is not \"true\"" },
};

static void
add (GPtrArray  *out,
     const char *aliases,
     const char *issuer)
{
  const DpProviderSpec spec = {
    .aliases = aliases,
    .issuer = issuer,
    .client_id = CLIENT_ID,
    .scopes = "",
  };
  DpProvider *provider = dp_provider_new (&spec, NULL);

  if (provider != NULL)
    g_ptr_array_add (out, provider);
}

static gboolean
is_github (const char *host)
{
  gsize len = strlen (GITHUB_HOST);
  gsize host_len = strlen (host);

  return g_ascii_strcasecmp (host, GITHUB_HOST) == 0
         || (host_len > len && host[host_len - len - 1] == '.'
             && g_ascii_strcasecmp (host + host_len - len, GITHUB_HOST) == 0);
}

static void
detect_actions (GPtrArray  *out,
                const char *request_url)
{
  g_autoptr (GUri) uri = dp_url_parse (request_url, NULL);
  g_autofree char *authority = NULL;
  g_autofree char *issuer = NULL;
  const char *actions;

  if (uri == NULL)
    return;
  actions = strstr (g_uri_get_path (uri), ACTIONS_PATH "/");
  if (actions != NULL)
    {
      gsize keep = (gsize) (actions - g_uri_get_path (uri)) + strlen (ACTIONS_PATH);

      authority = dp_url_dup_authority (uri);
      issuer = g_strdup_printf ("%s://%s%.*s", g_uri_get_scheme (uri), authority, (int) keep,
                                g_uri_get_path (uri));
      add (out, "forgejo codeberg", issuer);
    }
  else if (is_github (g_uri_get_host (uri)))
    add (out, "github", GITHUB_ISSUER);
}

GPtrArray *
dp_ci_detect (DpEnvFunc get)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_provider_unref);
  const char *request_url = get ("ACTIONS_ID_TOKEN_REQUEST_URL");
  const char *server = get ("CI_SERVER_URL");

  if (request_url != NULL && get ("ACTIONS_ID_TOKEN_REQUEST_TOKEN") != NULL)
    detect_actions (out, request_url);
  if (g_strcmp0 (get ("GITLAB_CI"), "true") == 0)
    add (out, "gitlab-ci", server != NULL ? server : "https://gitlab.com");
  return out;
}

const char *
dp_ci_explain (const char *alias)
{
  for (guint i = 0; i < G_N_ELEMENTS (explanations); i++)
    if (g_str_equal (alias, explanations[i].alias))
      return explanations[i].why;
  return NULL;
}
