/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <string.h>

#include "dp-glob.h"

static const struct
{
  const char *pattern;
  const char *text;
  gboolean matches;
} cases[] = {
  /* plain text */
  { "", "", TRUE },
  { "", "a", FALSE },
  { "abc", "abc", TRUE },
  { "abc", "abcd", FALSE },
  { "abcd", "abc", FALSE },
  { "Abc", "abc", FALSE },
  /* stars stop at a slash */
  { "*", "", TRUE },
  { "*", "abc", TRUE },
  { "*", "a/c", FALSE },
  { "a*", "a", TRUE },
  { "a*", "abc", TRUE },
  { "a*", "ab/c", FALSE },
  { "a*/b", "abc/b", TRUE },
  { "a*/b", "a/c/b", FALSE },
  { "a*b*c*d*e*/f", "axbxcxdxe/f", TRUE },
  { "a*b*c*d*e*/f", "axbxcxdxexxx/f", TRUE },
  { "a*b*c*d*e*/f", "axbxcxdxe/xxx/f", FALSE },
  { "a*b*c*d*e*/f", "axbxcxdxexxx/fff", FALSE },
  { "a*b?c*x", "abxbbxdbxebxczzx", TRUE },
  { "a*b?c*x", "abxbbxdbxebxczzy", FALSE },
  { "**", "ab", TRUE },
  { "**", "a/b", FALSE },
  { "*x", "xxx", TRUE },
  { "repo:o/r:*", "repo:o/r:ref:refs/heads/main", FALSE },
  { "repo:o/r:ref:refs/heads/*", "repo:o/r:ref:refs/heads/main", TRUE },
  { "repo:*/r:ref", "repo:o/r:ref", TRUE },
  { "repo:*/r:ref", "repo:o/x/r:ref", FALSE },
  /* one character */
  { "?", "a", TRUE },
  { "?", "\xc3\xa9", TRUE },
  { "??", "\xc3\xa9", FALSE },
  { "?", "/", FALSE },
  { "?", "", FALSE },
  { "a?b", "a/b", FALSE },
  { "a?b", "a☺b", TRUE },
  /* classes */
  { "ab[c]", "abc", TRUE },
  { "ab[b-d]", "abc", TRUE },
  { "ab[e-g]", "abc", FALSE },
  { "ab[^c]", "abc", FALSE },
  { "ab[^b-d]", "abc", FALSE },
  { "ab[^e-g]", "abc", TRUE },
  { "a[^a]b", "a☺b", TRUE },
  { "a[^a][^a][^a]b", "a☺b", FALSE },
  { "[a-ζ]*", "α", TRUE },
  { "*[a-ζ]", "A", FALSE },
  { "[\\]a]", "]", TRUE },
  { "[\\-]", "-", TRUE },
  { "[x\\-]", "x", TRUE },
  { "[x\\-]", "z", FALSE },
  { "[\\-x]", "-", TRUE },
  { "[a*]b", "*b", TRUE },
  { "a[^x]c", "a/c", TRUE }, /* as in Go: only "*" and "?" stop at a slash */
  { "[a]", "", FALSE },
  /* escapes */
  { "a\\*b", "a*b", TRUE },
  { "a\\*b", "axb", FALSE },
  { "\\\\", "\\", TRUE },
  { "\\?", "x", FALSE },
  /* malformed, whatever the text */
  { "[]a]", "]", FALSE },
  { "[-]", "-", FALSE },
  { "[x-]", "x", FALSE },
  { "[x-]", "-", FALSE },
  { "[-x]", "x", FALSE },
  { "\\", "\\", FALSE },
  { "a\\", "a", FALSE },
  { "[a-b-c]", "a", FALSE },
  { "[", "[", FALSE },
  { "[^", "a", FALSE },
  { "[^bc", "a", FALSE },
  { "a[", "a", FALSE },
  { "a[", "ab", FALSE },
  { "a[x", "x", FALSE },
  { "[\\", "\\", FALSE },
  { "[a\\]", "a", FALSE },
  { "*[", "abc", FALSE },
  { "abc[", "x", FALSE },
};

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s against %s", cases[i].pattern, cases[i].text);
      g_assert_cmpint (dp_glob_matches (cases[i].pattern, cases[i].text), ==, cases[i].matches);
    }
}

/* "a" n times against "*a" m times and a "b": exponential where every star is tried again. */
static void
test_many_stars (void)
{
  g_autofree char *text = g_strnfill (4096, 'a');
  g_autoptr (GString) pattern = g_string_new (NULL);
  gint64 start;

  while (pattern->len < 4096)
    g_string_append (pattern, "*a");
  g_string_append (pattern, "b");
  start = g_get_monotonic_time ();
  g_assert_false (dp_glob_matches (pattern->str, text));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/glob/follows_the_rules", test_rules);
  g_test_add_func ("/policy/glob/many_stars_take_no_time", test_many_stars);
  return g_test_run ();
}
