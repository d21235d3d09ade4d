/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-key-pair.h"

G_BEGIN_DECLS

/*
 * ~/.ssh/daypass (in a sandbox a folder of its own below that): per account <id> and <id>-cert.pub
 * (a key pair of core/io), and <id>.until, an empty file whose modification time is the moment from
 * which the key is not offered any more; for keys that only the ssh-agent has, <id>.pub in place of
 * <id>. While a pair is replaced there is no .until, so ssh leaves it alone.
 */
typedef struct _DpaKeys DpaKeys;

typedef struct
{
  gboolean   has_private; /* on disk */
  gboolean   is_whole;    /* the certificate is there, with its private key or its .pub file */
  char      *type;        /* "ecdsa" "ed25519"; NULL without a certificate */
  char      *fingerprint;
  DpSshCert *cert;        /* untrusted, as any file; NULL for none */
} DpaKeyInfo;

/**
 * dpa_keys_open:
 * @home: "/home/alice"; its .ssh may be a symbolic link, and is made with 0700 when missing
 */
DpaKeys      *dpa_keys_open         (const char          *home,
                                     GError             **error);
void          dpa_keys_free         (DpaKeys             *self);
/* (transfer none) */
DpDir        *dpa_keys_get_dir      (DpaKeys             *self);

/**
 * dpa_keys_install:
 * @on_disk: whether the private key is written; if not, only its public half
 * @cert_line: "<type> <base64>"
 * @until: see dpa_keys_set_until()
 */
gboolean      dpa_keys_install      (DpaKeys             *self,
                                     const char          *id,
                                     const DpPrivateKey  *key,
                                     gboolean             on_disk,
                                     const char          *cert_line,
                                     gint64               until,
                                     GError             **error);
/* A new certificate for the key that is there. */
gboolean      dpa_keys_replace_cert (DpaKeys             *self,
                                     const char          *id,
                                     const char          *cert_line,
                                     GError             **error);
/* 0: the key is not to be offered. */
gboolean      dpa_keys_set_until    (DpaKeys             *self,
                                     const char          *id,
                                     gint64               until,
                                     GError             **error);
gboolean      dpa_keys_remove       (DpaKeys             *self,
                                     const char          *id,
                                     GError             **error);

/* Finishes what a crash left behind, and looks. (transfer full): never %NULL; what is missing or
 * broken counts as not there. */
DpaKeyInfo   *dpa_keys_inspect      (DpaKeys             *self,
                                     const char          *id);
void          dpa_key_info_free     (DpaKeyInfo          *info);
/* (transfer full) (nullable): "<type> <base64>" of the certificate on disk. */
char         *dpa_keys_dup_cert_line (DpaKeys            *self,
                                      const char         *id,
                                      GError            **error);
/* (transfer full) (nullable): only from disk. */
DpPrivateKey *dpa_keys_load         (DpaKeys             *self,
                                     const char          *id,
                                     GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaKeys, dpa_keys_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaKeyInfo, dpa_key_info_free)

G_END_DECLS
