/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-ssh-agent.h"
#include "dp-ssh-key.h"
#include "dpt.h"

/*
 * An ssh-agent that answers what a test wants; real ones are tests/integration/ssh.sh. It answers
 * one question after the other with the same bytes, and keeps the last question.
 */
typedef struct
{
  const char *answer; /* hex; a frame with its length, or what is not one */
  guint       pause;  /* milliseconds before each byte; 0: all at once */
  char       *path;
  int         listener;
  GThread    *thread;
  GByteArray *asked;
} Fake;

static gboolean
read_all (int     fd,
          guint8 *data,
          gsize   len)
{
  for (gsize at = 0; at < len;)
    {
      gssize n = read (fd, data + at, len - at);

      if (n <= 0)
        return FALSE;
      at += (gsize) n;
    }
  return TRUE;
}

static void
answer (const Fake *fake,
        int         fd)
{
  g_autoptr (GBytes) bytes = dpt_hex (fake->answer);
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize at = 0; at < len; at += fake->pause != 0 ? 1 : len)
    {
      if (fake->pause != 0)
        g_usleep (fake->pause * 1000);
      if (send (fd, data + at, fake->pause != 0 ? 1 : len, MSG_NOSIGNAL) < 0)
        return;
    }
}

static gpointer
serve (gpointer data)
{
  Fake *fake = data;
  int fd = accept (fake->listener, NULL, NULL);
  guint8 head[4];

  while (fd >= 0 && read_all (fd, head, sizeof head))
    {
      gsize len = (gsize) head[0] << 24 | (gsize) head[1] << 16 | (gsize) head[2] << 8 | head[3];

      g_byte_array_set_size (fake->asked, (guint) len);
      if (!read_all (fd, fake->asked->data, len))
        break;
      answer (fake, fd);
      if (*fake->answer == '\0')
        break;
    }
  if (fd >= 0)
    close (fd);
  return NULL;
}

static DpSshAgent *
open_fake (Fake       *fake,
           const char *bytes)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autoptr (GError) error = NULL;
  DpSshAgent *agent;

  fake->answer = bytes;
  fake->asked = g_byte_array_new ();
  fake->path = g_strdup_printf ("%s/agent-%d-%d", g_get_tmp_dir (), getpid (), g_random_int ());
  g_strlcpy (address.sun_path, fake->path, sizeof address.sun_path);
  fake->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (fake->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fake->listener, 1), ==, 0);
  fake->thread = g_thread_new ("agent", serve, fake);
  agent = dp_ssh_agent_open (fake->path, &error);
  g_assert_no_error (error);
  return agent;
}

static void
close_fake (Fake       *fake,
            DpSshAgent *agent)
{
  dp_ssh_agent_close (agent);
  g_thread_join (fake->thread);
  close (fake->listener);
  g_unlink (fake->path);
  g_free (fake->path);
  g_byte_array_unref (fake->asked);
}

static void
lists_entries (void)
{
  static const struct
  {
    const char *answer;
    int         code; /* -1: good */
    guint       entries;
  } cases[] = {
    { "00000005" "0c" "00000000", -1, 0 },
    { "00000010" "0c" "00000001" "00000001" "41" "00000002" "6869", -1, 1 },
    { "0000000e" "0c" "00000001" "00000001" "41" "00000000", -1, 1 },
    /* refused, another answer, more or less than it says */
    { "00000001" "05", DP_ERROR_SSH_MALFORMED, 0 },
    { "00000001" "06", DP_ERROR_SSH_MALFORMED, 0 },
    { "00000001" "0c", DP_ERROR_TRUNCATED, 0 },
    { "00000005" "0c" "00000001", DP_ERROR_TRUNCATED, 0 },
    { "00000009" "0c" "00000001" "ffffffff", DP_ERROR_LIMIT, 0 },
    { "00000005" "0c" "ffffffff", DP_ERROR_LIMIT, 0 },
    { "00000006" "0c" "00000000" "00", DP_ERROR_TRAILING, 0 },
    { "00000000", DP_ERROR_SSH_MALFORMED, 0 },
    { "ffffffff" "0c", DP_ERROR_SSH_MALFORMED, 0 },
    { "", DP_ERROR_UNREACHABLE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fake fake = { 0 };
      DpSshAgent *agent = open_fake (&fake, cases[i].answer);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) entries = dp_ssh_agent_list (agent, &error);

      g_test_message ("%s", cases[i].answer);
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (entries->len, ==, cases[i].entries);
        }
      else
        g_assert_error (error, DP_ERROR, cases[i].code);
      close_fake (&fake, agent);
    }
}

