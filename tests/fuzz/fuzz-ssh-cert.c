/* SPDX-License-Identifier: Apache-2.0 */
/* dp_ssh_cert_parse, dp_ssh_cert_check: the blob of a certificate of each kind, then as a line. */
#include "fuzz.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-limits.h"
#include "dp-ssh-cert.h"

static const char *const types[] = {
  "ssh-rsa-cert-v01@openssh.com",
  "ecdsa-sha2-nistp256-cert-v01@openssh.com",
  "ssh-ed25519-cert-v01@openssh.com",
};

static gboolean
is_ordered (const char *const *names)
{
  for (; names[0] != NULL && names[1] != NULL; names++)
    if (strcmp (names[0], names[1]) >= 0)
      return FALSE;
  return TRUE;
}

static void
look_at (const DpSshCert *cert)
{
  const char *const *names = dp_ssh_cert_get_extensions (cert);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (dp_ssh_cert_get_key (cert));
  g_assert_true (g_utf8_validate (dp_ssh_cert_get_key_id (cert), -1, NULL));
  g_assert_cmpuint (strlen (dp_ssh_cert_get_key_id (cert)), <=, DP_SSH_KEY_ID_MAX);
  g_assert_cmpuint (g_strv_length ((char **) dp_ssh_cert_get_principals (cert)), <=,
                    DP_SSH_MAX_PRINCIPALS);
  g_assert_true (is_ordered (names) && is_ordered (dp_ssh_cert_get_critical (cert)));
  for (; *names != NULL; names++)
    {
      const char *value = dp_ssh_cert_get_extension (cert, *names);

      g_assert_true (value == NULL || g_utf8_validate (value, -1, NULL));
    }
  if (!dp_ssh_cert_check (cert, 1800000000, &error))
    {
      g_assert_nonnull (error);
      return;
    }
  g_assert_cmpuint (dp_ssh_cert_get_kind (cert), ==, 1);
  g_assert_null (dp_ssh_cert_get_critical (cert)[0]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *base64 = dp_base64_encode (data, size);
  g_autofree char *comment = NULL;
  g_autoptr (DpSshCert) line = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse (types[i], base64, strlen (base64), &error);

      g_assert_true ((cert == NULL) == (error != NULL));
      if (cert != NULL)
        look_at (cert);
    }
  line = dp_ssh_cert_parse_line ((const char *) data, size, &comment, NULL);
  if (line != NULL)
    look_at (line);
  return 0;
}
