/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-http.h"
#include "dp-jwks.h"
#include "dp-metadata.h"

G_BEGIN_DECLS

/*
 * The discovery document and the keys of an issuer, for sign-ins and for "is this a provider?"
 * checks while one is added.
 */
typedef struct
{
  DpMetadata *metadata;
  gint64      clock_offset; /* seconds that our clock is ahead of the provider's Date; 0 unknown */
} DpDiscovery;

void         dp_discovery_free   (DpDiscovery         *self);
void         dp_discovery_async  (DpHttp              *http,
                                  const char          *issuer,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
/* @calls_itself: (out) (optional) (transfer full) (nullable): set with DP_ERROR_ISSUER_MISMATCH */
DpDiscovery *dp_discovery_finish (GAsyncResult        *result,
                                  char               **calls_itself,
                                  GError             **error) G_GNUC_WARN_UNUSED_RESULT;

void         dp_jwks_fetch_async  (DpHttp              *http,
                                   const DpMetadata    *metadata,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
DpJwks      *dp_jwks_fetch_finish (GAsyncResult        *result,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpDiscovery, dp_discovery_free)

G_END_DECLS