/* Success, refusal, and an answer to something else. */
static void
adds_and_removes (void)
{
  static const struct
  {
    const char *answer;
    int         add;    /* -1: good */
    int         remove;
  } cases[] = {
    { "00000001" "06", -1, -1 },
    { "00000001" "05", DP_ERROR_SSH_TYPE, -1 }, /* an entry that it has not got is gone, too */
    { "00000001" "0c", DP_ERROR_SSH_TYPE, -1 },
    { "", DP_ERROR_UNREACHABLE, DP_ERROR_UNREACHABLE },
  };
  g_autoptr (DpPrivateKey) key = dp_private_key_generate (DP_KEY_ED25519, NULL);
  g_autoptr (GBytes) blob = dp_ssh_key_build (dp_private_key_get_public (key), NULL);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gboolean adds = i % 2 == 0;
      int code = adds ? cases[i / 2].add : cases[i / 2].remove;
      const DpSshAgentLimits limits = { .lifetime = 3600, .confirm = TRUE };
      Fake fake = { 0 };
      DpSshAgent *agent = open_fake (&fake, cases[i / 2].answer);
      g_autoptr (GError) error = NULL;
      gboolean done = adds ? dp_ssh_agent_add (agent, key, NULL, "me", &limits, &error)
                           : dp_ssh_agent_remove (agent, blob, &error);

      g_assert_cmpint (done, ==, code < 0);
      if (!done)
        g_assert_error (error, DP_ERROR, code);
      close_fake (&fake, agent);
    }
}

/* What an agent is told of an entry's limits: 25, then lifetime, confirm, and hosts last. */
static void
limits_are_said (void)
{
  static const struct
  {
    guint32     lifetime;
    gboolean    confirm;
    const char *tail; /* hex, behind the comment "me" */
    guint8      kind;
  } cases[] = {
    { 0, FALSE, "", 17 },
    { 3600, FALSE, "01" "00000e10", 25 },
    { 0, TRUE, "02", 25 },
    { 1, TRUE, "01" "00000001" "02", 25 },
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      DpKeyKind kind = i % 2 == 0 ? DP_KEY_ED25519 : DP_KEY_P256;
      g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, NULL);
      const DpSshAgentLimits limits = { .lifetime = cases[i / 2].lifetime,
                                        .confirm = cases[i / 2].confirm };
      Fake fake = { 0 };
      DpSshAgent *agent = open_fake (&fake, "00000001" "06");
      g_autofree char *wanted = g_strconcat ("00000002" "6d65", cases[i / 2].tail, NULL);
      g_autoptr (GBytes) tail = dpt_hex (wanted);
      gsize len = g_bytes_get_size (tail);

      g_assert_true (dp_ssh_agent_add (agent, key, NULL, "me", &limits, NULL));
      g_assert_cmpuint (fake.asked->data[0], ==, cases[i / 2].kind);
      g_assert_cmpuint (fake.asked->len, >, len);
      g_assert_cmpmem (fake.asked->data + fake.asked->len - len, len,
                       g_bytes_get_data (tail, NULL), len);
      close_fake (&fake, agent);
    }
}

/* Byte after byte, each in time: the question ends all the same. */
static void
slow_agent_is_given_up (void)
{
  Fake fake = { .pause = 700 };
  DpSshAgent *agent = open_fake (&fake, "00000010" "0c" "00000001" "00000001" "41" "00000002"
                                        "6869");
  g_autoptr (GError) error = NULL;
  gint64 started = g_get_monotonic_time ();

  g_assert_null (dp_ssh_agent_list (agent, &error));
  g_assert_error (error, DP_ERROR, DP_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 10 * G_USEC_PER_SEC);
  close_fake (&fake, agent);
}

static void
nobody_there (void)
{
  g_autofree char *longest = g_strnfill (200, 'x');
  const char *const paths[] = { NULL, "", "/nowhere/at/all", longest, "/" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dp_ssh_agent_open (paths[i], &error));
      g_assert_error (error, DP_ERROR, DP_ERROR_UNREACHABLE);
      g_assert_false (dp_ssh_agent_knows_hosts (paths[i]));
    }
}

/* One that says yes to everything binds nothing. */
static void
yes_to_everything_is_not_believed (void)
{
  Fake fake = { 0 };
  DpSshAgent *agent = open_fake (&fake, "00000001" "06");

  dp_ssh_agent_close (agent);
  g_thread_join (fake.thread);
  fake.thread = g_thread_new ("agent", serve, &fake);
  g_assert_false (dp_ssh_agent_knows_hosts (fake.path));
  close_fake (&fake, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/ssh-agent/lists_entries", lists_entries);
  g_test_add_func ("/io/ssh-agent/adds_and_removes", adds_and_removes);
  g_test_add_func ("/io/ssh-agent/limits_are_said", limits_are_said);
  g_test_add_func ("/io/ssh-agent/slow_agent_is_given_up", slow_agent_is_given_up);
  g_test_add_func ("/io/ssh-agent/nobody_there", nobody_there);
  g_test_add_func ("/io/ssh-agent/yes_to_everything_is_not_believed",
                   yes_to_everything_is_not_believed);
  return g_test_run ();
}
