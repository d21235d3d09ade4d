/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-claims.h"
#include "dpc-json.h"

G_BEGIN_DECLS

/* One key of a sign-in, as it lies on the disk. What it says about itself is not verified here:
 * only a server's answer counts. */
typedef struct
{
  char     *path;      /* of the private key */
  char     *account;   /* (nullable): of the companion's own keys */
  char     *problem;   /* (nullable): why it cannot be used */
  DpClaims *claims;    /* (nullable) */
  gint64    issued_at;
  gint64    token_expires_at; /* of the newest ID token */
  gint64    until;     /* what servers usually accept: about; 0 when not known */
} DpcKey;

/* How long servers usually accept a sign-in. */
#define DPC_KEY_USUAL_SECONDS (24 * 60 * 60)

void       dpc_key_free      (DpcKey       *self);
/* The default names, the identity directory, and ~/.ssh/daypass. (transfer full) */
GPtrArray *dpc_keys_list     (const char   *home);
gboolean   dpc_key_is_good   (const DpcKey *self,
                              gint64        now);
/* "alice@example.com" or the subject; (transfer full), printable */
char      *dpc_key_dup_who   (const DpcKey *self);
void       dpc_key_add_json  (const DpcKey *self,
                              DpcJson      *out,
                              gint64        now);

G_END_DECLS
