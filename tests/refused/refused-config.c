/* SPDX-License-Identifier: Apache-2.0 */
/* config.yml that must deny every login rather than be half understood. */
#include <string.h>

#include "dp-config.h"
#include "dp-limits.h"
#include "dpt.h"

static const DptRefused rows[] = {
  /* not what YAML looks like */
  { "list-on-top", "a list instead of keys", "- deny_users\n", DP_ERROR_CONFIG },
  { "text-on-top", "a text instead of keys", "deny_users\n", DP_ERROR_CONFIG },
  { "second-document", "a second document that undoes the first",
    "deny_users: [root]\n---\ndeny_users: []\n", DP_ERROR_CONFIG },
  { "duplicate-key", "a key that is there twice", "deny_users: [root]\ndeny_users: []\n",
    DP_ERROR_CONFIG },
  { "duplicate-quoted-key", "the same key in quotes", "deny_users: [root]\n\"deny_users\": []\n",
    DP_ERROR_CONFIG },
  { "duplicate-unknown-key", "a key twice that nobody knows", "x: 1\nx: 2\n", DP_ERROR_CONFIG },
  { "duplicate-deep", "a variable that is there twice", "env_vars: {A: 1, A: 2}\n",
    DP_ERROR_CONFIG },
  { "anchor", "an anchor", "deny_users: &a [root]\n", DP_ERROR_CONFIG },
  { "anchor-on-text", "an anchor on a text", "deny_users: [&a root]\n", DP_ERROR_CONFIG },
  { "anchor-on-key", "an anchor on a key", "&a deny_users: [root]\n", DP_ERROR_CONFIG },
  { "alias", "an alias without its anchor", "deny_users: *a\n", DP_ERROR_CONFIG },
  { "alias-as-key", "an alias in the place of a key", "*a : [root]\n", DP_ERROR_CONFIG },
  { "tag", "a tag that changes the type", "home_policy: !!bool \"true\"\n", DP_ERROR_CONFIG },
  { "tag-local", "a tag of our own", "deny_users: !x [root]\n", DP_ERROR_CONFIG },
  { "tag-not-specific", "the empty tag", "deny_users: ! [root]\n", DP_ERROR_CONFIG },
  { "tag-directive", "a directive that renames tags",
    "%TAG ! tag:evil,2000:\n---\ndeny_users: [root]\n", DP_ERROR_CONFIG },
  { "merge-key", "a merge key inside env_vars", "env_vars: {<<: {LD_PRELOAD: x}}\n",
    DP_ERROR_CONFIG },
  { "key-is-list", "a list as a key", "? [deny_users]\n: [root]\n", DP_ERROR_CONFIG },
  { "key-is-map", "a map as a key", "? {a: b}\n: [root]\n", DP_ERROR_CONFIG },
  { "tab-indent", "a tab as indentation", "deny_users:\n\t- root\n", DP_ERROR_CONFIG },
  { "wrong-indent", "a list that ends in the middle", "deny_users:\n  - root\n - alice\n",
    DP_ERROR_CONFIG },
  { "open-bracket", "a list that does not end", "deny_users: [root\n", DP_ERROR_CONFIG },
  { "open-quote", "a quote that does not end", "deny_users: [\"root]\n", DP_ERROR_CONFIG },
  { "reserved-at-the-start", "a character that YAML keeps for itself", "--- @a\n",
    DP_ERROR_CONFIG },
  { "open-quote-key", "a quote that swallows the rest", "'deny_users: [root]\nhome_policy: false\n",
    DP_ERROR_CONFIG },
  { "json-escape-nul", "a NUL inside a name", "deny_users: [\"ro\\0ot\"]\n", DP_ERROR_CONFIG },
  { "deep", "as many levels as possible", "x: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n",
    DP_ERROR_LIMIT },
  { "latin-1", "a byte of another encoding", "deny_users: [andr\xe9]\n", DP_ERROR_UTF8 },
  { "utf-16", "two bytes a letter", "\xff\xfe" "d", DP_ERROR_UTF8 },
  { "control-character", "an escape sequence", "deny_users: [\x1b[2J]\n", DP_ERROR_CONFIG },

  /* known keys with other types */
  { "deny-users-text", "a single name instead of a list", "deny_users: root\n", DP_ERROR_CONFIG },
  { "deny-users-map", "a map instead of a list", "deny_users: {root: yes}\n", DP_ERROR_CONFIG },
  { "deny-users-null", "null instead of a list", "deny_users: null\n", DP_ERROR_CONFIG },
  { "deny-users-tilde", "the other null", "deny_users: ~\n", DP_ERROR_CONFIG },
  { "deny-users-empty-quotes", "an empty text instead of a list", "deny_users: \"\"\n",
    DP_ERROR_CONFIG },
  { "deny-users-nested", "a list inside the list", "deny_users: [[root]]\n", DP_ERROR_CONFIG },
  { "deny-users-entry-map", "a forgotten quote makes a map", "deny_users:\n  - root: x\n",
    DP_ERROR_CONFIG },
  { "deny-users-entry-empty", "an entry without text", "deny_users:\n  -\n  - root\n",
    DP_ERROR_CONFIG },
  { "deny-emails-text", "a single address instead of a list", "deny_emails: a@b\n",
    DP_ERROR_CONFIG },
  { "home-policy-yes", "yes instead of true", "home_policy: yes\n", DP_ERROR_CONFIG },
  { "home-policy-capital", "False instead of false", "home_policy: False\n", DP_ERROR_CONFIG },
  { "home-policy-text", "a text instead of false", "home_policy: \"false\"\n", DP_ERROR_CONFIG },
  { "home-policy-number", "a number instead of false", "home_policy: 0\n", DP_ERROR_CONFIG },
  { "home-policy-empty", "nothing instead of false", "home_policy:\n", DP_ERROR_CONFIG },
  { "home-policy-root-list", "a list instead of true", "home_policy_root: [true]\n",
    DP_ERROR_CONFIG },
  { "gq-legacy-on", "on instead of true", "gq_legacy: on\n", DP_ERROR_CONFIG },
  { "require-email-yes", "true instead of a word", "require_email_verified: true\n",
    DP_ERROR_CONFIG },
  { "require-email-case", "a word in capitals", "require_email_verified: Always\n",
    DP_ERROR_CONFIG },
  { "require-email-list", "a list instead of a word", "require_email_verified: [always]\n",
    DP_ERROR_CONFIG },
  { "confinement-unknown", "a word that nobody knows", "confinement: off\n", DP_ERROR_CONFIG },
  { "log-identity-unknown", "another word that nobody knows", "log_identity: none\n",
    DP_ERROR_CONFIG },
  { "iat-tolerance-large", "a tolerance of a day", "iat_tolerance: 86400\n", DP_ERROR_CONFIG },
  { "iat-tolerance-301", "a tolerance of a second too much", "iat_tolerance: 301\n",
    DP_ERROR_CONFIG },
  { "iat-tolerance-negative", "a negative tolerance", "iat_tolerance: -1\n", DP_ERROR_CONFIG },
  { "iat-tolerance-signed", "a tolerance with a plus", "iat_tolerance: +1\n", DP_ERROR_CONFIG },
  { "iat-tolerance-text", "a tolerance in quotes", "iat_tolerance: \"60\"\n", DP_ERROR_CONFIG },
  { "iat-tolerance-hex", "a tolerance in hexadecimal", "iat_tolerance: 0x3c\n", DP_ERROR_CONFIG },
  { "iat-tolerance-fraction", "half a second", "iat_tolerance: 0.5\n", DP_ERROR_CONFIG },
  { "jwks-max-stale-year", "keys of a year ago", "jwks_max_stale: 365d\n", DP_ERROR_CONFIG },
  { "jwks-max-stale-overflow", "a time of 65 bits", "jwks_max_stale: 18446744073709551617\n",
    DP_ERROR_CONFIG },
  { "jwks-max-stale-unit", "a unit that nobody knows", "jwks_max_stale: 3w\n", DP_ERROR_CONFIG },
  { "jwks-max-stale-only-unit", "a unit without a number", "jwks_max_stale: h\n",
    DP_ERROR_CONFIG },
  { "jwks-max-stale-two-units", "two units", "jwks_max_stale: 1h30m\n", DP_ERROR_CONFIG },

  /* variables and commands */
  { "env-vars-list", "a list instead of variables", "env_vars: [A=b]\n", DP_ERROR_CONFIG },
  { "env-vars-nested", "a map as a value", "env_vars: {A: {B: c}}\n", DP_ERROR_CONFIG },
  { "env-ld-preload", "code for every program", "env_vars: {LD_PRELOAD: /tmp/x.so}\n",
    DP_ERROR_CONFIG },
  { "env-ld-library-path", "other libraries", "env_vars:\n  LD_LIBRARY_PATH: /tmp\n",
    DP_ERROR_CONFIG },
  { "env-ld-lower-case", "the same in small letters", "env_vars: {ld_preload: x}\n",
    DP_ERROR_CONFIG },
  { "env-openssl-conf", "another configuration of the crypto library",
    "env_vars: {OPENSSL_CONF: /tmp/x}\n", DP_ERROR_CONFIG },
  { "env-gio-modules", "a module for every program", "env_vars: {GIO_EXTRA_MODULES: /tmp}\n",
    DP_ERROR_CONFIG },
  { "env-g-debug", "a switch that aborts", "env_vars: {G_DEBUG: fatal-warnings}\n",
    DP_ERROR_CONFIG },
  { "env-sslkeylogfile", "a log of all TLS keys", "env_vars: {SSLKEYLOGFILE: /tmp/keys}\n",
    DP_ERROR_CONFIG },
  { "env-name-equals", "a name that brings its own value", "env_vars: {\"A=B\": c}\n",
    DP_ERROR_CONFIG },
  { "env-name-empty", "a variable without a name", "env_vars: {\"\": c}\n", DP_ERROR_CONFIG },
  { "env-name-digit", "a name that begins with a digit", "env_vars: {1A: c}\n", DP_ERROR_CONFIG },
  { "env-name-space", "a name with a space", "env_vars: {\"A B\": c}\n", DP_ERROR_CONFIG },
  { "chain-text", "one command instead of a list", "chain: /usr/bin/x\n", DP_ERROR_CONFIG },
  { "chain-relative", "a command from PATH", "chain: [sss_ssh_authorizedkeys]\n",
    DP_ERROR_CONFIG },
  { "chain-two-lines", "a command of two lines", "chain: [\"/usr/bin/x\\n/usr/bin/y\"]\n",
    DP_ERROR_CONFIG },
};

static void
check (const DptRefused *row,
       GError          **error)
{
  g_autoptr (DpConfig) config = NULL;

  config = dp_config_parse ((const guint8 *) row->input, strlen (row->input), error);
  g_assert_null (config);
  /* who edits the file is told where to look */
  if (dp_error_code (*error) == DP_ERROR_CONFIG)
    g_assert_true (g_regex_match_simple ("^line [0-9]+, column [0-9]+: ", (*error)->message, 0, 0));
}

static void
test_too_large (void)
{
  g_autofree char *comment = g_strnfill (DP_CONFIG_MAX + 1, '#');
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_config_parse ((const guint8 *) comment, DP_CONFIG_MAX + 1, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

/* Whatever stands in the file, a NUL ends nothing. */
static void
test_nul (void)
{
  static const char text[] = "deny_users: [root]\n\0home_policy: maybe\n";
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_config_parse ((const guint8 *) text, sizeof text - 1, &error));
  dpt_assert_code (error, DP_ERROR_UTF8);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  dpt_add_refused ("/refused/config", rows, check);
  g_test_add_func ("/refused/config/more-than-64-kib", test_too_large);
  g_test_add_func ("/refused/config/nul", test_nul);
  return g_test_run ();
}
