/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate runs: children, their environment, chain words. No user, no root needed. */
#include "config.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "dpg-chain.h"
#include "dpg-channel.h"
#include "dpg-command.h"
#include "dpg-environment.h"
#include "dpg-fingerprint.h"

#define CAP 1000

static void
run_shell (const char *script,
           int         ms,
           DpgRun     *run)
{
  char *const argv[] = { (char[]) { "sh" }, (char[]) { "-c" }, (char *) script, NULL };
  char *const envp[] = { (char[]) { "PATH=/usr/bin:/bin" }, NULL };

  *run = (DpgRun) { .path = "/bin/sh", .argv = argv, .envp = envp, .out_max = CAP, .err_max = CAP };
  dpg_run_all (run, 1, dpg_now_ms () + ms);
}

static const struct
{
  const char *script;
  int         ms;
  DpgRunEnd   end;
  int         code;
  const char *out;
  gboolean    overflow;
} runs[] = {
  { "echo allow", 5000, DPG_RUN_EXITED, 0, "allow\n", FALSE },
  { "echo no >&2; exit 3", 5000, DPG_RUN_EXITED, 3, "", FALSE },
  { "printf partial; kill -SEGV $$", 5000, DPG_RUN_SIGNALLED, SIGSEGV, "partial", FALSE },
  { "printf early; sleep 60", 100, DPG_RUN_TIMED_OUT, 0, "early", FALSE },
  { "trap '' TERM INT HUP; while :; do sleep 1; done", 100, DPG_RUN_TIMED_OUT, 0, "", FALSE },
  { "yes", 200, DPG_RUN_TIMED_OUT, 0, NULL, TRUE },
  { "head -c 10485760 /dev/zero", 5000, DPG_RUN_EXITED, 0, NULL, TRUE },
  { "sleep 60 & echo parent", 5000, DPG_RUN_EXITED, 0, "parent\n", FALSE },
  { "read x; echo \"got=$x\"", 5000, DPG_RUN_EXITED, 0, "got=\n", FALSE },
  { "ls /proc/self/fd | wc -l", 5000, DPG_RUN_EXITED, 0, "4\n", FALSE }, /* 0-2 and the listing */
  { "pwd", 5000, DPG_RUN_EXITED, 0, "/\n", FALSE },
  { "env | grep -vE '^(PWD|_|SHLVL|OLDPWD)='", 5000, DPG_RUN_EXITED, 0, "PATH=/usr/bin:/bin\n",
    FALSE },
};

static void
test_run_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      int64_t start = dpg_now_ms ();
      DpgRun run;

      g_test_message ("%s", runs[i].script);
      run_shell (runs[i].script, runs[i].ms, &run);
      g_assert_cmpint (run.end, ==, runs[i].end);
      g_assert_cmpint (run.code, ==, runs[i].code);
      g_assert_cmpint (run.out.overflow, ==, runs[i].overflow);
      if (runs[i].out != NULL)
        g_assert_cmpstr (run.out.text, ==, runs[i].out);
      g_assert_cmpuint (run.out.len, <=, CAP);
      g_assert_cmpint (dpg_now_ms () - start, <, runs[i].ms + 1000);
      dpg_run_clear (&run);
    }
}

/* A grandchild in the same session must not outlive the helper. */
static void
test_run_kills_group (void)
{
  DpgRun run;
  gint64 pid;

  run_shell ("sleep 60 & echo $!", 5000, &run);
  pid = g_ascii_strtoll (run.out.text, NULL, 10);
  g_assert_cmpint (pid, >, 1);
  for (int i = 0; i < 200 && kill ((pid_t) pid, 0) == 0; i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
      g_autofree char *stat = NULL;

      if (g_file_get_contents (path, &stat, NULL, NULL) && strstr (stat, ") Z ") != NULL)
        break; /* dead, and waiting for whoever is init here */
      g_assert_cmpint (i, <, 199);
      g_usleep (10000);
    }
  dpg_run_clear (&run);
}

