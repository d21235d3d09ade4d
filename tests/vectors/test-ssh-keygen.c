/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and certificates that OpenSSH made: we read of them what ssh-keygen -L says of them. */
#include <string.h>

#include "dp-ssh-cert.h"
#include "dp-ssh-key.h"
#include "dp-ssh-private-key.h"
#include "dpt.h"

#define NOW 1800000000 /* 2027 */

static const struct
{
  const char *name;
  DpError code; /* DP_ERROR_N: holds */
} certs[] = {
  { "ecdsa", DP_ERROR_N },
  { "ed25519", DP_ERROR_N },
  { "rsa-sha2-256", DP_ERROR_N },
  { "rsa-sha2-512", DP_ERROR_N },
  { "clear", DP_ERROR_N },
  { "extension", DP_ERROR_N },
  { "rsa-sha1", DP_ERROR_ALGORITHM },
  { "host", DP_ERROR_CERT_KIND },
  { "expired", DP_ERROR_CERT_VALIDITY },
  { "force-command", DP_ERROR_CERT_OPTION },
  { "source-address", DP_ERROR_CERT_OPTION },
  { "other-signer", DP_ERROR_CERT_SIGNER },
};

static char *
load (const char *name,
      const char *suffix)
{
  g_autofree char *path = g_strconcat ("vectors/data/ssh/", name, suffix, NULL);

  return dpt_load_text (path);
}

static void
expect_line (const char *said,
             const char *format,
             ...) G_GNUC_PRINTF (2, 3);

static void
expect_line (const char *said,
             const char *format,
             ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", line);
  g_assert_nonnull (strstr (said, line));
}

static void
compare (const DpSshCert *cert,
         const char      *said)
{
  g_autofree char *fingerprint = dp_ssh_key_fingerprint (dp_ssh_cert_get_key (cert), NULL);
  const char *const *names = dp_ssh_cert_get_principals (cert);

  expect_line (said, "Type: %s %s certificate\n", dp_ssh_cert_get_type (cert),
               dp_ssh_cert_get_kind (cert) == 1 ? "user" : "host");
  expect_line (said, "-CERT %s\n", fingerprint);
  expect_line (said, "Key ID: \"%s\"\n", dp_ssh_cert_get_key_id (cert));
  expect_line (said, "Serial: %" G_GUINT64_FORMAT "\n", dp_ssh_cert_get_serial (cert));
  for (; *names != NULL; names++)
    expect_line (said, "                %s\n", *names);
  for (names = dp_ssh_cert_get_extensions (cert); *names != NULL; names++)
    expect_line (said, "                %s", *names);
  for (names = dp_ssh_cert_get_critical (cert); *names != NULL; names++)
    expect_line (said, "                %s ", *names);
  if (dp_ssh_cert_get_critical (cert)[0] == NULL)
    expect_line (said, "Critical Options: (none)\n");
}

static void
test_certs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (certs); i++)
    {
      g_autofree char *line = load (certs[i].name, "-cert.pub");
      g_autofree char *said = load (certs[i].name, ".txt");
      g_autofree char *comment = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), &comment, &error);
      gboolean ok;

      g_assert_no_error (error);
      g_assert_cmpstr (comment, ==, "test key");
      compare (cert, said);
      ok = dp_ssh_cert_check (cert, NOW, &error);
      g_assert_true (ok == (certs[i].code == DP_ERROR_N));
      if (!ok)
        dpt_assert_code (error, certs[i].code);
    }
}

static void
test_extension (void)
{
  g_autofree char *line = load ("extension", "-cert.pub");
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, NULL);

  g_assert_cmpstr (dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT), ==, "a:b:c");
}

static void
test_keys (void)
{
  static const char *const names[] = { "k_ecdsa", "k_ed25519" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = load (names[i], "");
      g_autofree char *line = load (names[i], ".pub");
      g_autofree char *comment = NULL;
      g_autofree char *ours = NULL;
      g_autofree char *with_comment = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPrivateKey) key = dp_ssh_private_key_read ((const guint8 *) text, strlen (text),
                                                              &comment, &error);

      g_assert_no_error (error);
      ours = dp_ssh_key_dup_line (dp_private_key_get_public (key), &error);
      with_comment = g_strdup_printf ("%s %s\n", ours, comment);
      g_assert_cmpstr (with_comment, ==, line);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/ssh/certificates_of_openssh", test_certs);
  g_test_add_func ("/vectors/ssh/value_of_an_extension", test_extension);
  g_test_add_func ("/vectors/ssh/keys_of_openssh", test_keys);
  return g_test_run ();
}
