/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-private-key.h"

/*
 * Signature blobs inside certificates: string type, string bytes (RFC 4253 section 6.6, RFC 5656
 * section 3.1.2, RFC 8332 section 3, RFC 8709 section 6). "ssh-rsa", which is SHA-1, gives
 * DP_ERROR_ALGORITHM like every other type that is not in the table.
 */
gboolean _dp_ssh_signature_verify (const DpPublicKey  *key,
                                   const guint8       *data,
                                   gsize               len,
                                   const guint8       *blob,
                                   gsize               blob_len,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes  *_dp_ssh_signature_make   (const DpPrivateKey *key,
                                   const guint8       *data,
                                   gsize               len,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
