/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-passed.h"

#define LONGEST 64

static char *
read_handle (GUnixFDList *fds,
             gint32       handle,
             GError     **error)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_handle (handle));

  return dp_passed_read (fds, value, LONGEST, error);
}

static void
comes_through (void)
{
  static const char *const texts[] = { "", "http://localhost:3000/login-callback?state=x&code=y",
                                       "grün" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GUnixFDList) fds = dp_passed_new (texts[i], &error);
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;

      g_assert_no_error (error);
      once = read_handle (fds, 0, &error);
      twice = read_handle (fds, 0, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (once, ==, texts[i]);
      g_assert_cmpstr (twice, ==, texts[i]);
    }
}

static void
cannot_be_changed (void)
{
  g_autoptr (GUnixFDList) fds = dp_passed_new ("abc", NULL);
  g_autoptr (GVariant) handle = g_variant_ref_sink (g_variant_new_handle (0));
  int fd = dp_passed_open (fds, handle, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, "x", 1), <, 0);
  g_assert_cmpint (ftruncate (fd, 1), <, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  close (fd);
}

static void
refuses_a_number_without_a_descriptor (void)
{
  static const gint32 handles[] = { 1, 2, -1, G_MININT32, G_MAXINT32 };
  g_autoptr (GUnixFDList) fds = dp_passed_new ("abc", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_handle (fds, handles[i], &error));
      g_assert_error (error, DP_ERROR, DP_ERROR_USAGE);
      g_clear_error (&error);
      g_assert_null (read_handle (NULL, handles[i], &error));
      g_assert_error (error, DP_ERROR, DP_ERROR_USAGE);
    }
}

static GUnixFDList *
list_of (int fd)
{
  g_assert_cmpint (fd, >=, 0);
  return g_unix_fd_list_new_from_array (&fd, 1);
}

static int
memory_with (const char *text,
             gsize       len,
             int         seals)
{
  int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (write (fd, text, len), ==, (gssize) len);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, seals), ==, 0);
  return fd;
}

/* A pipe that nobody writes to would stop who reads it; a file could change under the reader. */
static void
refuses_what_could_block_or_change (void)
{
  int ends[2];
  g_autofree char *path = NULL;
  int file = g_file_open_tmp (NULL, &path, NULL);

  g_assert_cmpint (pipe (ends), ==, 0);
  for (guint i = 0; i < 4; i++)
    {
      int fds[] = { ends[0], open ("/dev/zero", O_RDONLY), file,
                    memory_with ("abc", 3, F_SEAL_WRITE | F_SEAL_GROW) };
      g_autoptr (GUnixFDList) list = list_of (fds[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (read_handle (list, 0, &error));
      g_assert_error (error, DP_ERROR, DP_ERROR_FILE);
    }
  close (ends[1]);
  unlink (path);
}

static void
refuses_what_is_not_text_or_too_long (void)
{
  static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  static const struct
  {
    const char *text;
    gsize       len;
    int         code;
  } cases[] = {
    { "0123456789012345678901234567890123456789012345678901234567890123", LONGEST, -1 },
    { "01234567890123456789012345678901234567890123456789012345678901234", LONGEST + 1,
      DP_ERROR_LIMIT },
    { "a\0b", 3, DP_ERROR_UTF8 },
    { "\xff", 1, DP_ERROR_UTF8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUnixFDList) list = list_of (memory_with (cases[i].text, cases[i].len, seals));
      g_autoptr (GError) error = NULL;
      g_autofree char *text = read_handle (list, 0, &error);

      if (cases[i].code < 0)
        g_assert_cmpstr (text, ==, cases[i].text);
      else
        g_assert_error (error, DP_ERROR, cases[i].code);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/passed/comes_through", comes_through);
  g_test_add_func ("/io/passed/cannot_be_changed", cannot_be_changed);
  g_test_add_func ("/io/passed/refuses_a_number_without_a_descriptor",
                   refuses_a_number_without_a_descriptor);
  g_test_add_func ("/io/passed/refuses_what_could_block_or_change",
                   refuses_what_could_block_or_change);
  g_test_add_func ("/io/passed/refuses_what_is_not_text_or_too_long",
                   refuses_what_is_not_text_or_too_long);
  return g_test_run ();
}