static void
test_run_many_at_once (void)
{
  char *const argv[] = { (char[]) { "sleep" }, (char[]) { "0.3" }, NULL };
  char *const envp[] = { NULL };
  DpgRun many[8];
  int64_t start = dpg_now_ms ();

  for (gsize i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = (DpgRun) { .path = "/bin/sleep", .argv = argv, .envp = envp };
  dpg_run_all (many, G_N_ELEMENTS (many), start + 10000);
  g_assert_cmpint (dpg_now_ms () - start, <, 2000); /* one after the other takes 2400 */
  for (gsize i = 0; i < G_N_ELEMENTS (many); i++)
    {
      g_assert_cmpint (many[i].end, ==, DPG_RUN_EXITED);
      g_assert_cmpint (many[i].code, ==, 0);
      dpg_run_clear (&many[i]);
    }
}

static void
test_run_refuses_missing_program (void)
{
  char *const argv[] = { (char[]) { "x" }, NULL };
  char *const envp[] = { NULL };
  DpgRun run = { .path = "/nonexistent/x", .argv = argv, .envp = envp };

  dpg_run_all (&run, 1, dpg_now_ms () + 5000);
  g_assert_cmpint (run.end, ==, DPG_RUN_EXITED);
  g_assert_cmpint (run.code, ==, 127);
  dpg_run_clear (&run);
}

static const struct
{
  const char *name;
  gboolean    ok;
} settings[] = {
  { "HTTPS_PROXY", TRUE },  { "NO_PROXY", TRUE },      { "SSL_CERT_FILE", TRUE },
  { "LD_PRELOAD", FALSE },  { "LD_LIBRARY_PATH", FALSE }, { "GIO_MODULE_DIR", FALSE },
  { "G_DEBUG", FALSE },     { "OPENSSL_CONF", FALSE }, { "SSLKEYLOGFILE", FALSE },
  { "PATH", FALSE },        { "BASH_ENV", FALSE },     { "OPKSSH_PLUGIN_U", FALSE },
  { "", FALSE },
};

static void
test_environment_settings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *pair = g_strdup_printf ("%s=value", settings[i].name);
      const char *const vars[] = { pair, NULL };
      DpgEnvironment env;

      g_assert_cmpint (dpg_environment_may_set (settings[i].name), ==, settings[i].ok);
      g_assert_true (dpg_environment_init (&env, vars));
      g_assert_cmpint (g_strv_contains ((const char *const *) dpg_environment_get (&env), pair), ==,
                       settings[i].ok);
      dpg_environment_clear (&env);
    }
}

static void
test_environment_refuses_pair_without_name (void)
{
  const char *const vars[] = { "no equals sign", NULL };
  DpgEnvironment env;

  g_assert_false (dpg_environment_init (&env, vars));
  dpg_environment_clear (&env);
}

static const struct
{
  const char *words[4];
  const char *json;
} lists[] = {
  { { NULL }, "" },
  { { "a", NULL }, "[\"a\"]" },
  { { "a", "b c", "", NULL }, "[\"a\",\"b c\",\"\"]" },
  { { "q\"\\\n\x7f", NULL }, "[\"q\\\"\\\\\\u000a\\u007f\"]" },
};

static void
test_environment_json (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      char *json = dpg_environment_json_list (lists[i].words);

      g_assert_cmpstr (json, ==, lists[i].json);
      free (json); /* nocheck: malloc of libc */
    }
}

/* FIPS 180-4 examples; the lengths around a block against GChecksum */
static void
test_fingerprint_sha256 (void)
{
  guint8 data[200];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 7);
  for (gsize len = 0; len <= sizeof data; len++)
    {
      g_autofree char *want = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, len);
      g_autoptr (GString) got = g_string_new (NULL);
      guint8 digest[DPG_SHA256_LEN];

      dpg_sha256 (data, len, digest);
      for (gsize i = 0; i < sizeof digest; i++)
        g_string_append_printf (got, "%02x", digest[i]);
      g_assert_cmpstr (got->str, ==, want);
    }
}

