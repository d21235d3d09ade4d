/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "dp-dir-private.h"
#include "dp-error.h"
#include "dp-key-pair.h"
#include "dp-ssh-private-key.h"
#include "dpt-key-pair.h"
#include "dpt.h"

static gboolean
holds (DpDir            *dir,
       const DptKeyPair *pair)
{
  g_autoptr (DpPrivateKey) key = dp_key_pair_load (dir, "k", NULL, NULL, NULL);

  return key != NULL && dp_public_key_equal (dp_private_key_get_public (key),
                                             dp_private_key_get_public (pair->key));
}

static int
mode_of (DpDir      *dir,
         const char *name)
{
  g_autofree char *path = g_build_filename (dp_dir_get_path (dir), name, NULL);
  GStatBuf st;

  g_assert_cmpint (g_stat (path, &st), ==, 0);
  return st.st_mode & 07777;
}

static void
test_write (void)
{
  g_auto (DptKeyPair) old = { NULL };
  g_auto (DptKeyPair) new = { NULL };
  g_autoptr (DpDir) dir = dpt_key_pair_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (DpPrivateKey) key = NULL;

  dpt_key_pair_init (&old);
  dpt_key_pair_init (&new);
  g_assert_true (dp_key_pair_write (dir, "k", old.key, old.line, "openpubkey", &error));
  g_assert_true (holds (dir, &old));
  g_assert_true (dp_key_pair_write (dir, "k", new.key, new.line, " openpubkey: i a", &error));
  g_assert_true (holds (dir, &new));
  g_assert_cmpint (mode_of (dir, "k"), ==, 0600);
  g_assert_cmpint (mode_of (dir, "k-cert.pub"), ==, 0644);
  text = dp_dir_read (dir, "k-cert.pub", 100000, &error);
  expected = g_strdup_printf ("%s  openpubkey: i a", new.line);
  dpt_assert_bytes (text, expected);
  key = dp_key_pair_load (dir, "k", NULL, &comment, &error);
  g_assert_cmpstr (comment, ==, "openpubkey: i a");
  g_assert_true (dp_key_pair_remove (dir, "k", &error));
  g_assert_false (dp_dir_has (dir, "k"));
  g_assert_false (dp_dir_has (dir, "k-cert.pub"));
}

/* What a kill can leave, step by step: after each recovery there is one whole pair. */
static void
test_recover (void)
{
  static const struct
  {
    gboolean key_aside;
    gboolean cert_aside;
    gboolean key_renamed;
    gboolean expect_new;
  } steps[] = {
    { TRUE, FALSE, FALSE, FALSE },
    { TRUE, TRUE, FALSE, FALSE },
    { FALSE, TRUE, TRUE, TRUE },
    { FALSE, TRUE, FALSE, FALSE }, /* somebody removed the key aside: the certificate is no use */
    { FALSE, FALSE, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (DptKeyPair) old = { NULL };
      g_auto (DptKeyPair) new = { NULL };
      g_autoptr (DpDir) dir = dpt_key_pair_dir ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) pem = NULL;
      g_autoptr (GBytes) cert = NULL;

      dpt_key_pair_init (&old);
      dpt_key_pair_init (&new);
      pem = dp_ssh_private_key_write (new.key, "c", 1, &error);
      cert = g_bytes_new (new.line, strlen (new.line));
      g_assert_true (dp_key_pair_write (dir, "k", old.key, old.line, "openpubkey", &error));
      if (steps[i].key_aside)
        g_assert_true (_dp_dir_write_aside (dir, ".k.daypass-new", pem, 0600, &error));
      if (steps[i].cert_aside)
        g_assert_true (_dp_dir_write_aside (dir, ".k-cert.pub.daypass-new", cert, 0644, &error));
      if (steps[i].key_renamed)
        g_assert_true (dp_dir_write (dir, "k", pem, 0600, &error));
      g_assert_true (dp_key_pair_recover (dir, "k", &error));
      g_assert_no_error (error);
      g_assert_true (holds (dir, steps[i].expect_new ? &new : &old));
      g_assert_false (dp_dir_has (dir, ".k.daypass-new"));
      g_assert_false (dp_dir_has (dir, ".k-cert.pub.daypass-new"));
    }
}

static void
test_mismatch (void)
{
  g_auto (DptKeyPair) one = { NULL };
  g_auto (DptKeyPair) two = { NULL };
  g_autoptr (DpDir) dir = dpt_key_pair_dir ();
  g_autoptr (GError) error = NULL;

  dpt_key_pair_init (&one);
  dpt_key_pair_init (&two);
  g_assert_true (dp_key_pair_write (dir, "k", one.key, one.line, "openpubkey", &error));
  g_assert_true (dp_key_pair_write_cert (dir, "k", two.line, "openpubkey", &error));
  g_assert_null (dp_key_pair_load (dir, "k", NULL, NULL, &error));
  dpt_assert_code (error, DP_ERROR_UPK_MISMATCH);
}

static void
test_no_half_on_failure (void)
{
  g_auto (DptKeyPair) old = { NULL };
  g_auto (DptKeyPair) new = { NULL };
  g_autoptr (DpDir) dir = dpt_key_pair_dir ();
  g_autofree char *in_the_way = g_build_filename (dp_dir_get_path (dir),
                                                  ".k-cert.pub.daypass-new", NULL);
  g_autoptr (GError) error = NULL;

  dpt_key_pair_init (&old);
  dpt_key_pair_init (&new);
  g_assert_true (dp_key_pair_write (dir, "k", old.key, old.line, "openpubkey", &error));
  g_assert_cmpint (g_mkdir (in_the_way, 0700), ==, 0);
  g_assert_false (dp_key_pair_write (dir, "k", new.key, new.line, "openpubkey", &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  g_assert_true (holds (dir, &old));
}

int
main (int   argc,
      char *argv[])
{
  int code;

  dpt_init (&argc, &argv);
  g_test_add_func ("/io/key-pair/writes_modes_and_comments_as_opkssh", test_write);
  g_test_add_func ("/io/key-pair/recovers_from_every_step", test_recover);
  g_test_add_func ("/io/key-pair/tells_a_pair_that_does_not_fit", test_mismatch);
  g_test_add_func ("/io/key-pair/leaves_the_old_pair_when_it_cannot_write",
                   test_no_half_on_failure);
  code = g_test_run ();
  dpt_key_pair_end ();
  return code;
}
