/* SPDX-License-Identifier: Apache-2.0 */
/* ssh-files p256|ed25519 FOLDER COMMENT KEY_ID TOKEN ACCESS_TOKEN PRINCIPAL...
 *
 * Writes a fresh key and its certificate to FOLDER/id and FOLDER/id-cert.pub, and prints the public
 * key line and the fingerprint. An empty ACCESS_TOKEN is none. */
#include <stdio.h>
#include <string.h>

#include "dp-error.h"
#include "dp-secret.h"
#include "dp-ssh-cert.h"
#include "dp-ssh-key.h"
#include "dp-ssh-private-key.h"

static gboolean
save (const char *folder,
      const char *name,
      const char *text,
      GError    **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error);
}

static gboolean
write_files (char   **argv,
             GError **error)
{
  DpKeyKind kind = strcmp (argv[1], "p256") == 0 ? DP_KEY_P256 : DP_KEY_ED25519;
  guint8 nonce[32];
  DpSshCertFields fields = { argv[4], (const char *const *) argv + 7, argv[5],
                             *argv[6] != '\0' ? argv[6] : NULL, nonce };
  g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, error);
  g_autoptr (GBytes) text = NULL;
  g_autofree char *cert = NULL;
  g_autofree char *line = NULL;
  g_autofree char *fingerprint = NULL;

  if (key == NULL || !dp_secret_fill_random (nonce, sizeof nonce, error))
    return FALSE;
  text = dp_ssh_private_key_write (key, argv[3], 0x01020304, error);
  if (text == NULL || !save (argv[2], "id", dp_secret_get_text (text), error))
    return FALSE;
  cert = dp_ssh_cert_build (key, &fields, error);
  if (cert == NULL || !save (argv[2], "id-cert.pub", cert, error))
    return FALSE;
  line = dp_ssh_key_dup_line (dp_private_key_get_public (key), error);
  fingerprint = dp_ssh_key_fingerprint (dp_private_key_get_public (key), error);
  if (line == NULL || fingerprint == NULL)
    return FALSE;
  printf ("%s\n%s\n", line, fingerprint);
  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;

  if (argc >= 7 && write_files (argv, &error))
    return 0;
  fprintf (stderr, "ssh-files: %s\n", error != NULL ? error->message : "wrong arguments");
  return 1;
}
