/* SPDX-License-Identifier: Apache-2.0 */
/* What is understood; refused-config has the other side. */
#include <string.h>

#include "dp-config.h"
#include "dp-limits.h"
#include "dp-plugin-config.h"
#include "dp-policy.h"
#include "dp-providers.h"
#include "dp-yaml.h"
#include "dpt.h"

#define DAY (24 * 60 * 60)

static DpConfig *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  DpConfig *config = dp_config_parse ((const guint8 *) text, strlen (text), &error);

  g_assert_no_error (error);
  return config;
}

static void
assert_list (char      **list,
             const char *joined)
{
  g_autofree char *text = g_strjoinv ("|", list);

  g_assert_cmpstr (text, ==, joined);
}

static void
assert_defaults (const DpConfig *config)
{
  assert_list (config->env_vars, "");
  assert_list (config->deny_users, "");
  assert_list (config->deny_emails, "");
  assert_list (config->chain, "");
  g_assert_true (config->home_policy);
  g_assert_false (config->home_policy_root);
  g_assert_cmpint (config->require_email_verified, ==, DP_VERIFIED_NEVER);
  g_assert_cmpint (config->jwks_max_stale, ==, DAY);
  g_assert_cmpint (config->iat_tolerance, ==, 60);
  g_assert_cmpint (config->confinement, ==, DP_CONFINEMENT_BEST);
  g_assert_cmpint (config->log_identity, ==, DP_LOG_IDENTITY_FULL);
  g_assert_false (config->gq_legacy);
}

/* An absent key means what opkssh does (D10). */
static void
test_defaults (void)
{
  static const char *const texts[] = {
    "", "\n", "# nothing\n", "---\n", "---\n...\n", "{}\n", "\xef\xbb\xbf# x\n",
    "deny_users:\nenv_vars:\nchain:\ndeny_emails:\n", "deny_users: []\nenv_vars: {}\n",
  };
  g_autoptr (DpConfig) absent = dp_config_new ();

  assert_defaults (absent);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (DpConfig) config = parse (texts[i]);

      assert_defaults (config);
      assert_list (config->unknown_keys, "");
    }
}

static void
test_all (void)
{
  g_autoptr (DpConfig) config
    = parse ("env_vars:\n"
             "  HTTPS_PROXY: http://proxy.example:3128\n"
             "  _x: \"\"\n"
             "deny_users:\n- root\n- \"two words\"\n"
             "deny_emails: [a@b.c, 'D@E.F']\n"
             "home_policy: false\n"
             "home_policy_root: true\n"
             "require_email_verified: when-present\n"
             "jwks_max_stale: 90m\n"
             "iat_tolerance: 0\n"
             "confinement: required\n"
             "chain:\n  - /usr/bin/sss_ssh_authorizedkeys %u\n"
             "log_identity: \"hash\"\n"
             "gq_legacy: true\n"
             "later: {a: [1, 2]}\n"
             "Deny_users: x\n");

  assert_list (config->env_vars, "HTTPS_PROXY=http://proxy.example:3128|_x=");
  assert_list (config->deny_users, "root|two words");
  assert_list (config->deny_emails, "a@b.c|D@E.F");
  assert_list (config->chain, "/usr/bin/sss_ssh_authorizedkeys %u");
  assert_list (config->unknown_keys, "later|Deny_users");
  g_assert_false (config->home_policy);
  g_assert_true (config->home_policy_root);
  g_assert_cmpint (config->require_email_verified, ==, DP_VERIFIED_WHEN_PRESENT);
  g_assert_cmpint (config->jwks_max_stale, ==, 90 * 60);
  g_assert_cmpint (config->iat_tolerance, ==, 0);
  g_assert_cmpint (config->confinement, ==, DP_CONFINEMENT_REQUIRED);
  g_assert_cmpint (config->log_identity, ==, DP_LOG_IDENTITY_HASH);
  g_assert_true (config->gq_legacy);
}

/* People are called like that. */
static void
test_boolean_names (void)
{
  g_autoptr (DpConfig) config
    = parse ("deny_users: [no, yes, on, off, true, null, ~, 1e3, 0x10, 007, .inf, 2026-11-22]\n");

  assert_list (config->deny_users, "no|yes|on|off|true|null|~|1e3|0x10|007|.inf|2026-11-22");
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } cases[] = {
    { "0", 0 }, { "1", 1 }, { "90s", 90 }, { "5m", 300 }, { "24h", DAY }, { "2d", 2 * DAY },
    { "30d", 30 * DAY }, { "720h", 30 * DAY }, { "00060", 60 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("jwks_max_stale: ", cases[i].text, "\n", NULL);
      g_autoptr (DpConfig) config = parse (text);

      g_assert_cmpint (config->jwks_max_stale, ==, cases[i].seconds);
    }
}

static void
test_place_in_message (void)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "a: 1\nhome_policy:  maybe\n", "line 2, column 15: " },
    { "deny_users:\n  - a\n  - {b: c}\n", "line 3, column 5: " },
    { "x: 1\ny: 2\nx: 3\n", "line 3, column 1: " },
    { "a: 1\n---\nb: 2\n", "line 2, column 1: " },
    { "a: [1\n", "line 2, column 1: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dp_config_parse ((const guint8 *) cases[i].text, strlen (cases[i].text),
                                      &error));
      dpt_assert_code (error, DP_ERROR_CONFIG);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].place));
    }
}

