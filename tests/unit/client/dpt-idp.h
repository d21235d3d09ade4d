/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * An identity provider inside the test, over http on loopback, that can do wrong what no real one
 * does. Everything is right by default: discovery, keys (ES256), an authorization endpoint that
 * says yes at once, a token endpoint that checks PKCE. For real providers see tests/app/cli.
 */
typedef struct _DptIdp DptIdp;

typedef struct
{
  const char *discovery;      /* whole document; $ISSUER is replaced */
  guint       discovery_status;
  const char *discovery_location; /* answers with a redirect */
  gint64      date_shift;     /* of the Date header and of all times */
  const char *token_body;     /* instead of tokens */
  guint       token_status;
  const char *token_location; /* answers with a redirect */
  const char *claims;         /* more members of the ID token, ",\"a\":1" */
  const char *subject;
  const char *nonce;          /* instead of the right one */
  gboolean    no_id_token;
  gboolean    no_refresh_token;
  gboolean    other_signer;   /* signed by a key that is not published */
  gint64      lives;          /* seconds; 3600 */
  const char *iss;            /* in the callback */
  gboolean    says_iss;       /* metadata: iss is always there */
  const char *auth_methods;   /* JSON list */
  const char *ci_audience;    /* of CI tokens, instead of the one that was asked for */
} DptFaults;

DptIdp     *dpt_idp_new            (void);
void        dpt_idp_free           (DptIdp          *self);
/* Copied; texts must be static. */
void        dpt_idp_set_faults     (DptIdp          *self,
                                    const DptFaults *faults);
const char *dpt_idp_get_issuer     (DptIdp          *self);
/* A provider configured for it; redirects to free ports are not part of it. */
DpProvider *dpt_idp_dup_provider   (DptIdp          *self,
                                    const char      *secret);
/* How often a path was asked for. */
guint       dpt_idp_count          (DptIdp          *self,
                                    const char      *path);
/* Of the last token request: the Authorization header and the form, "" when there was none. */
const char *dpt_idp_get_authorization (DptIdp       *self);
const char *dpt_idp_get_form       (DptIdp          *self);

/* What a browser does at an authorization address; (transfer full): where it is sent. */
char       *dpt_idp_consent        (DptIdp          *self,
                                    const char      *url);

/* A CI system: "/api/actions/ci-token" gives, for "Bearer ci", a token (RS256) with the audience
 * that was asked for. This makes one by hand; @foreign: by a key that is not published. */
char       *dpt_idp_dup_ci_token   (DptIdp          *self,
                                    const char      *issuer,
                                    const char      *audience,
                                    gboolean         foreign);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DptIdp, dpt_idp_free)

G_END_DECLS
