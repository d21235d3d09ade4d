/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-key-store.h"
#include "dp-login-result.h"

G_BEGIN_DECLS

/* What becomes of a sign-in: files or stdout, and what a person reads about it. */
typedef struct
{
  gboolean    print_key;
  gboolean    print_id_token;
  gboolean    inspect;
  gboolean    force;
  const char *key_file; /* (nullable): -i */
} DpcDelivery;

/* @place: (out) (transfer full) (nullable): where; %NULL with print_key. Nothing is printed. */
gboolean dpc_deliver_write  (const DpcDelivery   *delivery,
                             const DpLoginResult *result,
                             DpKeyPlace         **place,
                             GError             **error);
/* Certificate and key go to stdout where there is no @place. */
gboolean dpc_deliver_show   (const DpcDelivery   *delivery,
                             const DpLoginResult *result,
                             const DpKeyPlace    *place,
                             GError             **error);
/* The default configuration: a new file 0644, its directory 0755 when missing, as opkssh does. */
gboolean dpc_deliver_config (const char          *path,
                             GError             **error);

G_END_DECLS
