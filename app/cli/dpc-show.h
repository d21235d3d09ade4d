/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login-result.h"
#include "dpc-json.h"

G_BEGIN_DECLS

/* Texts and JSON about certificates and identities. All outside text is made printable. */

/* "alice@example.com (subject …, issuer …, audience …)" through dpc_say(), or a warning. */
void     dpc_show_identity    (DpClaims      *claims);
/* The claims of the ID token, indented, on stdout. */
void     dpc_show_claims      (DpClaims      *claims);
/* What `inspect` prints for a line of text: a certificate or a plain key. @out: (nullable): as
 * JSON, its members; else as text on stdout. */
gboolean dpc_show_inspection  (const char    *line,
                               DpcJson       *out,
                               GError       **error);
/* A moment in local time, "2026-11-22 10:15"; (transfer full) */
char    *dpc_show_dup_time    (gint64         when);
/* The same in UTC as RFC 3339, for --json; (transfer full) (nullable): %NULL for 0 */
char    *dpc_show_dup_rfc3339 (gint64         when);

G_END_DECLS
