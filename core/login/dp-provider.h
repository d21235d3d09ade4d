/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One provider as the client knows it (protocol section 3.2): immutable, reference counted.
 */
typedef struct _DpProvider DpProvider;

typedef enum
{
  DP_PROVIDER_GOOGLE,
  DP_PROVIDER_MICROSOFT,
  DP_PROVIDER_GITLAB,
  DP_PROVIDER_HELLO,
  DP_PROVIDER_OTHER,
  DP_PROVIDER_GITHUB_ACTIONS,
  DP_PROVIDER_FORGEJO_ACTIONS,
  DP_PROVIDER_GITLAB_CI,
} DpProviderKind;

/* What a provider is made of; strings are copied. %NULL means opkssh's default of that member; an
 * empty text stays empty, but for scopes, where the kind's default is used. */
typedef struct
{
  const char        *aliases;       /* separated by white space; NULL: none */
  const char        *issuer;
  const char        *client_id;
  const char        *client_secret;
  const char        *scopes;
  const char        *access_type;   /* "offline" */
  const char        *prompt;        /* "consent" */
  const char *const *redirect_uris; /* the three of section 3.4 */
  const char        *remote_redirect_uri;
  gboolean           send_access_token;
} DpProviderSpec;

/* DP_ERROR_USAGE, DP_ERROR_URL, DP_ERROR_REDIRECT_URI; issuers are https, or http on loopback
   (D8). */
DpProvider        *dp_provider_new            (const DpProviderSpec *spec,
                                               GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
DpProvider        *dp_provider_ref            (DpProvider           *self);
void               dp_provider_unref          (DpProvider           *self);

/**
 * dp_provider_parse:
 * @text: "issuer,client_id[,secret[,scopes]]" (section 3.3), with @with_alias "alias," in front
 */
DpProvider        *dp_provider_parse          (const char           *text,
                                               gboolean              with_alias,
                                               GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The built-in four; (transfer full) (element-type DpProvider) */
GPtrArray         *dp_provider_builtin        (void);

const char *const *dp_provider_get_aliases    (const DpProvider     *self); /* never NULL */
gboolean           dp_provider_has_alias      (const DpProvider     *self,
                                               const char           *alias);
const char        *dp_provider_get_issuer     (const DpProvider     *self);
const char        *dp_provider_get_client_id  (const DpProvider     *self);
/* (nullable): as it is sent; Microsoft, GitLab.com and Hello get none (section 3.6). Never log. */
const char        *dp_provider_get_secret     (const DpProvider     *self);
const char        *dp_provider_get_scopes     (const DpProvider     *self);
const char        *dp_provider_get_access_type (const DpProvider    *self);
const char        *dp_provider_get_prompt     (const DpProvider     *self);
const char *const *dp_provider_get_redirect_uris (const DpProvider  *self);
const char        *dp_provider_get_remote_redirect_uri (const DpProvider *self); /* (nullable) */
gboolean           dp_provider_get_send_access_token (const DpProvider *self);
DpProviderKind     dp_provider_get_kind       (const DpProvider     *self);
/* The browser is not asked, a CI system is. */
gboolean           dp_provider_is_ci          (const DpProvider     *self);
/* "google", "azure", "gitlab", "hello" or the issuer's host[:port] (section 3.5). */
const char        *dp_provider_get_name       (const DpProvider     *self);
/* What people read: "Google", "Microsoft", "GitLab", "Hello" or the host. */
const char        *dp_provider_get_title      (const DpProvider     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpProvider, dp_provider_unref)

G_END_DECLS