#define ED25519 "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

static const struct
{
  const char *base64;
  const char *fingerprint; /* as ssh-keygen -l prints it; NULL: refused */
} fingerprints[] = {
  { ED25519, "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU" }, /* GitHub's host key */
  { "", NULL },
  { "AAA", NULL },
  { "A===", NULL },
  { "AA=A", NULL },
  { "AAAA AAA", NULL },
  { "AA-_", NULL },
};

static void
test_fingerprint_of_key (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fingerprints); i++)
    {
      char out[DPG_FINGERPRINT_SIZE];

      g_assert_cmpint (dpg_fingerprint (fingerprints[i].base64, out), ==,
                       fingerprints[i].fingerprint != NULL);
      if (fingerprints[i].fingerprint != NULL)
        g_assert_cmpstr (out, ==, fingerprints[i].fingerprint);
    }
}

static const struct
{
  const char *word;
  const char *expanded; /* NULL: refused */
} words[] = {
  { "plain", "plain" },
  { "%u", "root" },
  { "%U:%h", "0:/root" },
  { "100%%", "100%" },
  { "--type=%t", "--type=ssh-ed25519" },
  { "%k", ED25519 },
  { "%f", "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU" },
  { "%", NULL },
  { "%x", NULL },
  { "%u%", NULL },
};

static void
test_chain_words (void)
{
  const DpgChainCall call = { .login = "root", .key = ED25519, .type = "ssh-ed25519" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      char *got = dpg_chain_expand (words[i].word, &call);

      g_assert_cmpstr (got, ==, words[i].expanded);
      free (got); /* nocheck: malloc of libc */
    }
}

static void
test_chain_refuses_unknown_login (void)
{
  const DpgChainCall call = { .login = "no-such-login-here", .key = "A", .type = "x" };

  g_assert_null (dpg_chain_expand ("%h", &call));
  g_assert_null (dpg_chain_expand ("%U", &call));
  g_assert_null (dpg_chain_expand ("%f", &call));
}

static void
test_command_refuses (void)
{
  static const char *const refused[] = { "", "sh", "./sh", "/nonexistent", "/etc/passwd", "/usr" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_null (dpg_command_resolve (refused[i]));
}

static void
test_command_refuses_below_shared_directory (void)
{
  g_autofree char *dir = g_dir_make_tmp ("daypass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "command", NULL);

  /* root's own file or not: /tmp, or the directory of an ordinary person, is not root's alone */
  g_assert_true (g_file_set_contents_full (path, "#!/bin/sh\n", -1, 0, 0755, NULL));
  g_assert_null (dpg_command_resolve (path));
  unlink (path);
  rmdir (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/run/ends_as_the_table_says", test_run_table);
  g_test_add_func ("/gate/run/kills_what_a_child_leaves", test_run_kills_group);
  g_test_add_func ("/gate/run/runs_many_at_once", test_run_many_at_once);
  g_test_add_func ("/gate/run/refuses_missing_program", test_run_refuses_missing_program);
  g_test_add_func ("/gate/environment/takes_harmless_settings", test_environment_settings);
  g_test_add_func ("/gate/environment/refuses_pair_without_name",
                   test_environment_refuses_pair_without_name);
  g_test_add_func ("/gate/environment/writes_json", test_environment_json);
  g_test_add_func ("/gate/fingerprint/sha256_agrees", test_fingerprint_sha256);
  g_test_add_func ("/gate/fingerprint/of_a_key", test_fingerprint_of_key);
  g_test_add_func ("/gate/chain/expands_words", test_chain_words);
  g_test_add_func ("/gate/chain/refuses_unknown_login", test_chain_refuses_unknown_login);
  g_test_add_func ("/gate/command/refuses_what_is_not_a_program", test_command_refuses);
  g_test_add_func ("/gate/command/refuses_below_shared_directory",
                   test_command_refuses_below_shared_directory);
  return g_test_run ();
}
