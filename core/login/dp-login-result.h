/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-claims.h"
#include "dp-private-key.h"

G_BEGIN_DECLS

/*
 * What a sign-in or a refresh gave. Trust: proven: the ID token passed dp_id_token_verify(), the PK
 * token and the certificate passed the same verification that a server does. Tokens and key are
 * secrets, wiped when freed; they never cross a bus or reach a log.
 */
typedef struct _DpLoginResult DpLoginResult;

DpLoginResult      *dp_login_result_ref              (DpLoginResult       *self);
void                dp_login_result_unref            (DpLoginResult       *self);

const char         *dp_login_result_get_issuer       (const DpLoginResult *self);
const DpPrivateKey *dp_login_result_get_key          (const DpLoginResult *self);
/* "<type> <base64>", no comment */
const char         *dp_login_result_get_cert_line    (const DpLoginResult *self);
/* compact PK token */
const char         *dp_login_result_get_pkt          (const DpLoginResult *self);
/* of the first ID token, and of the newest one (the same without a refresh); (transfer none) */
DpClaims           *dp_login_result_get_claims       (const DpLoginResult *self);
DpClaims           *dp_login_result_get_newest_claims (const DpLoginResult *self);
/* All (nullable), (transfer none); ID token: the newest. */
GBytes             *dp_login_result_get_id_token     (const DpLoginResult *self);
GBytes             *dp_login_result_get_access_token (const DpLoginResult *self);
GBytes             *dp_login_result_get_refresh_token (const DpLoginResult *self);
/* Seconds since 1970; 0: not known. */
/* first ID token */
gint64              dp_login_result_get_issued_at    (const DpLoginResult *self);
gint64              dp_login_result_get_token_expires_at (const DpLoginResult *self); /* newest */
gint64              dp_login_result_get_access_expires_at (const DpLoginResult *self);
/* e-mail, else subject; untrusted text: dp_text_display() before it is shown */
const char         *dp_login_result_get_identity     (const DpLoginResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpLoginResult, dp_login_result_unref)

G_END_DECLS
