/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpa-probe.h"

#define KEY "/home/a/.ssh/daypass/corp ECDSA-CERT SHA256:x explicit\n"
#define OFFERED "debug1: Offering public key: " KEY
#define ACCEPTED "debug1: Server accepts key: " KEY
#define REMOTE "debug1: Remote protocol version 2.0, remote software version "
#define CONTINUE "debug1: Authentications that can continue: "
#define DENIED "a@web1: Permission denied (publickey).\n"

static void
judges (void)
{
  static const struct
  {
    const char *printed;
    const char *account;
    const char *id;
  } cases[] = {
    { OFFERED ACCEPTED "Authenticated to web1 ([192.0.2.1]:22) using \"publickey\".\n", "corp",
      "server-good" },
    { "debug1: Offering public key: /home/a/.ssh/id_rsa RSA\nAuthenticated to web1\n", "corp",
      "server-plain-key" },
    { "Authenticated to web1\n", NULL, "server-plain-key" },
    { OFFERED DENIED, "corp", "server-refused" },
    { "debug1: Server accepts key: /home/a/.ssh/daypass/corp-cert.pub ECDSA-CERT SHA256:x\n"
      "Authenticated to web1\n", "corp", "server-good" },
    { "debug1: Offering public key: /home/a/.ssh/daypass/corp-cert.pub ECDSA-CERT\n" DENIED,
      "corp", "server-refused" },
    { "debug1: Offering public key: /home/a/.ssh/daypass/corp-2-cert.pub ECDSA-CERT\n" DENIED,
      "corp", "server-not-asked" },
    { DENIED, "corp", "server-not-asked" },
    { OFFERED DENIED, "cor", "server-not-asked" },
    { DENIED, NULL, "server-not-asked" },
    { OFFERED "Received disconnect: Too many authentication failures\n", "corp",
      "server-too-many" },
    { "ssh: Could not resolve hostname web1: Name or service not known\n", "corp",
      "server-unreachable" },
    { "ssh: connect to host web1 port 22: Connection refused\n", "corp", "server-unreachable" },
    { "No ED25519 host key is known for web1\nHost key verification failed.\n", "corp",
      "server-unknown" },
    { "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\n",
      "corp", "server-key-changed" },
    { "", "corp", "server-not-asked" },
    { "kex_exchange_identification: Connection closed by remote host\n", "corp",
      "server-unreachable" },
    { CONTINUE "password\n" DENIED, "corp", "server-no-keys" },
    { CONTINUE "publickey,password\n" DENIED, "corp", "server-not-asked" },
    { REMOTE "dropbear_2022.83\n" OFFERED DENIED, "corp", "server-too-old" },
    { REMOTE "OpenSSH_5.3\n" OFFERED DENIED, "corp", "server-too-old" },
    { REMOTE "OpenSSH_6.4p1\n" OFFERED DENIED, "corp", "server-too-old" },
    { REMOTE "OpenSSH_6.5\n" OFFERED DENIED, "corp", "server-refused" },
    { REMOTE "OpenSSH_10.0\n" OFFERED DENIED, "corp", "server-refused" },
    { REMOTE "dropbear\n" DENIED, "corp", "server-not-asked" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (dpa_probe_judge (cases[i].printed, cases[i].account), ==, cases[i].id);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/probe/judges", judges);
  return g_test_run ();
}
