/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dp-ssh-key.h"
#include "dpt.h"

/* Made by ssh-keygen (OpenSSH 9.2): the line and what "ssh-keygen -l" says of it. */
static const struct
{
  const char *line;
  DpKeyKind kind;
  const char *fingerprint;
} known[] = {
  { "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCJwGz6Kiwl48Xd4nfD4AAGN2XFklgLxrhHyOzwoUShs7O5k4"
    "gfZKl1P4ZHMdbyL8wXFru6dUfIRL8sX2ZmcjGGCL4FX6WHbSo7ItQ4CvGzq7mVII8C5oyxk8nCB3+kd3dRxiQD"
    "9MBOAzRk8M1Ine5t43+9AAxe0caSxgOUspP7Cmka8AVMH97gDju+2uacLgEZQSINnn9Rnn/1RF6AUr44QDjcA4"
    "886g1OnX6420RTTWfBeXZvEFZ9iQlVHVrVWSvRincgdK2PmZamUz4bvFU183ITkf1TCvjz9P5f7a/1ogidTizX"
    "fQE8PAp7CrVHv13gIoGX9FIsaTw5LSFd6Sm/",
    DP_KEY_RSA, "SHA256:CUKsPlvtwUZKSApPPKRFtnoUTCSkB5BOAI77xkr4GjI" },
  { "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBK5t11gKZPD8p5"
    "UuDZOhYLS7XXjfxn5WMU91tsmyFGJtqkiFU3jlFuho4GNFwpYMMxmFvOFMIo3qO+5RnFj5DaM=",
    DP_KEY_P256, "SHA256:zQmYPX9vyyVmH6YPmtvjBQsrdMjdW47RXAJj8w9ish4" },
  { "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOJWEQwdoPfvGKEijL5uSFLd6wO64ksbVt3YCWgiKkAC",
    DP_KEY_ED25519, "SHA256:+Z6DZH/I+gNj4ghlPwX0VVnlm5DR8ZEgwXwHe7IMV2k" },
};

static DpPublicKey *
parse (const char *line,
       GError    **error)
{
  const char *base64 = strchr (line, ' ') + 1;
  g_autoptr (GBytes) blob = dp_base64_decode (base64, strlen (base64), 4096, NULL);

  return dp_ssh_key_parse (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), error);
}

static void
test_known (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPublicKey) key = parse (known[i].line, &error);
      g_autofree char *line = NULL;
      g_autofree char *fingerprint = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (dp_public_key_get_kind (key), ==, known[i].kind);
      line = dp_ssh_key_dup_line (key, &error);
      g_assert_cmpstr (line, ==, known[i].line);
      fingerprint = dp_ssh_key_fingerprint (key, &error);
      g_assert_cmpstr (fingerprint, ==, known[i].fingerprint);
      g_assert_true (g_str_has_prefix (line, dp_ssh_key_type_name (key)));
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/ssh/key/agrees_with_ssh_keygen", test_known);
  return g_test_run ();
}
