/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dpg-replace.h"
#include "dpt.h"

#define ASIDE "file.new"
#define NAME "file"

static const DpgReplaceKind kind = { 0640, (uid_t) -1, (gid_t) -1 };

typedef struct
{
  char *path;
  int   dir;
} Folder;

static void
set_up (Folder        *folder,
        gconstpointer  data)
{
  folder->path = g_dir_make_tmp ("replace-XXXXXX", NULL);
  folder->dir = open (folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (folder->dir, >=, 0);
}

static void
tear_down (Folder        *folder,
           gconstpointer  data)
{
  unlinkat (folder->dir, ASIDE, 0);
  unlinkat (folder->dir, NAME, 0);
  unlinkat (folder->dir, "victim", 0);
  close (folder->dir);
  g_rmdir (folder->path);
  g_free (folder->path);
}

static void
assert_content (const Folder *folder,
                const char   *name,
                const char   *expected)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
put (const Folder *folder,
     const char   *name,
     const char   *text)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
makes_and_replaces (Folder        *folder,
                    gconstpointer  data)
{
  struct stat st;

  g_assert_true (dpg_replace_at (folder->dir, ASIDE, NAME, &kind, "one", 3));
  assert_content (folder, NAME, "one");
  g_assert_cmpint (fstatat (folder->dir, NAME, &st, 0), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0640);
  g_assert_true (dpg_replace_at (folder->dir, ASIDE, NAME, &kind, "", 0));
  assert_content (folder, NAME, "");
}

static void
removes_what_a_killed_writer_left (Folder        *folder,
                                   gconstpointer  data)
{
  put (folder, ASIDE, "half of it, and longer than what follows");
  g_assert_true (dpg_replace_at (folder->dir, ASIDE, NAME, &kind, "two", 3));
  assert_content (folder, NAME, "two");
  g_assert_cmpint (faccessat (folder->dir, ASIDE, F_OK, 0), ==, -1);
}

static void
follows_no_link (Folder        *folder,
                 gconstpointer  data)
{
  put (folder, "victim", "mine");
  g_assert_cmpint (symlinkat ("victim", folder->dir, ASIDE), ==, 0);
  g_assert_cmpint (symlinkat ("victim", folder->dir, NAME), ==, 0);
  g_assert_true (dpg_replace_at (folder->dir, ASIDE, NAME, &kind, "three", 5));
  assert_content (folder, "victim", "mine");
  assert_content (folder, NAME, "three");
}

/* A limit of the process stands for a full disk: write(2) fails in the middle. */
static void
keeps_the_old_when_there_is_no_room (Folder        *folder,
                                     gconstpointer  data)
{
  struct rlimit before;
  struct rlimit small;
  char big[8192] = { 'x' };
  gboolean replaced;
  int problem;

  put (folder, NAME, "old");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 4096;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  replaced = dpg_replace_at (folder->dir, ASIDE, NAME, &kind, big, sizeof big);
  problem = errno;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (replaced);
  g_assert_cmpint (problem, ==, EFBIG);
  assert_content (folder, NAME, "old");
  g_assert_cmpint (faccessat (folder->dir, ASIDE, F_OK, 0), ==, -1);
}

static void
refuses_a_folder_in_its_way (Folder        *folder,
                             gconstpointer  data)
{
  g_assert_cmpint (mkdirat (folder->dir, ASIDE, 0700), ==, 0);
  put (folder, NAME, "old");
  g_assert_false (dpg_replace_at (folder->dir, ASIDE, NAME, &kind, "new", 3));
  assert_content (folder, NAME, "old");
  g_assert_cmpint (unlinkat (folder->dir, ASIDE, AT_REMOVEDIR), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Folder *folder, gconstpointer data);
  } tests[] = {
    { "/shared/replace/makes_and_replaces", makes_and_replaces },
    { "/shared/replace/removes_what_a_killed_writer_left", removes_what_a_killed_writer_left },
    { "/shared/replace/follows_no_link", follows_no_link },
    { "/shared/replace/keeps_the_old_when_there_is_no_room", keeps_the_old_when_there_is_no_room },
    { "/shared/replace/refuses_a_folder_in_its_way", refuses_a_folder_in_its_way },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Folder, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