static void
test_resembles (void)
{
  static const struct
  {
    const char *key;
    const char *known; /* NULL: none */
  } cases[] = {
    { "deny_user", "deny_users" },   { "denyUsers", "deny_users" },
    { "deny-users", "deny_users" },  { "Deny_Emails", "deny_emails" },
    { "deny_eamils", "deny_emails" }, { "deny_emials", "deny_emails" },
    { "env_var", "env_vars" },       { "home_polcy", "home_policy" },
    { "home_policyy", "home_policy" }, { "jwks_max_stall", "jwks_max_stale" },
    { "deny_users", NULL },          { "allow_users", NULL },
    { "x", NULL },                   { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (dp_config_resembles (cases[i].key), ==, cases[i].known);
  g_assert_cmpuint (g_strv_length ((char **) dp_config_known_keys ()), ==, 12);
}

static void
test_denied (void)
{
  static const struct
  {
    const char *login;
    const char *claims;
    const char *userinfo; /* NULL: none */
    DpError reason;
  } cases[] = {
    { "alice", "{\"email\":\"a@b.c\"}", NULL, DP_ERROR_N },
    { "alice", "{}", "{}", DP_ERROR_N },
    { "root", "{}", NULL, DP_ERROR_DENIED_USER },
    { "ROOT", "{}", NULL, DP_ERROR_DENIED_USER },
    { "root2", "{}", NULL, DP_ERROR_N },
    { "alice", "{\"email\":\"evil@b.c\"}", NULL, DP_ERROR_DENIED_EMAIL },
    { "alice", "{\"email\":\"EVIL@B.c\"}", NULL, DP_ERROR_DENIED_EMAIL },
    { "alice", "{}", "{\"email\":\"Evil@b.c\"}", DP_ERROR_DENIED_EMAIL },
    { "alice", "{\"email\":\"\xc3\xa9@b.c\"}", NULL, DP_ERROR_DENIED_EMAIL },
    { "root", "{\"email\":\"evil@b.c\"}", NULL, DP_ERROR_DENIED_USER },
  };
  g_autoptr (DpConfig) config
    = parse ("deny_users: [root]\ndeny_emails: [evil@b.c, \xc3\xa9@B.c]\n");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DpClaims) claims = dp_claims_parse ((const guint8 *) cases[i].claims,
                                                     strlen (cases[i].claims), NULL);
      g_autoptr (DpClaims) userinfo = NULL;
      g_autoptr (GError) error = NULL;

      if (cases[i].userinfo != NULL)
        userinfo = dp_claims_parse ((const guint8 *) cases[i].userinfo, strlen (cases[i].userinfo),
                                    NULL);
      g_assert_cmpint (dp_config_check_denied (config, cases[i].login, claims, userinfo, &error),
                       ==, cases[i].reason == DP_ERROR_N);
      dpt_assert_code (error, cases[i].reason);
    }
}

static void
test_largest (void)
{
  g_autofree char *comment = g_strnfill (DP_CONFIG_MAX, '#');
  g_autoptr (DpConfig) config = parse (comment);

  assert_defaults (config);
}

static void
test_tree (void)
{
  static const char text[] = "a: [x, \"\"]\nb: {c: ''}\nd:\n";
  g_autoptr (DpYamlNode) top = NULL;
  const DpYamlNode *list;

  g_assert_true (dp_yaml_parse ((const guint8 *) text, sizeof text - 1, &top, NULL));
  g_assert_cmpint (top->kind, ==, DP_YAML_MAP);
  g_assert_cmpuint (top->nodes->len, ==, 3);
  list = g_ptr_array_index (top->nodes, 0);
  g_assert_cmpint (list->kind, ==, DP_YAML_LIST);
  g_assert_cmpuint (list->column, ==, 4);
  g_assert_false (dp_yaml_node_is_empty (g_ptr_array_index (list->nodes, 1)));
  g_assert_true (dp_yaml_node_is_empty (g_ptr_array_index (top->nodes, 2)));
}

/* What a clean-up function gets when nothing was made. */
static void
test_free_nothing (void)
{
  dp_config_free (NULL);
  dp_plugin_config_free (NULL);
  dp_policy_free (NULL);
  dp_providers_free (NULL);
  dp_table_free (NULL);
  dp_yaml_node_free (NULL);
  dp_pkt_free (NULL);
  dp_cic_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/policy/config/absent_keys_are_as_in_opkssh", test_defaults);
  g_test_add_func ("/policy/config/reads_every_key", test_all);
  g_test_add_func ("/policy/config/names_stay_text", test_boolean_names);
  g_test_add_func ("/policy/config/reads_times", test_times);
  g_test_add_func ("/policy/config/messages_name_the_place", test_place_in_message);
  g_test_add_func ("/policy/config/finds_misspelt_keys", test_resembles);
  g_test_add_func ("/policy/config/denies_users_and_addresses", test_denied);
  g_test_add_func ("/policy/config/takes_the_largest_file", test_largest);
  g_test_add_func ("/policy/config/frees_nothing", test_free_nothing);
  g_test_add_func ("/policy/yaml/gives_a_tree_with_places", test_tree);
  return g_test_run ();
}
