/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-public-key.h"

G_BEGIN_DECLS

/*
 * SSH public keys on the wire: ssh-rsa (RFC 4253 section 6.6), ecdsa-sha2-nistp256 (RFC 5656
 * section 3.1), ssh-ed25519 (RFC 8709 section 4). Other types give DP_ERROR_SSH_TYPE. mpints must
 * be minimal and not negative. Trust: says nothing about whose key it is.
 */
DpPublicKey *dp_ssh_key_parse       (const guint8      *blob,
                                     gsize              len,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes      *dp_ssh_key_build       (const DpPublicKey *key,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* "ecdsa-sha2-nistp256" and so on; (transfer none) */
const char  *dp_ssh_key_type_name   (const DpPublicKey *key);
/* "<type> <base64>", as in authorized_keys, without a comment; (transfer full) */
char        *dp_ssh_key_dup_line    (const DpPublicKey *key,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* "SHA256:<base64 without padding>" of the key blob, as ssh-keygen -l prints it; (transfer full) */
char        *dp_ssh_key_fingerprint (const DpPublicKey *key,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
