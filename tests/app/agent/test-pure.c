/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "dpa-command.h"
#include "dpa-id.h"
#include "dpa-rate.h"
#include "dpa-record.h"
#include "dpa-ssh-config.h"

static gboolean
in_list (const char *id,
         gpointer    list)
{
  return g_strv_contains (list, id);
}

static void
ids_are_checked (void)
{
  static const char *const good[] = { "a", "9", "corp", "corp-2", "a-", NULL };
  static const char *const bad[] = { "", "-a", "A", "a b", "a/b", "../a", "a.b", "é", "a\n",
                                     "config", "undo", "flatpak", "a-cert",
                                     "abcdefghijklmnopqrstuvwxyz0123456", NULL };

  for (guint i = 0; good[i] != NULL; i++)
    g_assert_true (dpa_id_is_valid (good[i]));
  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (dpa_id_is_valid (bad[i]));
  g_assert_false (dpa_id_is_valid (NULL));
}

static void
ids_are_made (void)
{
  static const char *const taken[] = { "corp", "corp-2", NULL };
  static const struct
  {
    const char *text;
    const char *id;
  } cases[] = {
    { "Google", "google" },
    { "corp", "corp-3" },
    { "login.corp.example:8443", "login-corp-example-8443" },
    { "../../etc/passwd", "etc-passwd" },
    { "$(reboot)`x`", "reboot-x" },
    { "日本", "account" },
    { "Config", "config-2" },
    { "Corp Cert", "corp-cert-2" },
    { "", "account" },
    { "--", "account" },
    { "abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = dpa_id_make (cases[i].text, in_list, (gpointer) taken);

      g_assert_cmpstr (id, ==, cases[i].id);
      g_assert_true (dpa_id_is_valid (id));
    }
}

static void
ids_as_paths (void)
{
  g_autofree char *path = dpa_id_to_path ("/a/", "corp-2-x");
  g_autofree char *back = dpa_id_from_path ("/a/", path);
  g_autofree char *other = dpa_id_from_path ("/b/", path);
  g_autofree char *bad = dpa_id_from_path ("/a/", "/a/Corp");

  g_assert_cmpstr (path, ==, "/a/corp_2d2_2dx");
  g_assert_cmpstr (back, ==, "corp-2-x");
  g_assert_null (other);
  g_assert_null (bad);
}

static void
three_openings (void)
{
  DpaRate rate = { 0 };

  g_assert_true (dpa_rate_open (&rate, 1000));
  g_assert_true (dpa_rate_open (&rate, 1001));
  g_assert_true (dpa_rate_open (&rate, 1002));
  g_assert_false (dpa_rate_open (&rate, 1003));
  g_assert_false (dpa_rate_open (&rate, 1599));
  g_assert_true (dpa_rate_open (&rate, 1600));
  g_assert_false (dpa_rate_open (&rate, 1600));
  g_assert_true (dpa_rate_open (&rate, 1601));
}

static void
peace_after_cancel (void)
{
  DpaRate rate = { 0 };

  g_assert_false (dpa_rate_in_peace (&rate, 5));
  dpa_rate_cancelled (&rate, 100);
  g_assert_true (dpa_rate_in_peace (&rate, 100));
  g_assert_true (dpa_rate_in_peace (&rate, 699));
  g_assert_false (dpa_rate_in_peace (&rate, 700));
  dpa_rate_cancelled (&rate, 1000);
  dpa_rate_forgive (&rate);
  g_assert_false (dpa_rate_in_peace (&rate, 1001));
}

static void
commands (void)
{
  static const struct
  {
    const char *text;
    const char *host;
  } cases[] = {
    { "web1", "web1" },
    { "alice@web1.corp.example", "web1.corp.example" },
    { "ssh web1", "web1" },
    { "ssh -p 22 -vA alice@web1 uptime -x", "web1" },
    { "ssh -vp 22 web1", "web1" },
    { "ssh -p22 web1", "web1" },
    { "ssh -o 'ProxyJump none' -- web1", "web1" },
    { "/usr/bin/ssh ssh://alice@web1:2222/", "web1" },
    { "scp -r ./a:b alice@web1:/tmp", "web1" },
    { "sftp -P 22 web1:/x", "web1" },
    { "rsync -e 'ssh -p 1' -av src/ alice@web1:dst", "web1" },
    { "git clone git@git.corp.example:a/b.git", "git.corp.example" },
    { "git clone ssh://git@git.corp.example:22/a", "git.corp.example" },
    { "fe80::1", "fe80::1" },
    { "alice@[fe80::1]:22", "fe80::1" },
    { "ssh", "ssh" },
    { "", NULL },
    { "ssh -p 22", NULL },
    { "git status", NULL },
    { "https://example.org/", NULL },
    { "make love", NULL },
    { "ssh -- -oProxyCommand=id", NULL },
    { "ssh 'web1;id'", NULL },
    { "ssh '$(id)'", NULL },
    { "ssh 'unterminated", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = dpa_command_dup_host (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

static void
destinations (void)
{
  static const struct
  {
    const char *text;
    const char *user;
    const char *host;
    const char *port;
  } cases[] = {
    { "web1", NULL, "web1", NULL },
    { "web1:2222", NULL, "web1", "2222" },
    { "bob@web1:2222", "bob", "web1", "2222" },
    { "bob@[fe80::1]:22", "bob", "fe80::1", "22" },
    { "[::1]", NULL, "::1", NULL },
    { "ssh://bob@web1:22/", "bob", "web1", "22" },
    { "ssh -p 22 -l bob web1", "bob", "web1", "22" },
    { "ssh -vp22 bob@web1 -l x", "bob", "web1", "22" },
    { "sftp -P 22 web1", NULL, "web1", "22" },
    { "scp a web1:22", NULL, "web1", NULL },
    { "mosh -p 60001 web1", NULL, "web1", NULL },
    { "web1:0", NULL, "web1", NULL },
    { "web1:65536", NULL, "web1", NULL },
    { "web1:22x", NULL, "web1", NULL },
    { "-oX@web1", NULL, "web1", NULL },
    { "b;ob@web1", NULL, "web1", NULL },
    { "bob@-oX", NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (DpaDestination) found = { 0 };

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (dpa_command_parse (cases[i].text, &found), ==, cases[i].host != NULL);
      g_assert_cmpstr (found.user, ==, cases[i].user);
      g_assert_cmpstr (found.host, ==, cases[i].host);
      g_assert_cmpstr (found.port, ==, cases[i].port);
    }
}

static void
block_shape (void)
{
  static const char *const hosts[] = { "*.corp.example", "bastion", "!old.corp.example", NULL };
  static const char *const only_excluded[] = { "!x", NULL };
  static const char *const keys[] = { "id_ed25519", "id_rsa", NULL };
  const DpaSshBlock blocks[] = { { "corp", hosts, FALSE }, { "other", only_excluded, FALSE } };
  g_autofree char *text = dpa_ssh_config_build (blocks, G_N_ELEMENTS (blocks), keys);
  const char *expected
    = "\nMatch final host *.corp.example,bastion,!old.corp.example exec \"sh -c 'cd "
      "~/.ssh/daypass && test -e corp -o -e corp.pub && test corp.until -nt /proc/self -a "
      "-e corp-cert.pub || daypass-ensure corp || exit 1'\"\n"
      "    IdentityFile ~/.ssh/daypass/corp\n"
      "    CertificateFile ~/.ssh/daypass/corp-cert.pub\n"
      "    IdentityFile ~/.ssh/id_ed25519\n"
      "    IdentityFile ~/.ssh/id_rsa\n"
      "    IdentitiesOnly yes\n";

  g_assert_true (g_str_has_suffix (text, expected));
  g_assert_null (strstr (text, "other"));
  g_assert_null (strchr (text, '%'));
}

/* From inside a Flatpak: nothing of it may lead to a file that only a native Daypass writes. */
static void
copied_block (void)
{
  static const char *const hosts[] = { "web1", "!old.corp.example", NULL };
  static const char *const only_excluded[] = { "!x", NULL };
  const DpaSshBlock blocks[] = { { "corp", hosts, FALSE }, { "held", hosts, TRUE } };
  const DpaSshBlock none[] = { { "corp", only_excluded, FALSE } };
  g_autofree char *text = dpa_ssh_config_build_copied (blocks, G_N_ELEMENTS (blocks));
  g_autofree char *nothing = dpa_ssh_config_build_copied (none, G_N_ELEMENTS (none));
  const char *expected
    = "\nMatch final host web1,!old.corp.example exec \"exec sh -c 'cd ~/.ssh/daypass/flatpak && "
      "test -e corp -o -e corp.pub && test corp.until -nt /proc/self -a -e corp-cert.pub || "
      "flatpak run --command=daypass-ensure " APPLICATION_ID " corp </proc/$PPID/cmdline || "
      "exit 1'\"\n"
      "    IdentityFile ~/.ssh/daypass/flatpak/corp\n"
      "    CertificateFile ~/.ssh/daypass/flatpak/corp-cert.pub\n"
      "    IdentitiesOnly yes\n"
      "Match final host web1,!old.corp.example exec \"test -e ~/.ssh/id_rsa\"\n"
      "    IdentityFile ~/.ssh/id_rsa\n";

  g_assert_cmpstr (nothing, ==, "");
  g_assert_nonnull (strstr (text, expected));
  g_assert_nonnull (strstr (text, "    IdentityFile ~/.ssh/daypass/flatpak/held-cert.pub\n"));
  g_assert_true (g_str_has_prefix (text, "# From Daypass"));
  g_assert_true (g_str_has_suffix (text, "\nMatch all\n"));
  g_assert_null (strstr (text, "Include"));
  g_assert_null (strstr (text, "daypass/c"));
  g_assert_null (strchr (text, '%'));
}

static void
include_line (void)
{
  static const struct
  {
    const char *text;
    gboolean    has;
  } cases[] = {
    { "", FALSE },
    { "Include ~/.ssh/daypass/config\n", TRUE },
    { "# mine\n\n  include\t\"~/.ssh/daypass/config\"\nHost x\n", TRUE },
    { "Include=~/.ssh/daypass/config\n", TRUE },
    { "Host x\n  Include ~/.ssh/daypass/config\n", FALSE },
    { "# Include ~/.ssh/daypass/config\n", FALSE },
    { "Include ~/.ssh/daypass/config2\n", FALSE },
    { "Include ~/.ssh/opkssh/config\nInclude ~/.ssh/daypass/config\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *added = dpa_ssh_config_add_include (cases[i].text);

      g_assert_cmpint (dpa_ssh_config_has_include (cases[i].text), ==, cases[i].has);
      g_assert_true (dpa_ssh_config_has_include (added));
      g_assert_true (g_str_has_suffix (added, cases[i].text));
    }
}

static void
diffs (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *diff;
  } cases[] = {
    { "", "", "" },
    { "", "a\n", "+a" },
    { "a\n", "", "-a" },
    { "a\nb\nc\n", "a\nc\n", " a|-b| c" },
    { "a\nb\nc\n", "a\nx\nc\n", " a|-b|+x| c" },
    { "a\na\n", "a\n", " a|-a" },
    { "a\nb\nc\nd\n", "b\nx\nd\n", "-a| b|-c|+x| d" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) lines = dpa_ssh_config_diff (cases[i].before, cases[i].after);
      g_autofree char *diff = g_strjoinv ("|", lines);

      g_assert_cmpstr (diff, ==, cases[i].diff);
    }
}

static void
records_keep_unknown_keys (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (DpaRecord) record = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_key_file_load_from_data (file,
                                            "[account corp]\nprovider=google\nsigned-in-at=12\n"
                                            "lifetime-hours=9999\nfrom-the-future=1\n"
                                            "free-port=perhaps\n",
                                            (gsize) -1, G_KEY_FILE_NONE, NULL));
  record = dpa_record_read (file, "account corp", "corp");
  g_assert_cmpstr (record->provider, ==, "google");
  g_assert_cmpint (record->signed_in_at, ==, 12);
  g_assert_cmpuint (record->lifetime_hours, ==, 168);
  g_assert_false (record->free_port);
  g_assert_cmpstr (record->browser, ==, "default");
  dpa_record_sign_out (record);
  dpa_set_text (record->identity, "alice@example.org\n[account evil]");
  dpa_record_write (record, file, "account corp");
  text = g_key_file_to_data (file, NULL, NULL);
  g_assert_nonnull (strstr (text, "from-the-future=1"));
  g_assert_null (strstr (text, "signed-in-at"));
  g_assert_null (strstr (text, "\n[account evil]"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/id/checked", ids_are_checked);
  g_test_add_func ("/agent/id/made", ids_are_made);
  g_test_add_func ("/agent/id/paths", ids_as_paths);
  g_test_add_func ("/agent/rate/three_openings", three_openings);
  g_test_add_func ("/agent/rate/peace_after_cancel", peace_after_cancel);
  g_test_add_func ("/agent/command/hosts", commands);
  g_test_add_func ("/agent/command/destinations", destinations);
  g_test_add_func ("/agent/ssh-config/block_shape", block_shape);
  g_test_add_func ("/agent/ssh-config/copied_from_a_sandbox", copied_block);
  g_test_add_func ("/agent/ssh-config/include_line", include_line);
  g_test_add_func ("/agent/ssh-config/diffs", diffs);
  g_test_add_func ("/agent/record/keeps_unknown_keys", records_keep_unknown_keys);
  return g_test_run ();
}
