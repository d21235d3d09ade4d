/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kill -9 while a key pair is exchanged: at the beginning and at the end of every system call that
 * the exchange makes, each in a process of its own. What a reader finds afterwards, before any
 * program of ours has run again, and what is there once one has.
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dp-dir-private.h"
#include "dp-key-pair.h"
#include "dp-ssh-private-key.h"
#include "dpt-key-pair.h"
#include "dpt.h"

#define MAX_STOPS 4000
#define FILE_MAX 100000

static DptKeyPair old;
static DptKeyPair new;
static DptKeyPair other;

/* What ssh would find: it knows nothing of files aside. */
typedef enum
{
  NOTHING,
  OLD_PAIR,
  OLD_KEY,
  NEW_KEY,
  NEW_PAIR,
  MISMATCH,
  N_SEEN
} Seen;

static gboolean
is_key (GBytes           *text,
        const DptKeyPair *pair)
{
  g_autoptr (DpPrivateKey) key =
    dp_ssh_private_key_read (g_bytes_get_data (text, NULL), g_bytes_get_size (text), NULL, NULL);

  return key != NULL && dp_public_key_equal (dp_private_key_get_public (key),
                                             dp_private_key_get_public (pair->key));
}

static gboolean
is_cert (GBytes           *text,
         const DptKeyPair *pair)
{
  g_autofree char *line = g_strdup_printf ("%s openpubkey", pair->line);

  return g_bytes_get_size (text) == strlen (line)
         && memcmp (g_bytes_get_data (text, NULL), line, strlen (line)) == 0;
}

static Seen
look (DpDir *dir)
{
  g_autoptr (GBytes) key = dp_dir_read (dir, "k", FILE_MAX, NULL);
  g_autoptr (GBytes) cert = dp_dir_read (dir, "k-cert.pub", FILE_MAX, NULL);

  if (key == NULL)
    return cert == NULL ? NOTHING : MISMATCH;
  if (cert == NULL)
    return is_key (key, &old) ? OLD_KEY : is_key (key, &new) ? NEW_KEY : MISMATCH;
  if (is_key (key, &old) && is_cert (cert, &old))
    return OLD_PAIR;
  return is_key (key, &new) && is_cert (cert, &new) ? NEW_PAIR : MISMATCH;
}

static void
exchange (DpDir *dir)
{
  if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0 || raise (SIGSTOP) != 0)
    _exit (2);
  _exit (dp_key_pair_write (dir, "k", new.key, new.line, "openpubkey", NULL) ? 0 : 1);
}

/* Lets the exchange come to stop @n of its system calls, and kills it there. Returns: whether it
 * had not ended before. */
static gboolean
kill_at (DpDir *dir,
         guint  n)
{
  int status = 0;
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    exchange (dir);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  for (guint i = 0; i < n && WIFSTOPPED (status); i++)
    {
      g_assert_cmpint (ptrace (PTRACE_SYSCALL, pid, NULL, NULL), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    }
  if (!WIFSTOPPED (status))
    {
      g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
      return FALSE;
    }
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return TRUE;
}

static void
assert_nothing_aside (DpDir *dir)
{
  static const char *const names[] = { ".k.daypass-new", ".k-cert.pub.daypass-new",
                                       ".k-cert.pub.daypass-old" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_false (dp_dir_has (dir, names[i]));
}

/* @before: what there is before; @allowed: a bit for each thing that a reader may find */
static void
kill_everywhere (Seen  before,
                 guint allowed,
                 guint wanted)
{
  guint seen[N_SEEN] = { 0 };
  guint kills = 0;
  gboolean killed = TRUE;

  for (guint n = 1; killed; n++)
    {
      g_autoptr (DpDir) dir = dpt_key_pair_dir ();
      g_autoptr (GError) error = NULL;
      Seen found;

      g_assert_cmpuint (n, <, MAX_STOPS);
      if (before == OLD_PAIR)
        g_assert_true (dp_key_pair_write (dir, "k", old.key, old.line, "openpubkey", &error));
      killed = kill_at (dir, n);
      kills += killed;
      found = look (dir);
      seen[found]++;
      g_assert_cmpuint (allowed & 1u << found, !=, 0);
      g_assert_true (dp_key_pair_recover (dir, "k", &error));
      g_assert_no_error (error);
      found = look (dir);
      g_assert_true (found == before || found == NEW_PAIR);
      assert_nothing_aside (dir);
    }
  g_test_message ("%u kills: nothing %u, old pair %u, old key alone %u, new key alone %u, "
                  "new pair %u, mismatch %u", kills, seen[NOTHING], seen[OLD_PAIR], seen[OLD_KEY],
                  seen[NEW_KEY], seen[NEW_PAIR], seen[MISMATCH]);
  for (guint i = 0; i < N_SEEN; i++)
    g_assert_true ((wanted & 1u << i) == 0 || seen[i] > 0);
}

static void
test_exchange (void)
{
  guint all = 1u << OLD_PAIR | 1u << OLD_KEY | 1u << NEW_KEY | 1u << NEW_PAIR;

  kill_everywhere (OLD_PAIR, all, all);
}

static void
test_first (void)
{
  guint all = 1u << NOTHING | 1u << NEW_KEY | 1u << NEW_PAIR;

  kill_everywhere (NOTHING, all, all);
}

/* The person makes a key of her own where a killed exchange has left none with a certificate: it is
 * hers. */
static void
test_other_key_since (void)
{
  g_autoptr (DpDir) dir = dpt_key_pair_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pem = NULL;
  g_autoptr (GBytes) kept = NULL;
  guint n = 1;

  do
    {
      g_assert_true (dp_key_pair_write (dir, "k", old.key, old.line, "openpubkey", &error));
      g_assert_true (kill_at (dir, n++));
    }
  while (look (dir) != OLD_KEY);
  pem = dp_ssh_private_key_write (other.key, "mine", 1, &error);
  g_assert_true (dp_dir_write (dir, "k", pem, 0600, &error));
  g_assert_true (dp_key_pair_recover (dir, "k", &error));
  kept = dp_dir_read (dir, "k", FILE_MAX, &error);
  g_assert_true (is_key (kept, &other));
  assert_nothing_aside (dir);
}

int
main (int   argc,
      char *argv[])
{
  int code;

  dpt_init (&argc, &argv);
  dpt_key_pair_init (&old);
  dpt_key_pair_init (&new);
  dpt_key_pair_init (&other);
  g_test_add_func ("/io/key-pair/killed_at_every_system_call_of_an_exchange", test_exchange);
  g_test_add_func ("/io/key-pair/killed_at_every_system_call_of_a_first_sign_in", test_first);
  g_test_add_func ("/io/key-pair/killed_and_another_key_since_is_left_alone",
                   test_other_key_since);
  code = g_test_run ();
  dpt_key_pair_clear (&old);
  dpt_key_pair_clear (&new);
  dpt_key_pair_clear (&other);
  dpt_key_pair_end ();
  return code;
}
