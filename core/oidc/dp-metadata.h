/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-json.h"
#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * A provider's discovery document (OpenID Connect Discovery 1.0 section 3, RFC 8414). Trust: it
 * came from the issuer's own address and names exactly that issuer; every address in it passed
 * dp_url_parse(). Whether its other hosts may be used is a person's decision (security 13).
 */
typedef struct _DpMetadata DpMetadata;

/* Where the document of @issuer is: one trailing "/" is dropped first. (transfer full) */
char              *dp_metadata_dup_url                (const char       *issuer);

/**
 * dp_metadata_parse:
 * @issuer: as configured; the document must name it byte for byte
 *
 * Returns: (transfer full) (nullable): DP_ERROR_NOT_A_PROVIDER when it is not such a document,
 * DP_ERROR_ISSUER_MISMATCH, DP_ERROR_URL, DP_ERROR_ALGORITHM when no ID token signature that we
 * know is offered, DP_ERROR_LIMIT.
 */
DpMetadata        *dp_metadata_parse                  (const guint8     *data,
                                                       gsize             len,
                                                       const char       *issuer,
                                                       GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* What the document calls itself, for "the provider calls itself …"; (transfer full) (nullable):
 * %NULL when it is no document, or when the name is not an address we would use. */
char              *dp_metadata_peek_issuer            (const guint8     *data,
                                                       gsize             len);
DpMetadata        *dp_metadata_ref                    (DpMetadata       *self);
void               dp_metadata_unref                  (DpMetadata       *self);

/* Addresses, (transfer none): those that every provider must have, then others. */
const char        *dp_metadata_get_issuer             (const DpMetadata *self);
const char        *dp_metadata_get_authorization_endpoint (const DpMetadata *self);
const char        *dp_metadata_get_token_endpoint     (const DpMetadata *self);
const char        *dp_metadata_get_jwks_uri           (const DpMetadata *self);
const char        *dp_metadata_get_userinfo_endpoint  (const DpMetadata *self); /* (nullable) */
const char        *dp_metadata_get_revocation_endpoint (const DpMetadata *self); /* (nullable) */

/* id_token_signing_alg_values_supported; an empty list means RS256, ES256, PS256 (section
   3.4.7). */
gboolean           dp_metadata_allows_alg             (const DpMetadata *self,
                                                       DpSignAlg         alg);
/* RFC 9207: the callback must carry "iss". */
gboolean           dp_metadata_sends_iss              (const DpMetadata *self);
/* %FALSE only when the document lists challenge methods and S256 is not one of them. */
gboolean           dp_metadata_may_pkce               (const DpMetadata *self);
/* token_endpoint_auth_methods_supported; without the member: client_secret_basic. */
gboolean           dp_metadata_has_auth_method        (const DpMetadata *self,
                                                       const char       *method);
gboolean           dp_metadata_has_scope              (const DpMetadata *self,
                                                       const char       *scope);

/* The hosts of endpoints that are neither the issuer's nor a known pair of it: to be shown and
   asked
 * when a provider is added (security 13). NULL terminated, never NULL; (transfer none). */
const char *const *dp_metadata_get_other_hosts        (const DpMetadata *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpMetadata, dp_metadata_unref)

G_END_DECLS
