/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-provider-choice.h"
#include "dpt.h"

#define FILE_TEXT \
  "default_provider: corp\n" \
  "providers:\n" \
  "  - {alias: corp work, issuer: 'https://corp.example', client_id: c}\n" \
  "  - {alias: other, issuer: 'https://other.example', client_id: c}\n"
#define ACTIONS_URL "https://pipelines.actions.githubusercontent.com/x?api-version=2"

/* The environment of one row. */
static const char *const *environment;

static const char *
get (const char *name)
{
  for (guint i = 0; environment != NULL && environment[i] != NULL; i += 2)
    if (g_str_equal (environment[i], name))
      return environment[i + 1];
  return NULL;
}

typedef struct
{
  const char *name;
  const char *file;
  const char *provider;
  const char *alias;
  const char *env[7];
  const char *issuer; /* NULL: see choices and problem */
  guint       n_choices;
  const char *problem;
} Row;

static const Row rows[] = {
  { "f060_default_of_the_file", FILE_TEXT, NULL, NULL, { NULL }, "https://corp.example", 0, NULL },
  { "f011_alias", FILE_TEXT, NULL, "other", { NULL }, "https://other.example", 0, NULL },
  { "f061_second_alias", FILE_TEXT, NULL, "work", { NULL }, "https://corp.example", 0, NULL },
  { "f011_unknown_alias", FILE_TEXT, NULL, "nope", { NULL }, NULL, 0, "\"nope\"" },
  { "alias_is_case_sensitive", FILE_TEXT, NULL, "Other", { NULL }, NULL, 0, "\"Other\"" },
  { "f050_environment_over_the_file", FILE_TEXT, NULL, NULL, { "OPKSSH_DEFAULT", "other" },
    "https://other.example", 0, NULL },
  { "f050_argument_over_the_environment", FILE_TEXT, NULL, "corp", { "OPKSSH_DEFAULT", "other" },
    "https://corp.example", 0, NULL },
  { "f012_option_over_everything", FILE_TEXT, "https://third.example,c", "corp",
    { "OPKSSH_DEFAULT", "other" }, "https://third.example", 0, NULL },
  { "f060_chooser_in_any_case", FILE_TEXT, NULL, "WebChooser", { NULL }, NULL, 2, NULL },
  { "f010_chooser_without_a_default", "", NULL, NULL, { NULL }, NULL, 0, "no provider" },
  { "f051_environment_replaces_the_file", FILE_TEXT, NULL, "e",
    { "OPKSSH_PROVIDERS", "e,https://env.example,c;f,https://f.example,c" }, "https://env.example",
    0, NULL },
  { "f051_file_is_gone_then", FILE_TEXT, NULL, "corp",
    { "OPKSSH_PROVIDERS", "e,https://env.example,c" }, NULL, 0, "\"corp\"" },
  { "f051_bad_element", FILE_TEXT, NULL, "e", { "OPKSSH_PROVIDERS", "e,https://env.example,c;x" },
    NULL, 0, "element 2" },
  { "f051_empty_element", FILE_TEXT, NULL, "e", { "OPKSSH_PROVIDERS", "e,https://env.example,c;" },
    NULL, 0, "element 2" },
  { "f061_doubled_alias",
    "providers:\n"
    "  - {alias: a b, issuer: 'https://one.example', client_id: c}\n"
    "  - {alias: b, issuer: 'https://two.example', client_id: c}\n",
    NULL, "a", { NULL }, NULL, 0, "two providers have the alias \"b\"" },
  { "f092_doubled_name",
    "providers:\n"
    "  - {alias: a, issuer: 'https://login.microsoftonline.com/x/v2.0', client_id: c}\n"
    "  - {alias: b, issuer: 'https://login.microsoftonline.com/y/v2.0', client_id: c}\n",
    NULL, NULL, { NULL }, NULL, 0, "\"azure\"" },
  { "f052_github_job", FILE_TEXT, NULL, "github",
    { "ACTIONS_ID_TOKEN_REQUEST_URL", ACTIONS_URL, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t" },
    "https://token.actions.githubusercontent.com", 0, NULL },
  { "f052_forgejo_job", FILE_TEXT, NULL, "codeberg",
    { "ACTIONS_ID_TOKEN_REQUEST_URL", "https://codeberg.org/api/actions/_apis/x?y=1",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t" },
    "https://codeberg.org/api/actions", 0, NULL },
  { "f053_gitlab_job", FILE_TEXT, NULL, "gitlab-ci",
    { "GITLAB_CI", "true", "CI_SERVER_URL", "https://gitlab.example" }, "https://gitlab.example",
    0, NULL },
  { "f054_outside_of_a_job", FILE_TEXT, NULL, "github", { NULL }, NULL, 0,
    "inside a GitHub Actions job only" },
  { "f055_hidden_by_the_environment", FILE_TEXT, NULL, "gitlab-ci",
    { "GITLAB_CI", "true", "OPKSSH_PROVIDERS", "e,https://env.example,c" }, NULL, 0,
    "OPKSSH_PROVIDERS replaces" },
  { "f091_ci_is_not_in_the_chooser", FILE_TEXT, NULL, "webchooser", { "GITLAB_CI", "true" }, NULL,
    2, NULL },
  { "f091_nothing_left", "", NULL, NULL, { "GITLAB_CI", "true" }, NULL, 0, "a browser can" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DpClientConfig) config = dp_client_config_parse ((const guint8 *) row->file,
                                                              strlen (row->file), &error);
  DpProviderChoice choice = { .provider = row->provider, .alias = row->alias, .config = config,
                              .get = get };
  g_autoptr (DpProvider) chosen = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  gboolean ok;

  g_assert_no_error (error);
  environment = row->env;
  ok = dp_provider_choose (&choice, &chosen, &choices, &error);
  g_assert_true (ok == (row->problem == NULL));
  if (row->problem != NULL)
    {
      dpt_assert_code (error, DP_ERROR_USAGE);
      g_assert_nonnull (strstr (error->message, row->problem));
    }
  g_assert_true ((chosen != NULL) == (row->issuer != NULL));
  if (chosen != NULL)
    g_assert_cmpstr (dp_provider_get_issuer (chosen), ==, row->issuer);
  g_assert_cmpuint (choices != NULL ? choices->len : 0, ==, row->n_choices);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/login/provider-choice/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
