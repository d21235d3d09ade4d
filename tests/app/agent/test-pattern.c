/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpa-pattern.h"

static void
valid (void)
{
  static const struct
  {
    const char *pattern;
    gboolean    ok;
  } cases[] = {
    { "web1", TRUE },
    { "*.corp.example", TRUE },
    { "!legacy.corp.example", TRUE },
    { "10.0.?.*", TRUE },
    { "[::1]", TRUE },
    { "", FALSE },
    { "!", FALSE },
    { "!!web1", FALSE },
    { "web1 web2", FALSE },
    { "web1,web2", FALSE },
    { "web1\n  ProxyCommand evil", FALSE },
    { "web1\tx", FALSE },
    { "\"web1", FALSE },
    { "'web1", FALSE },
    { "$(id)", FALSE },
    { "`id`", FALSE },
    { "%h", FALSE },
    { "${HOME}", FALSE },
    { "../x", FALSE },
    { "a;b", FALSE },
    { "-oProxyCommand=x", FALSE },
    { "!-x", FALSE },
    { "wéb", FALSE },
    { "a#b", FALSE },
    { "a\\b", FALSE },
  };
  g_autofree char *longest = g_strnfill (253, 'a');
  g_autofree char *too_long = g_strnfill (254, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].pattern);
      g_assert_cmpint (dpa_pattern_is_valid (cases[i].pattern), ==, cases[i].ok);
    }
  g_assert_true (dpa_pattern_is_valid (longest));
  g_assert_false (dpa_pattern_is_valid (too_long));
}

static void
matches (void)
{
  static const struct
  {
    const char *pattern;
    const char *host;
    gboolean    ok;
  } cases[] = {
    { "web1", "web1", TRUE },
    { "WEB1", "web1", TRUE },
    { "web1", "web12", FALSE },
    { "*", "anything", TRUE },
    { "*.corp.example", "a.b.corp.example", TRUE },
    { "*.corp.example", "corp.example", FALSE },
    { "*.corp.example", "a.corp.example.evil", FALSE },
    { "web?", "web1", TRUE },
    { "web?", "web", FALSE },
    { "w*b*1", "webxb1", TRUE },
    { "w*b*1", "web2", FALSE },
    { "**", "", TRUE },
    { "", "x", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].pattern, cases[i].host);
      g_assert_cmpint (dpa_pattern_matches (cases[i].pattern, cases[i].host), ==, cases[i].ok);
    }
}

/* Back-tracking over every star would take years. */
static void
matches_in_linear_time (void)
{
  g_autofree char *host = g_strnfill (250, 'a');

  g_assert_false (dpa_pattern_matches ("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", host));
}

