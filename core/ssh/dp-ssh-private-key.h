/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-private-key.h"

G_BEGIN_DECLS

/*
 * Unencrypted "openssh-key-v1" files (OpenSSH PROTOCOL.key) of P-256 and Ed25519 keys.
 */

/**
 * dp_ssh_private_key_write:
 * @check: 32 random bits, written twice
 *
 * Returns: (transfer full) (nullable): the PEM text with its final newline, wiped when freed.
 */
GBytes       *dp_ssh_private_key_write (const DpPrivateKey *key,
                                        const char         *comment,
                                        guint32             check,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* @comment: (out) (optional) (transfer full). DP_ERROR_SSH_TYPE for encrypted or other keys. */
DpPrivateKey *dp_ssh_private_key_read  (const guint8       *text,
                                        gsize               len,
                                        char              **comment,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
