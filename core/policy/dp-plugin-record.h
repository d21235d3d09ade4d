/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-identity.h"
#include "dp-pkt.h"
#include "dp-ssh-cert.h"

G_BEGIN_DECLS

/**
 * dp_plugin_record_build:
 * @identity: proven
 * @cert: the certificate it was proven from
 * @pkt: its PK token
 * @userinfo: (nullable): more claims of the same subject
 *
 * What a policy plugin is told about the identity (protocol section 4.7), as NAME=value pairs that
 * each end in a NUL: ISS SUB EMAIL EMAIL_VERIFIED AUD EXP NBF IAT JTI GROUPS PAYLOAD UPK PKT IDT
 * USERINFO, the names without "OPKSSH_PLUGIN_". All are there, empty when the token does not say.
 * Lists are proper JSON and UPK is a JWK (finding S11). It holds tokens: wiped when freed.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_CLAIM for an email_verified that is neither
 * boolean nor text, or a time that is no integer: opkssh runs no plugin then, and neither do we.
 */
GBytes *dp_plugin_record_build (const DpIdentity *identity,
                                const DpSshCert  *cert,
                                const DpPkt      *pkt,
                                DpClaims         *userinfo,
                                GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
