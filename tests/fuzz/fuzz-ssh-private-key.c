/* SPDX-License-Identifier: Apache-2.0 */
/* dp_ssh_private_key_read: the file as it is, and its inside in good armour. */
#include "fuzz.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-ssh-private-key.h"

static void
check (const char *text,
       gsize       len)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *comment_again = NULL;
  g_autoptr (DpPrivateKey) key = dp_ssh_private_key_read ((const guint8 *) text, len, &comment,
                                                          &error);
  g_autoptr (DpPrivateKey) again = NULL;
  g_autoptr (GBytes) written = NULL;

  g_assert_true ((key == NULL) == (error != NULL));
  if (key == NULL)
    return;
  written = dp_ssh_private_key_write (key, comment, 7, &error);
  g_assert_no_error (error);
  again = dp_ssh_private_key_read (g_bytes_get_data (written, NULL), g_bytes_get_size (written),
                                   &comment_again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (comment, ==, comment_again);
  g_assert_true (dp_public_key_equal (dp_private_key_get_public (key),
                                      dp_private_key_get_public (again)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *base64 = dp_base64_encode (data, size);
  g_autofree char *armoured = g_strconcat ("-----BEGIN OPENSSH PRIVATE KEY-----\n", base64,
                                           "\n-----END OPENSSH PRIVATE KEY-----\n", NULL);

  check ((const char *) data, size);
  check (armoured, strlen (armoured));
  return 0;
}
