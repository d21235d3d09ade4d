/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-reader.h"
#include "dp-ssh-key.h"
#include "dp-writer.h"

typedef struct
{
  DpKeyKind   kind;
  const char *name;      /* of the plain key */
  const char *cert_name; /* of its certificate, OpenSSH PROTOCOL.certkeys */
} DpSshType;

/* The entry of a kind; of the name of a plain key or a certificate, %NULL when there is none. */
const DpSshType *_dp_ssh_type_of_kind (DpKeyKind kind);
const DpSshType *_dp_ssh_type_of_name (const guint8 *name,
                                       gsize         len,
                                       gboolean      cert);

/* What follows the type word: the same in keys, certificates and (but for RSA) private keys. */
DpPublicKey *_dp_ssh_key_read_body  (DpReader          *reader,
                                     DpKeyKind          kind,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void         _dp_ssh_key_write_body (DpWriter          *writer,
                                     const DpPublicKey *key);

/* An unsigned mpint without its sign byte: minimal, not negative (RFC 4251 section 5). */
gboolean     _dp_ssh_read_mpint     (DpReader          *reader,
                                     gsize              max,
                                     const guint8     **out,
                                     gsize             *out_len,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Text: UTF-8 (DP_ERROR_UTF8) without control characters (DP_ERROR_SSH_MALFORMED). */
gboolean     _dp_ssh_check_text     (const char        *what,
                                     const guint8      *data,
                                     gsize              len,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* A string that is text; (transfer full). */
char        *_dp_ssh_read_text      (DpReader          *reader,
                                     const char        *what,
                                     gsize              max,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
