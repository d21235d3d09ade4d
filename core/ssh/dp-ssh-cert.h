/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-private-key.h"

G_BEGIN_DECLS

/*
 * OpenSSH user certificates (OpenSSH PROTOCOL.certkeys) that carry a PK token (protocol section
 * 2.1). Trust: everything in a parsed certificate is the sender's word; dp_ssh_cert_check() shows
 * that it is well made and signed by its own key, not whose it is.
 */
typedef struct _DpSshCert DpSshCert;

#define DP_SSH_EXT_PKT "openpubkey-pkt"
#define DP_SSH_EXT_ACCESS_TOKEN "openpubkey-act"
#define DP_SSH_WILDCARD_PRINCIPAL "opkssh-wildcard"

/* Whether @type is the type word of a certificate that we can read. */
gboolean           dp_ssh_cert_is_type          (const char      *type);

/**
 * dp_ssh_cert_parse:
 * @type: the type word next to the blob (%t); must equal the type inside
 * @base64: the blob, canonical base64 with padding (%k)
 *
 * Refuses trailing bytes, unordered or repeated options, a non-empty reserved field, nonces, key
 * ids, principals and counts above dp-limits.h, an empty nonce, and text that is not UTF-8 or has
 * control characters.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_SSH_TYPE, DP_ERROR_SSH_MALFORMED,
 * DP_ERROR_CERT_OPTION, DP_ERROR_TRUNCATED, DP_ERROR_TRAILING, DP_ERROR_LIMIT, DP_ERROR_UTF8,
 * DP_ERROR_BASE64, or what dp_ssh_key_parse() says.
 */
DpSshCert         *dp_ssh_cert_parse            (const char      *type,
                                                 const char      *base64,
                                                 gsize            base64_len,
                                                 GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* A line "type base64 [comment]" of a -cert.pub; @comment: (out) (optional) (transfer full). */
DpSshCert         *dp_ssh_cert_parse_line       (const char      *line,
                                                 gsize            len,
                                                 char           **comment,
                                                 GError         **error) G_GNUC_WARN_UNUSED_RESULT;
void               dp_ssh_cert_free             (DpSshCert       *self);

/* The sender's words, (transfer none); times are seconds since the epoch. */
const char        *dp_ssh_cert_get_type         (const DpSshCert *self);
const DpPublicKey *dp_ssh_cert_get_key          (const DpSshCert *self);
const char        *dp_ssh_cert_get_key_id       (const DpSshCert *self);
const char *const *dp_ssh_cert_get_principals   (const DpSshCert *self); /* NULL terminated */
guint64            dp_ssh_cert_get_serial       (const DpSshCert *self);
guint32            dp_ssh_cert_get_kind         (const DpSshCert *self); /* 1 user, 2 host */
guint64            dp_ssh_cert_get_valid_after  (const DpSshCert *self);
guint64            dp_ssh_cert_get_valid_before (const DpSshCert *self);
/* NULL terminated names in file order */
const char *const *dp_ssh_cert_get_extensions   (const DpSshCert *self);
const char *const *dp_ssh_cert_get_critical     (const DpSshCert *self);
/* (transfer none) (nullable): the text inside an extension; NULL when absent or empty */
const char        *dp_ssh_cert_get_extension    (const DpSshCert *self,
                                                 const char      *name);

/**
 * dp_ssh_cert_check:
 * @now: seconds since the epoch
 *
 * Decision D5: user certificate, signed by its own subject key, signature holds (no SHA-1), within
 * its validity, no critical option: DP_ERROR_CERT_KIND, DP_ERROR_CERT_SIGNER,
 * DP_ERROR_CERT_SIGNATURE, DP_ERROR_CERT_VALIDITY, DP_ERROR_CERT_OPTION.
 */
gboolean           dp_ssh_cert_check            (const DpSshCert *self,
                                                 gint64           now,
                                                 GError         **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  const char        *key_id;       /* "" when the token has no e-mail */
  const char *const *principals;   /* NULL terminated */
  const char        *pkt;          /* compact PK token */
  const char        *access_token; /* (nullable) */
  const guint8      *nonce;        /* 32 random bytes */
} DpSshCertFields;

/**
 * dp_ssh_cert_build:
 *
 * A self-signed certificate exactly as opkssh makes it (section 2.1): serial 0, forever valid, no
 * critical options, extensions in byte order.
 *
 * Returns: (transfer full) (nullable): "<type> <base64>", without a comment or newline.
 */
char              *dp_ssh_cert_build            (const DpPrivateKey    *key,
                                                 const DpSshCertFields *fields,
                                                 GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpSshCert, dp_ssh_cert_free)

G_END_DECLS
