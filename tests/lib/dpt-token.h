/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-pkt-verify.h"

G_BEGIN_DECLS

/*
 * PK tokens and certificates made to order, by a provider and a person whose keys never change.
 * Every member has a good default, so that a row of a table says only what is wrong with it.
 *
 * $NONCE in a text is the commitment, $UPK the person's key as a JWK.
 */
#define DPT_NOW G_GINT64_CONSTANT (1800000000)
#define DPT_ISSUER "https://op.example"
#define DPT_CLIENT "client"
#define DPT_LOGIN "alice"
/* The members of good claims behind the nonce; times are 60 s ago and in an hour. */
#define DPT_TIMES "\"iat\":1799999940,\"exp\":1800003600"
#define DPT_WHO "\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":\"" DPT_CLIENT "\""
#define DPT_CLAIMS \
  "{" DPT_WHO ",\"email\":\"alice@example.com\",\"nonce\":\"$NONCE\"," DPT_TIMES "}"
/* The compact form: payload, provider's header and signature, client's header and signature. */
#define DPT_FORM "$P:$OH:$OS:$CH:$CS"

typedef struct
{
  /* the provider's token: claims, protected header, and whose key signs ("es", "ed", "rsa", "gq",
   * "gq-old", "other", "none"); the default header goes with the signer */
  const char *claims;
  const char *header;
  const char *signer;
  /* the client's protected header, who signs it ("user", "other") */
  const char *cic;
  const char *cic_signer;
  /* how the parts are put together */
  const char *form;
  /* the refreshed token, appended when there are claims for it; its default signer is "es" */
  const char *refreshed;
  const char *refreshed_header;
  const char *refreshed_signer;
  /* the certificate: "user" or "other" */
  const char *cert_key;
  const char *const *principals;
  const char *access_token; /* NULL: none */
  /* the rules and the clock */
  const char *issuer;
  const char *client_id;
  DpExpiry expiry;
  gboolean gq_legacy;
  gint64 now;
} DptToken;

/* The compact form, whether it is good or not; (transfer full). */
char       *dpt_token_build       (const DptToken  *spec);
/* A certificate line with @pkt in it; (transfer full). */
char       *dpt_token_certificate (const DptToken  *spec,
                                   const char      *pkt);
/* The person's key, for a real ssh; (transfer full). */
DpPrivateKey *dpt_token_user_key  (void);
/* The keys of the provider; (transfer full). */
DpJwks     *dpt_token_keys        (void);
/* The same as a JWK set, key ids with @suffix; (transfer full). */
char       *dpt_token_keys_text   (const char      *suffix);
void        dpt_token_rules       (const DptToken  *spec,
                                   DpPktRules      *rules);
/* Everything from the certificate line to the identity. @keys: (nullable) */
DpIdentity *dpt_token_check_line  (const DptToken  *spec,
                                   const char      *line,
                                   const DpJwks    *keys,
                                   GError         **error);
/* Builds and checks in one. */
DpIdentity *dpt_token_check       (const DptToken  *spec,
                                   GError         **error);
/* A proven identity with these claims, which may have $NONCE; never fails, reads no file. */
DpIdentity *dpt_token_identity    (const char      *claims);

G_END_DECLS
