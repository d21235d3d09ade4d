/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-key-pair.h"

#include <glib/gstdio.h>

#include "dp-ssh-cert.h"
#include "dpt-http.h"
#include "dpt.h"

static char *root;

void
dpt_key_pair_init (DptKeyPair *pair)
{
  static const char *const principals[] = { "opkssh-wildcard", NULL };
  static const guint8 nonce[32];
  const DpSshCertFields fields = { .key_id = "", .principals = principals, .pkt = "x",
                                   .nonce = nonce };
  g_autoptr (GError) error = NULL;

  pair->key = dp_private_key_generate (DP_KEY_P256, &error);
  pair->line = dp_ssh_cert_build (pair->key, &fields, &error);
  g_assert_no_error (error);
}

void
dpt_key_pair_clear (DptKeyPair *pair)
{
  dp_private_key_free (pair->key);
  g_free (pair->line);
}

DpDir *
dpt_key_pair_dir (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  DpDir *dir;

  if (root == NULL)
    root = g_dir_make_tmp ("daypass-pair-XXXXXX", NULL);
  path = g_build_filename (root, "XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (path));
  dir = dp_dir_open (path, DP_DIR_PRIVATE, &error);
  g_assert_no_error (error);
  return dir;
}

void
dpt_key_pair_end (void)
{
  if (root != NULL)
    dpt_remove_tree (root);
  g_clear_pointer (&root, g_free);
}
