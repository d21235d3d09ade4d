/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz-NAME FOLDER: runs the target once for each file of a corpus, without libFuzzer. */
#include <stdio.h>

#include "fuzz.h"

static GPtrArray *
list_files (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (out, g_build_filename (folder, name, NULL));
  return out;
}

/* The target gets a copy of its own, so that a read behind it is seen by the tools that watch. */
static void
run (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize len;

  g_file_get_contents (path, &text, &len, &error);
  g_assert_no_error (error);
  text = g_realloc (text, len > 0 ? len : 1);
  LLVMFuzzerTestOneInput ((const uint8_t *) text, len);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GPtrArray) files = argc == 2 ? list_files (argv[1]) : NULL;

  if (files == NULL || files->len == 0)
    {
      printf ("1..1\nnot ok 1 - no corpus\n");
      return 1;
    }
  for (guint i = 0; i < files->len; i++)
    run (files->pdata[i]);
  printf ("1..1\nok 1 - %u inputs\n", files->len);
  return 0;
}