static void
covers (void)
{
  static const struct
  {
    const char *wide;
    const char *narrow;
    gboolean    yes;
  } cases[] = {
    { "*.corp.example", "web1.corp.example", TRUE },
    { "*.corp.example", "*.lab.corp.example", TRUE },
    { "*.corp.example", "*.corp.example", TRUE },
    { "*", "*.corp.example", TRUE },
    { "web?", "web*", FALSE },
    { "web*", "web?", TRUE },
    { "*.lab.corp.example", "*.corp.example", FALSE },
    { "web1", "web2", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (dpa_pattern_covers (cases[i].wide, cases[i].narrow), ==, cases[i].yes);
}

static void
common (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    const char *host;
  } cases[] = {
    { "web1", "web1", "web1" },
    { "web1", "web2", NULL },
    { "*.corp.example", "web1.corp.example", "web1.corp.example" },
    { "*.corp.example", "web*", "web.corp.example" },
    { "*.corp.example", "*.corp.example", "host.corp.example" },
    { "*.corp.example", "*.other.example", NULL },
    { "web?", "w*1", "web1" },
    { "*", "*", "host" },
    { "?", "??", NULL },
    { "a*", "*b", "ab" },
    { "A*", "a1", "A1" },
    { "*a*", "*b*", "ab" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = dpa_pattern_dup_common (cases[i].a, cases[i].b);

      g_test_message ("%s, %s", cases[i].a, cases[i].b);
      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

static void
lists (void)
{
  static const char *const list[] = { "*.corp.example", "!legacy.*", "bastion", NULL };
  const char *which;

  g_assert_true (dpa_patterns_match (list, "web1.corp.example", &which));
  g_assert_cmpstr (which, ==, "*.corp.example");
  g_assert_false (dpa_patterns_match (list, "legacy.corp.example", &which));
  g_assert_cmpstr (which, ==, "!legacy.*");
  g_assert_true (dpa_patterns_match (list, "bastion", NULL));
  g_assert_false (dpa_patterns_match (list, "elsewhere", &which));
  g_assert_null (which);
}

/* What is offered as a mend does mend. */
static void
overlaps (void)
{
  static const struct
  {
    const char *mine;
    const char *others;
    const char *exclude; /* NULL: they do not overlap */
  } cases[] = {
    { "*.corp.example", "*.lab.example", NULL },
    { "*.corp.example", "web1.corp.example", "!web1.corp.example" },
    { "web1.corp.example", "*.corp.example", "!web1.corp.example" },
    { "*.corp.example;!web1.corp.example", "web1.corp.example", NULL },
    { "web1.corp.example", "*.corp.example;!web1.corp.example", NULL },
    { "*.corp.example", "web*", "!web*" },
    { "*.corp.example;!web*", "web*", NULL },
    { "!web1", "web1", NULL },
    { "*", "bastion", "!bastion" },
    { "*.corp.example;!*.lab.corp.example", "x.lab.corp.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) mine = g_strsplit (cases[i].mine, ";", -1);
      g_auto (GStrv) others = g_strsplit (cases[i].others, ";", -1);
      g_autoptr (DpaOverlap) overlap = dpa_patterns_overlap ((const char *const *) mine,
                                                             (const char *const *) others);
      g_autofree char *mended = NULL;
      g_auto (GStrv) list = NULL;
      g_autoptr (DpaOverlap) left = NULL;

      g_test_message ("%s / %s", cases[i].mine, cases[i].others);
      g_assert_cmpstr (overlap != NULL ? overlap->exclude : NULL, ==, cases[i].exclude);
      if (overlap == NULL)
        continue;
      mended = g_strconcat (cases[i].mine, ";", overlap->exclude, NULL);
      list = g_strsplit (mended, ";", -1);
      left = dpa_patterns_overlap ((const char *const *) list, (const char *const *) others);
      g_assert_null (left);
      g_assert_true (dpa_pattern_is_valid (overlap->exclude));
    }
}

static void
too_wide (void)
{
  static const struct
  {
    const char *pattern;
    gboolean    yes;
  } cases[] = {
    { "*", TRUE },
    { "?*", TRUE },
    { "*corp", TRUE },
    { "w?", TRUE },
    { "*.example", TRUE },
    { "*.", TRUE },
    { "*..x", TRUE },
    { "*.corp.example.", TRUE },
    { "a.*", TRUE },
    { "*.corp.example", FALSE },
    { "web*.corp.example", FALSE },
    { "bastion", FALSE },
    { "!x.corp.example", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].pattern);
      g_assert_cmpint (dpa_pattern_is_too_wide (cases[i].pattern), ==, cases[i].yes);
    }
  g_assert_true (dpa_pattern_is_everything ("*"));
  g_assert_true (dpa_pattern_is_everything ("**?"));
  g_assert_false (dpa_pattern_is_everything ("?"));
  g_assert_false (dpa_pattern_is_everything ("*.x"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/pattern/valid", valid);
  g_test_add_func ("/agent/pattern/matches", matches);
  g_test_add_func ("/agent/pattern/matches_in_linear_time", matches_in_linear_time);
  g_test_add_func ("/agent/pattern/covers", covers);
  g_test_add_func ("/agent/pattern/common_host", common);
  g_test_add_func ("/agent/pattern/lists", lists);
  g_test_add_func ("/agent/pattern/overlaps_and_mends", overlaps);
  g_test_add_func ("/agent/pattern/too_wide_for_profiles", too_wide);
  return g_test_run ();
}
