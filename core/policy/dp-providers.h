/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-pkt-verify.h"

G_BEGIN_DECLS

/*
 * /etc/opk/providers: issuer, client id, expiration word (protocol section 4.3). Bad rows are
 * skipped and counted, the others stay in force; one issuer may have several client ids (D18).
 * Issuers are https, or http on a loopback host (D8).
 */
typedef struct _DpProviders DpProviders;

typedef struct
{
  guint    line;      /* 1-based; the row number of protocols between the server programs */
  char    *issuer;
  char    *client_id;
  DpExpiry expiry;
} DpProvidersRow;

/* Whether a row may name @issuer: ASCII, a host, no user, query or fragment (OpenID Connect
 * Discovery 1.0 section 4), scheme as D8 says. */
gboolean              dp_providers_issuer_is_acceptable (const char *issuer);

/* Without rows; (transfer full). */
DpProviders          *dp_providers_new       (void);
void                  dp_providers_free      (DpProviders       *self);
/* Feed the whole file, then finish. */
void                  dp_providers_feed      (DpProviders       *self,
                                              const guint8      *data,
                                              gsize              len);
/* DP_ERROR_CONFIG when there is no row in force; DP_ERROR_LIMIT. */
gboolean              dp_providers_finish    (DpProviders       *self,
                                              GError           **error) G_GNUC_WARN_UNUSED_RESULT;
guint                 dp_providers_get_n_rows (const DpProviders *self);
const DpProvidersRow *dp_providers_get_row   (const DpProviders *self,
                                              guint              i);
guint                 dp_providers_get_n_bad (const DpProviders *self);
guint                 dp_providers_get_first_bad_line (const DpProviders *self); /* 0: none */

/**
 * dp_providers_choose:
 *
 * The row for an untrusted token: byte-equal issuer (no normalisation, no wildcard) and, where
 * several rows have it, the one whose client id is in the audience, else the first.
 *
 * Returns: (transfer none) (nullable): DP_ERROR_ISSUER_UNKNOWN.
 */
const DpProvidersRow *dp_providers_choose    (const DpProviders *self,
                                              const DpClaims    *claims,
                                              GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpProviders, dp_providers_free)

G_END_DECLS
