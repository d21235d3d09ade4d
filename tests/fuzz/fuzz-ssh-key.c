/* SPDX-License-Identifier: Apache-2.0 */
/* dp_ssh_key_parse: one spelling of each key: what is read is written as the same bytes. */
#include "fuzz.h"

#include "dp-ssh-key.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpPublicKey) key = dp_ssh_key_parse (data, size, &error);
  g_autoptr (GBytes) blob = NULL;
  g_autofree char *fingerprint = NULL;

  g_assert_true ((key == NULL) == (error != NULL));
  if (key == NULL)
    return 0;
  blob = dp_ssh_key_build (key, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), data, size);
  fingerprint = dp_ssh_key_fingerprint (key, &error);
  g_assert_no_error (error);
  return 0;
}
