/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-dir.h"
#include "dp-private-key.h"
#include "dp-ssh-cert.h"

G_BEGIN_DECLS

/*
 * A private key file and the certificate beside it ("NAME" 0600 and "NAME-cert.pub" 0644). Two
 * files cannot be exchanged in one step, so the exchange is in an order that no reader minds: both
 * are written aside and fsync'ed, the old certificate is renamed out of the way, the key is
 * renamed, the certificate is renamed, the old one goes. Whoever looks, also after a kill at any
 * moment, sees the old pair, the new pair, or, between the renames, one of the two keys without a
 * certificate, which ssh offers as a plain key: never a certificate beside another's key. What a
 * kill has left is finished, or forgotten, by the next dp_key_pair_recover(), which every reader
 * and writer calls first.
 */

/**
 * dp_key_pair_write:
 * @comment: written behind the certificate; "" for none (no space is written then)
 *
 * The certificate file has no newline at its end, as opkssh writes it.
 */
gboolean      dp_key_pair_write      (DpDir              *dir,
                                      const char         *name,
                                      const DpPrivateKey *key,
                                      const char         *cert_line,
                                      const char         *comment,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces the certificate alone: a refresh keeps its key. */
gboolean      dp_key_pair_write_cert (DpDir              *dir,
                                      const char         *name,
                                      const char         *cert_line,
                                      const char         *comment,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Finishes or forgets what a crash left; nothing to do is success. */
gboolean      dp_key_pair_recover    (DpDir              *dir,
                                      const char         *name,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* @comment: (out) (optional) (transfer full): the certificate's */
DpSshCert    *dp_key_pair_load_cert  (DpDir              *dir,
                                      const char         *name,
                                      char              **comment,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* The key, only when it is the certificate's: DP_ERROR_UPK_MISMATCH. */
DpPrivateKey *dp_key_pair_load       (DpDir              *dir,
                                      const char         *name,
                                      DpSshCert         **cert,
                                      char              **comment,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Removes the private key first, then the certificate. */
gboolean      dp_key_pair_remove     (DpDir              *dir,
                                      const char         *name,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
