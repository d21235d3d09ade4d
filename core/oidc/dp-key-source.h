/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Where a server finds an issuer's keys: the few members of the discovery document (OpenID Connect
 * Discovery 1.0 section 3) that it needs. Workload issuers publish no endpoint for people, so
 * dp_metadata_parse() asks for more than they have. Trust: the document came from the issuer's own
 * address; the addresses in it passed dp_url_check().
 */
typedef struct
{
  char *jwks_uri;
  char *userinfo_endpoint; /* (nullable) */
} DpKeySource;

/* DP_ERROR_ISSUER_MISMATCH (byte for byte), DP_ERROR_URL, or of JSON. */
DpKeySource *dp_key_source_parse (const guint8  *data,
                                  gsize          len,
                                  const char    *issuer,
                                  GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void         dp_key_source_free  (DpKeySource   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpKeySource, dp_key_source_free)

G_END_DECLS
