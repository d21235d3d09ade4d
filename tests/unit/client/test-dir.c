/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-dir.h"
#include "dpt-http.h"
#include "dpt.h"

static char *root;

static char *
path_of (const char *name)
{
  return g_build_filename (root, name, NULL);
}

static void
put (const char *name,
     const char *text)
{
  g_autofree char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static DpDir *
open_root (void)
{
  g_autoptr (GError) error = NULL;
  DpDir *dir = dp_dir_open (root, DP_DIR_PRIVATE, &error);

  g_assert_no_error (error);
  return dir;
}

static gboolean
write_text (DpDir      *dir,
            const char *name,
            const char *text,
            int         mode,
            GError    **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return dp_dir_write (dir, name, content, mode, error);
}

static void
test_write (void)
{
  g_autoptr (DpDir) dir = open_root ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *path = path_of ("file");
  GStatBuf st;

  g_assert_true (write_text (dir, "file", "one", 0600, &error));
  g_assert_true (write_text (dir, "file", "two", 0644, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0644);
  content = dp_dir_read (dir, "file", 100, &error);
  dpt_assert_bytes (content, "two");
}

/* A link at the place of a file is replaced; what it led to stays as it was. */
static void
test_link (void)
{
  g_autoptr (DpDir) dir = open_root ();
  g_autoptr (GError) error = NULL;
  g_autofree char *victim = path_of ("victim");
  g_autofree char *link = path_of ("link");
  g_autofree char *text = NULL;

  put ("victim", "untouched");
  g_assert_cmpint (symlink (victim, link), ==, 0);
  g_assert_null (dp_dir_read (dir, "link", 100, &error));
  dpt_assert_code (error, DP_ERROR_FILE);
  g_clear_error (&error);
  g_assert_true (write_text (dir, "link", "secret", 0600, &error));
  g_assert_true (g_file_get_contents (victim, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "untouched");
  g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

/* Something planted at the name of the file aside. */
static void
test_planted_aside (void)
{
  g_autoptr (DpDir) dir = open_root ();
  g_autoptr (GError) error = NULL;
  g_autofree char *victim = path_of ("victim2");
  g_autofree char *aside = path_of (".planted.daypass-new");
  g_autofree char *text = NULL;

  put ("victim2", "untouched");
  g_assert_cmpint (symlink (victim, aside), ==, 0);
  g_assert_true (write_text (dir, "planted", "secret", 0600, &error));
  g_assert_true (g_file_get_contents (victim, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "untouched");
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
}

static void
test_not_regular (void)
{
  g_autoptr (DpDir) dir = open_root ();
  g_autoptr (GError) error = NULL;
  g_autofree char *fifo = path_of ("fifo");
  g_autofree char *sub = path_of ("sub");

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (sub, 0700), ==, 0);
  g_assert_null (dp_dir_read (dir, "fifo", 100, &error));
  dpt_assert_code (error, DP_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (dp_dir_read (dir, "sub", 100, &error));
  dpt_assert_code (error, DP_ERROR_FILE);
  g_clear_error (&error);
  put ("large", "0123456789");
  g_assert_null (dp_dir_read (dir, "large", 9, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

static void
test_private (void)
{
  static const struct
  {
    int      mode;
    gboolean good;
  } modes[] = { { 0700, TRUE }, { 0755, TRUE }, { 0770, FALSE }, { 0777, FALSE }, { 0702, FALSE } };
  g_autofree char *path = path_of ("modes");

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpDir) dir = NULL;

      g_assert_cmpint (g_chmod (path, modes[i].mode), ==, 0);
      dir = dp_dir_open (path, DP_DIR_PRIVATE, &error);
      g_assert_true ((dir != NULL) == modes[i].good);
      if (dir == NULL)
        dpt_assert_code (error, DP_ERROR_FILE);
    }
}

static void
test_create (void)
{
  g_autofree char *path = path_of ("new");
  g_autofree char *deep = path_of ("a/b/c");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDir) dir = dp_dir_open (path, DP_DIR_CREATE | DP_DIR_PRIVATE, &error);
  GStatBuf st;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0700);
  g_assert_null (dp_dir_open (deep, DP_DIR_CREATE, &error));
  dpt_assert_code (error, DP_ERROR_FILE);
}

static void
test_linked_directory (void)
{
  g_autofree char *real = path_of ("real");
  g_autofree char *link = path_of ("linked");
  g_autofree char *inside = path_of ("real/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDir) dir = NULL;

  g_assert_cmpint (g_mkdir (real, 0700), ==, 0);
  g_assert_cmpint (symlink (real, link), ==, 0);
  dir = dp_dir_open (link, DP_DIR_CREATE | DP_DIR_PRIVATE, &error);
  g_assert_no_error (error);
  g_assert_true (write_text (dir, "x", "y", 0600, &error));
  g_assert_true (g_file_test (inside, G_FILE_TEST_IS_REGULAR));
}

static void
test_lock (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDir) one = open_root ();
  g_autoptr (DpDir) two = open_root ();

  g_assert_true (dp_dir_lock (one, 0, &error));
  g_assert_false (dp_dir_lock (two, 0, &error));
  dpt_assert_code (error, DP_ERROR_FILE);
  g_clear_error (&error);
  g_clear_pointer (&one, dp_dir_free);
  g_assert_true (dp_dir_lock (two, 1, &error));
}

static void
test_list (void)
{
  g_autofree char *path = path_of ("listed");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDir) dir = dp_dir_open (path, DP_DIR_CREATE, &error);
  g_auto (GStrv) names = NULL;

  g_assert_true (write_text (dir, "b", "", 0600, &error));
  g_assert_true (write_text (dir, "a", "", 0600, &error));
  g_assert_cmpint (symlinkat ("a", dp_dir_get_fd (dir), "link"), ==, 0);
  names = dp_dir_list (dir, &error);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "a");
  g_assert_true (dp_dir_has (dir, "link"));
  g_assert_true (dp_dir_remove (dir, "a", &error));
  g_assert_false (dp_dir_has (dir, "a"));
}

int
main (int   argc,
      char *argv[])
{
  int code;

  dpt_init (&argc, &argv);
  root = g_dir_make_tmp ("daypass-dir-XXXXXX", NULL);
  g_test_add_func ("/io/dir/writes_whole_files_with_their_mode", test_write);
  g_test_add_func ("/io/dir/s19_does_not_follow_a_link", test_link);
  g_test_add_func ("/io/dir/s19_does_not_follow_a_planted_link", test_planted_aside);
  g_test_add_func ("/io/dir/refuses_what_is_no_file", test_not_regular);
  g_test_add_func ("/io/dir/s19_refuses_what_others_can_write", test_private);
  g_test_add_func ("/io/dir/s19_makes_it_private", test_create);
  g_test_add_func ("/io/dir/takes_a_linked_directory", test_linked_directory);
  g_test_add_func ("/io/dir/locks_out_a_second_writer", test_lock);
  g_test_add_func ("/io/dir/lists_files", test_list);
  code = g_test_run ();
  dpt_remove_tree (root);
  g_free (root);
  return code;
}
