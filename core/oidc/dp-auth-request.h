/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-metadata.h"

G_BEGIN_DECLS

/* RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1, RFC 7636; protocol section 3.4. */
typedef struct
{
  const char *client_id;
  const char *redirect_uri;
  const char *scope;       /* separated by spaces */
  const char *state;
  const char *nonce;       /* the commitment */
  const char *verifier;    /* of PKCE; only its SHA-256 leaves */
  const char *prompt;      /* sent even when empty, as opkssh does; NULL: not sent */
  const char *access_type; /* the same */
  const char *login_hint;  /* (nullable) */
} DpAuthRequest;

#define DP_FLOW_RANDOM_LEN 32

/* A state, PKCE verifier or cookie of @random, base64url: 43 characters. (transfer full) secret */
GBytes *dp_flow_secret_new    (const guint8         random[DP_FLOW_RANDOM_LEN]);

/* b64u (SHA-256 (verifier)), RFC 7636 section 4.2; (transfer full) */
char   *dp_pkce_challenge     (const char           *verifier);

/* Where to send the browser; (transfer full). It holds the state: never log it. */
char   *dp_auth_request_build (const DpMetadata     *metadata,
                               const DpAuthRequest  *request);

G_END_DECLS
