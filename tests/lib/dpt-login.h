/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-jwks.h"
#include "dp-providers.h"

G_BEGIN_DECLS

/* What a server knows when somebody offers a certificate. */
typedef struct
{
  const char *providers; /* text of the providers file */
  const char *auth_id;   /* text of auth_id; NULL: everybody whom the token proves may log in */
  const char *login;     /* %u */
  const DpJwks *keys;    /* (nullable) */
  gint64 now;
  gboolean gq_legacy;
} DptServer;

/**
 * dpt_login:
 * @certificate: "type base64 [comment]"
 *
 * The whole way of a certificate through ring 1, in the order in which the judge goes it.
 *
 * Returns: (transfer full) (nullable): the line for sshd, without its newline.
 */
char *dpt_login (const DptServer *server,
                 const char      *certificate,
                 GError         **error);

G_END_DECLS
