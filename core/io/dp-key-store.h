/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-key-pair.h"

G_BEGIN_DECLS

/*
 * Where opkssh keeps its keys, byte for byte (protocol sections 2.3, 2.4 and 3.8): ~/.ssh/id_ecdsa
 * and friends, ~/.ssh/opkssh, or a file that the person named. The companion's own
 * ~/.ssh/daypass/<account> does not use this, only dp-key-pair.h.
 */
typedef struct
{
  char *dir;     /* absolute */
  char *name;    /* of the private key in it */
  char *comment; /* that the certificate gets */
  gboolean identity_dir;
} DpKeyPlace;

void        dp_key_place_free        (DpKeyPlace          *self);
/* The private key's absolute path; (transfer full) */
char       *dp_key_place_dup_path    (const DpKeyPlace    *self);

/**
 * dp_key_store_choose:
 * @home: the person's
 * @file: (nullable): what -i names
 * @kind: of the key to be written
 * @issuer, @audience: (nullable): of the ID token, for names in the identity directory
 *
 * Creates nothing. Returns: (transfer full) (nullable): DP_ERROR_FILE_FOREIGN when every default
 * name belongs to somebody else, or @file is not ours.
 */
DpKeyPlace *dp_key_store_choose      (const char          *home,
                                      const char          *file,
                                      DpKeyKind            kind,
                                      const char          *issuer,
                                      const char          *audience,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes the pair, and in the identity directory the IdentityFile line. */
gboolean    dp_key_store_write       (const DpKeyPlace    *place,
                                      const DpPrivateKey  *key,
                                      const char          *cert_line,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Only the certificate: after a refresh. */
gboolean    dp_key_store_write_cert  (const DpKeyPlace    *place,
                                      const char          *cert_line,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether ~/.ssh/config includes the identity directory and that has a config. */
gboolean    dp_key_store_has_identity_dir (const char     *home);
/* login --configure; @changed: (out) whether anything was written. */
gboolean    dp_key_store_configure   (const char          *home,
                                      gboolean            *changed,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* Every place with a key pair of ours or opkssh's: the four default names, then the identity
 * directory. (transfer full) (element-type DpKeyPlace) */
GPtrArray  *dp_key_store_list        (const char          *home);

/* The private keys at the default names and in the identity directory that are *not* ours: what a
 * logout leaves. (transfer full) (element-type filename) */
GPtrArray  *dp_key_store_list_foreign (const char         *home);

/**
 * dp_key_store_remove:
 *
 * Comment and key are checked first (section 3.8): DP_ERROR_FILE_FOREIGN, DP_ERROR_UPK_MISMATCH.
 */
gboolean    dp_key_store_remove      (const DpKeyPlace    *place,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* The place of a file that a person named, whatever is there now. */
DpKeyPlace *dp_key_place_for_file    (const char          *file,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpKeyPlace, dp_key_place_free)

G_END_DECLS
