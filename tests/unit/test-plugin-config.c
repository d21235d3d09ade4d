/* SPDX-License-Identifier: Apache-2.0 */
/* Words of commands, and the files of policy plugins. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "dp-error.h"
#include "dp-plugin-config.h"
#include "dp-words.h"

static const struct
{
  const char *text;
  const char *words[5]; /* the first NULL: an error */
  gboolean    bad;
} splits[] = {
  { "", { NULL }, FALSE },
  { " \t\n ", { NULL }, FALSE },
  { "a b\tc\nd", { "a", "b", "c", "d", NULL }, FALSE },
  { "/bin/x 'b c' \"d e\"f g\\ h", { "/bin/x", "b c", "d ef", "g h", NULL }, FALSE },
  { "a#b # c", { "a#b", "#", "c", NULL }, FALSE },
  { "'' \"\"", { "", "", NULL }, FALSE },
  { "\"\\$ \\` \\\" \\\\ \\x\"", { "$ ` \" \\ \\x", NULL }, FALSE },
  { "'a\\'", { "a\\", NULL }, FALSE },
  { "a $HOME `id` *", { "a", "$HOME", "`id`", "*", NULL }, FALSE },
  { "'open", { NULL }, TRUE },
  { "\"open\\\"", { NULL }, TRUE },
  { "end\\", { NULL }, TRUE },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) words = dp_words_split (splits[i].text, &error);

      g_test_message ("%s", splits[i].text);
      if (splits[i].bad)
        {
          g_assert_null (words);
          g_assert_error (error, DP_ERROR, DP_ERROR_TABLE_ROW);
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (g_strv_equal ((const char *const *) words, splits[i].words));
    }
}

static void
test_words_limit (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i <= DP_WORDS_MAX; i++)
    g_string_append (text, "w ");
  g_assert_null (dp_words_split (text->str, &error));
  g_assert_error (error, DP_ERROR, DP_ERROR_LIMIT);
}

static const struct
{
  const char *yaml;
  const char *name;     /* NULL: refused */
  const char *command;  /* its first word */
  const char *settings; /* before base64 */
} files[] = {
  { "name: Example\ncommand: /etc/opk/plugin.sh\n", "Example", "/etc/opk/plugin.sh",
    "name: Example\ncommand: /etc/opk/plugin.sh\n" },
  { "# c\r\ncommand: '/bin/p --a \"b c\"'\r\nname: \"true\"\r\nother: 1\r\n", "true", "/bin/p",
    "name: 'true'\ncommand: /bin/p --a \"b c\"\n" },
  { "name: 'it''s: x'\ncommand: >\n  /bin/p\n  more\n", "it's: x", "/bin/p",
    "name: 'it''s: x'\ncommand: \"/bin/p more\\U0000000a\"\n" },
  { "", NULL, NULL, NULL },
  { "- name: x\n", NULL, NULL, NULL },
  { "name: x\n", NULL, NULL, NULL },
  { "command: /bin/x\n", NULL, NULL, NULL },
  { "name: ''\ncommand: /bin/x\n", NULL, NULL, NULL },
  { "name: x\ncommand: [/bin/x, y]\n", NULL, NULL, NULL },
  { "name: x\ncommand: \"  \"\n", NULL, NULL, NULL },
  { "name: x\ncommand: \"'open\"\n", NULL, NULL, NULL },
  { "name: x\nname: y\ncommand: /bin/x\n", NULL, NULL, NULL },
  { "name: &a x\ncommand: *a\n", NULL, NULL, NULL },
  { "name: !!str x\ncommand: /bin/x\n", NULL, NULL, NULL },
  { "name: x\ncommand: /bin/x\n---\nname: y\n", NULL, NULL, NULL },
};

static void
test_files (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpPluginConfig) config
        = dp_plugin_config_parse ((const guint8 *) files[i].yaml, strlen (files[i].yaml), &error);
      g_autofree char *settings = NULL;

      g_test_message ("%s", files[i].yaml);
      g_assert_cmpint (config != NULL, ==, files[i].name != NULL);
      g_assert_cmpint (error == NULL, ==, files[i].name != NULL);
      if (config == NULL)
        continue;
      g_assert_cmpstr (config->name, ==, files[i].name);
      g_assert_cmpstr (config->words[0], ==, files[i].command);
      settings = g_base64_encode ((const guchar *) files[i].settings, strlen (files[i].settings));
      g_assert_cmpstr (config->settings, ==, settings);
    }
}

/* What is written reads back the same, whatever the texts are. */
static void
test_settings_round_trip (void)
{
  static const char *const names[] = { "plain", "no", "~", "12:30", "a: b", "#x", "- y", " lead",
                                       "it's", "q\"q", "tab\there",
                                       "tab\t\"q\" \\ 's'", "end:", "\xc3\xa9", "0x1f" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *escaped = g_strescape (names[i], "\xc3\xa9");
      g_autofree char *yaml = g_strdup_printf ("name: \"%s\"\ncommand: /bin/x\n", escaped);
      g_autoptr (DpPluginConfig) first = NULL;
      g_autoptr (DpPluginConfig) second = NULL;
      g_autofree guchar *text = NULL;
      gsize len = 0;

      first = dp_plugin_config_parse ((const guint8 *) yaml, strlen (yaml), NULL);
      g_assert_nonnull (first);
      g_assert_cmpstr (first->name, ==, names[i]);
      text = g_base64_decode (first->settings, &len);
      second = dp_plugin_config_parse (text, len, NULL);
      g_assert_nonnull (second);
      g_assert_cmpstr (second->name, ==, names[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/words/split", test_words);
  g_test_add_func ("/policy/words/refuses_too_many", test_words_limit);
  g_test_add_func ("/policy/plugin-config/reads_or_refuses", test_files);
  g_test_add_func ("/policy/plugin-config/settings_read_back", test_settings_round_trip);
  return g_test_run ();
}
