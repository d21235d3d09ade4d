/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-json.h"

G_BEGIN_DECLS

/*
 * The claims of an ID token or of a userinfo answer, with the types of protocol section 1.5 step 4
 * checked once: iss sub email nonce … strings, exp iat integers, groups an array of strings, aud a
 * string or an array of strings. Names are exact (finding S18). Trust: none by itself.
 */
typedef struct _DpClaims DpClaims;

/* (transfer full) (nullable): DP_ERROR_JSON_TYPE for a claim of another type, DP_ERROR_LIMIT above
 * %DP_CLAIM_STRING_MAX or %DP_CLAIM_LIST_MAX, and what dp_json_parse() says. */
DpClaims          *dp_claims_parse          (const guint8   *data,
                                             gsize           len,
                                             GError        **error) G_GNUC_WARN_UNUSED_RESULT;
DpClaims          *dp_claims_ref            (DpClaims       *self);
void               dp_claims_unref          (DpClaims       *self);
const char        *dp_claims_get_issuer     (const DpClaims *self); /* all (nullable) */
const char        *dp_claims_get_subject    (const DpClaims *self);
const char        *dp_claims_get_email      (const DpClaims *self);
const char        *dp_claims_get_nonce      (const DpClaims *self);
const char *const *dp_claims_get_audience   (const DpClaims *self); /* never NULL, may be empty */
/* Whether aud is a bare string: commitments in aud must be one. */
gboolean           dp_claims_audience_is_string (const DpClaims *self);
gboolean           dp_claims_has_audience   (const DpClaims *self,
                                             const char     *client_id);
gint64             dp_claims_get_issued_at  (const DpClaims *self); /* seconds; 0: absent */
gint64             dp_claims_get_expires_at (const DpClaims *self); /* seconds; 0: absent */
typedef enum
{
  DP_EMAIL_UNSTATED,
  DP_EMAIL_VERIFIED,   /* email_verified is true, or "true" in any case */
  DP_EMAIL_UNVERIFIED, /* any other value */
} DpEmailState;
DpEmailState       dp_claims_get_email_state (const DpClaims *self);
const DpJson      *dp_claims_get_json       (const DpClaims *self);
/* The bytes that were parsed, unchanged; (transfer none) */
GBytes            *dp_claims_get_bytes      (const DpClaims *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpClaims, dp_claims_unref)

G_END_DECLS
