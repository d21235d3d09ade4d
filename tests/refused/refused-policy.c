/* SPDX-License-Identifier: Apache-2.0 */
/* Policy files and logins that must not let somebody in. */
#include <string.h>

#include "dp-policy.h"
#include "dp-providers.h"
#include "dpt-token.h"
#include "dpt.h"

#define TAIL ",\"aud\":\"" DPT_CLIENT "\",\"iss\":\"" DPT_ISSUER "\",\"nonce\":\"$NONCE\"}"
#define PERSON "{\"sub\":\"u1\",\"email\":\"alice@example.com\""
#define ROW(identity) "alice " identity " " DPT_ISSUER "\n"

/* A file of one person and somebody whom it must not let in as alice. */
typedef struct
{
  const char *name;
  const char *tries;
  const char *auth_id;
  const char *claims; /* without the end; NULL: PERSON */
  DpError code;
  DpEmailRule rule;
} Row;

static const Row rows[] = {
  /* identity columns that look like rules */
  { "empty-identity", "an empty column against a token without an address", ROW ("''"),
    "{\"sub\":\"u1\"", DP_ERROR_NOT_LISTED },
  { "empty-identity-empty-email", "an empty column against an empty address", ROW ("\"\""),
    "{\"sub\":\"u1\",\"email\":\"\"", DP_ERROR_NOT_LISTED },
  { "bare-email-end", "a suffix rule without a suffix, which opkssh 0.16.0 takes for all",
    ROW ("oidc-match-end:email:"), NULL, DP_ERROR_NOT_LISTED },
  { "bare-email-end-case", "the same in capitals", ROW ("OIDC-MATCH-END:EMAIL:"),
    "{\"sub\":\"OIDC-MATCH-END:EMAIL:\"", DP_ERROR_NOT_LISTED },
  { "bare-repo", "a glob without a pattern against its own text", ROW ("repo:"),
    "{\"sub\":\"repo:\"", DP_ERROR_NOT_LISTED },
  { "bare-oidc", "a claim rule without a claim", ROW ("oidc:"), "{\"sub\":\"oidc:\"",
    DP_ERROR_NOT_LISTED },
  { "oidc-only-colons", "a claim rule of colons, which crashes opkssh", ROW ("oidc:::"),
    "{\"sub\":\"oidc:::\"", DP_ERROR_NOT_LISTED },
  { "oidc-two-fields", "a claim without a value against a group of that name",
    ROW ("oidc:groups"), "{\"sub\":\"u1\",\"groups\":[\"groups\"]", DP_ERROR_NOT_LISTED },
  { "oidc-empty-value", "an empty value against an empty group", ROW ("oidc:groups:"),
    "{\"sub\":\"u1\",\"groups\":[\"\"]", DP_ERROR_NOT_LISTED },
  { "oidc-empty-claim", "an empty claim name", ROW ("oidc::admins"),
    "{\"sub\":\"u1\",\"\":\"admins\"", DP_ERROR_NOT_LISTED },
  { "oidc-last-field", "group admins against the rule for acme:admins (S4)",
    ROW ("oidc:groups:acme:admins"), "{\"sub\":\"u1\",\"groups\":[\"admins\"]",
    DP_ERROR_NOT_LISTED },
  { "oidc-value-case", "a group in other letters", ROW ("oidc:groups:Admins"),
    "{\"sub\":\"u1\",\"groups\":[\"admins\"]", DP_ERROR_NOT_LISTED },
  { "oidc-claim-case", "a claim in other letters", ROW ("oidc:groups:admins"),
    "{\"sub\":\"u1\",\"Groups\":[\"admins\"]", DP_ERROR_NOT_LISTED },
  { "oidc-null", "a null claim, which opkssh prints as <nil> (S6)", ROW ("'oidc:role:<nil>'"),
    "{\"sub\":\"u1\",\"role\":null", DP_ERROR_NOT_LISTED },
  { "oidc-object", "an object, which opkssh prints as map[] (S6)", ROW ("'oidc:role:map[]'"),
    "{\"sub\":\"u1\",\"role\":{}", DP_ERROR_NOT_LISTED },
  { "oidc-fraction", "a number that opkssh prints (S6)", ROW ("oidc:level:1.5"),
    "{\"sub\":\"u1\",\"level\":1.5", DP_ERROR_NOT_LISTED },
  { "oidc-go-float", "a large number in Go's form (S6)", ROW ("oidc:id:1.7e+09"),
    "{\"sub\":\"u1\",\"id\":1700000000", DP_ERROR_NOT_LISTED },
  { "oidc-nested", "a value deeper inside", ROW ("oidc:realm.roles:admins"),
    "{\"sub\":\"u1\",\"realm\":{\"roles\":[\"admins\"]}", DP_ERROR_NOT_LISTED },
  { "oidc-open-quote", "a quote that swallows the colon", ROW ("'oidc:\"groups:admins'"),
    "{\"sub\":\"u1\",\"groups\":[\"admins\"]", DP_ERROR_NOT_LISTED },
  { "oidc-no-fall-through", "a claim rule as somebody's address", ROW ("oidc:a:b"),
    "{\"sub\":\"oidc:a:b\",\"email\":\"oidc:a:b\"", DP_ERROR_NOT_LISTED },
  { "oidc-case", "OIDC: instead of oidc:", ROW ("OIDC:groups:admins"),
    "{\"sub\":\"u1\",\"groups\":[\"admins\"]", DP_ERROR_NOT_LISTED },

  /* addresses */
  { "email-is-rule", "an address that is a rule itself", ROW ("oidc-match-end:email:@x.org"),
    "{\"sub\":\"u1\",\"email\":\"oidc-match-end:email:@x.org\"", DP_ERROR_NOT_LISTED },
  { "email-is-rule-case", "the same in capitals", ROW ("oidc-match-end:email:@x.org"),
    "{\"sub\":\"u1\",\"email\":\"OIDC-match-end:email:@x.org\"", DP_ERROR_NOT_LISTED },
  { "email-kelvin", "the Kelvin sign for a k, which Unicode folds (S17)", ROW ("kim@example.com"),
    "{\"sub\":\"u1\",\"email\":\"\u212aim@example.com\"", DP_ERROR_NOT_LISTED },
  { "email-long-s", "a long s for an s, which Unicode folds (S17)", ROW ("sam@example.com"),
    "{\"sub\":\"u1\",\"email\":\"\u017fam@example.com\"", DP_ERROR_NOT_LISTED },
  { "email-suffix-kelvin", "the Kelvin sign in a suffix (S17)",
    ROW ("oidc-match-end:email:@kim.example"),
    "{\"sub\":\"u1\",\"email\":\"a@\u212aim.example\"", DP_ERROR_NOT_LISTED },
  { "email-non-ascii-same", "an address outside ASCII, byte for byte", ROW ("andr\u00e9@x.org"),
    "{\"sub\":\"u1\",\"email\":\"andr\u00e9@x.org\"", DP_ERROR_NOT_LISTED },
  { "email-cyrillic", "a Cyrillic a", ROW ("alice@example.com"),
    "{\"sub\":\"u1\",\"email\":\"\u0430lice@example.com\"", DP_ERROR_NOT_LISTED },
  { "email-zero-width", "a zero-width space in the middle", ROW ("alice@example.com"),
    "{\"sub\":\"u1\",\"email\":\"ali\u200bce@example.com\"", DP_ERROR_NOT_LISTED },
  { "email-zero-width-row", "a zero-width space in the row", ROW ("ali\u200bce@example.com"), NULL,
    DP_ERROR_NOT_LISTED },
  { "email-trailing-dot", "a dot behind the domain", ROW ("alice@example.com"),
    "{\"sub\":\"u1\",\"email\":\"alice@example.com.\"", DP_ERROR_NOT_LISTED },
  { "email-space", "a space behind the address", ROW ("alice@example.com"),
    "{\"sub\":\"u1\",\"email\":\"alice@example.com \"", DP_ERROR_NOT_LISTED },
  { "email-longer", "the address with more before it", ROW ("alice@example.com"),
    "{\"sub\":\"u1\",\"email\":\"malice@example.com\"", DP_ERROR_NOT_LISTED },
  { "email-suffix-look-alike", "a domain that ends like ours",
    ROW ("oidc-match-end:email:@example.com"),
    "{\"sub\":\"u1\",\"email\":\"a@notexample.com\"", DP_ERROR_NOT_LISTED },
  { "email-suffix-as-prefix", "our domain with more behind it",
    ROW ("oidc-match-end:email:@example.com"),
    "{\"sub\":\"u1\",\"email\":\"a@example.com.evil.org\"", DP_ERROR_NOT_LISTED },
  { "email-unverified", "an address that its provider calls unverified",
    ROW ("alice@example.com"), PERSON ",\"email_verified\":false", DP_ERROR_EMAIL_UNVERIFIED,
    DP_VERIFIED_WHEN_PRESENT },
  { "email-verified-as-text", "email_verified as the text maybe", ROW ("alice@example.com"),
    PERSON ",\"email_verified\":\"maybe\"", DP_ERROR_EMAIL_UNVERIFIED, DP_VERIFIED_WHEN_PRESENT },
  { "email-verified-number", "email_verified as the number 1", ROW ("alice@example.com"),
    PERSON ",\"email_verified\":1", DP_ERROR_EMAIL_UNVERIFIED, DP_VERIFIED_ALWAYS },
  { "email-verified-null", "email_verified as null", ROW ("alice@example.com"),
    PERSON ",\"email_verified\":null", DP_ERROR_EMAIL_UNVERIFIED, DP_VERIFIED_WHEN_PRESENT },
  { "email-unstated", "an address nobody has spoken for", ROW ("alice@example.com"), NULL,
    DP_ERROR_EMAIL_UNVERIFIED, DP_VERIFIED_ALWAYS },
  { "email-suffix-unverified", "a suffix rule and an unverified address",
    ROW ("oidc-match-end:email:@example.com"), PERSON ",\"email_verified\":false",
    DP_ERROR_EMAIL_UNVERIFIED, DP_VERIFIED_WHEN_PRESENT },

  /* subjects and globs */
  { "sub-case", "a subject in other letters", ROW ("U1"), NULL, DP_ERROR_NOT_LISTED },
  { "sub-prefix", "the beginning of a subject", ROW ("u"), NULL, DP_ERROR_NOT_LISTED },
  { "star", "a star for everybody", ROW ("'*'"), NULL, DP_ERROR_NOT_LISTED },
  { "glob-other-prefix", "a glob without repo:", ROW ("'u*'"), NULL, DP_ERROR_NOT_LISTED },
  { "glob-slash", "a star that would cross a slash", ROW ("'repo:o/r:ref:*'"),
    "{\"sub\":\"repo:o/r:ref:refs/heads/main\"", DP_ERROR_NOT_LISTED },
  { "glob-question-slash", "a question mark that would cross a slash", ROW ("'repo:o?r'"),
    "{\"sub\":\"repo:o/r\"", DP_ERROR_NOT_LISTED },
  { "glob-fork", "a fork of the repository", ROW ("'repo:o/r:*'"),
    "{\"sub\":\"repo:o/r-evil:main\"", DP_ERROR_NOT_LISTED },
  { "glob-malformed", "a class that is not closed", ROW ("'repo:o/[r'"), "{\"sub\":\"repo:o/r\"",
    DP_ERROR_NOT_LISTED },
  { "glob-exponential", "many stars against many letters", ROW ("'repo:*a*a*a*a*a*a*a*a*a*b'"),
    "{\"sub\":\"repo:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    DP_ERROR_NOT_LISTED },

  /* principals and issuers */
  { "principal-star", "a star as login name", "* alice@example.com " DPT_ISSUER "\n", NULL,
    DP_ERROR_NOT_LISTED },
  { "principal-case", "the login name in other letters", "Alice alice@example.com " DPT_ISSUER "\n",
    NULL, DP_ERROR_NOT_LISTED },
  { "principal-list", "two login names in one column",
    "alice,bob alice@example.com " DPT_ISSUER "\n", NULL, DP_ERROR_NOT_LISTED },
  { "principal-of-another", "a row for bob", "bob alice@example.com " DPT_ISSUER "\n", NULL,
    DP_ERROR_NOT_LISTED },
  { "issuer-slash", "the issuer with a slash", "alice alice@example.com " DPT_ISSUER "/\n", NULL,
    DP_ERROR_NOT_LISTED },
  { "issuer-http", "the issuer without TLS", "alice alice@example.com http://op.example\n", NULL,
    DP_ERROR_NOT_LISTED },
  { "issuer-alias", "an alias of opkssh's add", "alice alice@example.com google\n", NULL,
    DP_ERROR_NOT_LISTED },
  { "issuer-star", "a star for every issuer", "alice alice@example.com *\n", NULL,
    DP_ERROR_NOT_LISTED },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *claims = g_strconcat (row->claims != NULL ? row->claims : PERSON, TAIL, NULL);
  g_autoptr (DpIdentity) identity = dpt_token_identity (claims);
  g_autoptr (DpPolicy) policy = dp_policy_new (identity, NULL, "alice", row->rule);
  DpPolicyVerdict verdict;

  dp_policy_feed (policy, (const guint8 *) row->auth_id, strlen (row->auth_id));
  dp_policy_finish (policy, &verdict);
  g_assert_false (verdict.allowed);
  g_assert_cmpuint (verdict.line, ==, 0);
  g_assert_cmpstr (dp_error_word (verdict.reason), ==, dp_error_word (row->code));
  g_assert_cmpuint (verdict.bad_rows, ==, 0);
}

static const DptRefused tables[] = {
  { "open-single-quote", "a quote that is not closed", "alice 'a " DPT_ISSUER "\n",
    DP_ERROR_TABLE_ROW },
  { "open-double-quote", "a double quote that is not closed", "alice \"u1 " DPT_ISSUER "\n",
    DP_ERROR_TABLE_ROW },
  { "backslash-at-end", "a backslash that would join the next line", "alice u1 \\\n" DPT_ISSUER,
    DP_ERROR_TABLE_ROW },
  { "two-columns", "a row without an issuer", "alice u1\n", DP_ERROR_TABLE_ROW },
  { "four-columns", "a row with a word too many", "alice u1 " DPT_ISSUER " x\n",
    DP_ERROR_TABLE_ROW },
  { "empty-fourth-column", "a row with an empty word too many", "alice u1 " DPT_ISSUER " ''\n",
    DP_ERROR_TABLE_ROW },
  { "hash-in-quotes", "a comment that cuts a quoted word", "alice 'u1#' " DPT_ISSUER "\n",
    DP_ERROR_TABLE_ROW },
  { "carriage-return-as-line", "lines of an old Macintosh", "x y z\ralice u1 " DPT_ISSUER "\r",
    DP_ERROR_TABLE_ROW },
  { "no-break-space", "a no-break space between words", "alice\u00a0u1 " DPT_ISSUER "\n",
    DP_ERROR_TABLE_ROW },
  { "latin-1", "a byte of another encoding", "alice u1\xe9 " DPT_ISSUER "\n", DP_ERROR_UTF8 },
  { "overlong-utf8", "a slash in two bytes", "alice u1\xc0\xaf " DPT_ISSUER "\n", DP_ERROR_UTF8 },
  { "surrogate", "half of a pair in UTF-8", "alice u1\xed\xa0\x80 " DPT_ISSUER "\n",
    DP_ERROR_UTF8 },
};

typedef struct
{
  GError *problem;
  guint n_rows;
} Problems;

static gboolean
note_problem (guint              line,
              const char *const *words,
              const GError      *problem,
              gpointer           user_data)
{
  Problems *problems = user_data;

  problems->n_rows += words != NULL;
  if (problem != NULL && problems->problem == NULL)
    problems->problem = g_error_copy (problem);
  return TRUE;
}

static void
check_table (const DptRefused *row,
             GError          **error)
{
  Problems problems = { NULL, 0 };
  g_autoptr (DpTable) table = dp_table_new (3, note_problem, &problems);

  dp_table_feed (table, (const guint8 *) row->input, strlen (row->input));
  dp_table_finish (table);
  g_assert_cmpuint (problems.n_rows, ==, 0);
  g_propagate_error (error, problems.problem);
}

/* Login names; the certificate's principals are "alice", "a b" and "-x". */
static const DptRefused logins[] = {
  { "empty", "no name at all", "", DP_ERROR_LOGIN_NAME },
  { "option", "a name that a program would take for an option", "-x", DP_ERROR_LOGIN_NAME },
  { "path", "a name that leaves the home folder", "../a", DP_ERROR_LOGIN_NAME },
  { "dot", "a hidden name", ".a", DP_ERROR_LOGIN_NAME },
  { "space", "two words", "a b", DP_ERROR_LOGIN_NAME },
  { "domain", "a Windows domain", "CORP\\a", DP_ERROR_LOGIN_NAME },
  { "quote", "a quote that ends the option", "a\",command=\"x", DP_ERROR_LOGIN_NAME },
  { "comma", "two principals", "alice,root", DP_ERROR_LOGIN_NAME },
  { "line-feed", "a second line", "alice\nroot", DP_ERROR_LOGIN_NAME },
  { "star", "a pattern", "a*", DP_ERROR_LOGIN_NAME },
  { "dollar-inside", "a variable", "a$b", DP_ERROR_LOGIN_NAME },
  { "dollar-only", "a machine account without a name", "$", DP_ERROR_LOGIN_NAME },
  { "two-dollars", "one dollar too many", "a$$", DP_ERROR_LOGIN_NAME },
  { "non-ascii", "a letter outside ASCII", "ali\u00e7e", DP_ERROR_LOGIN_NAME },
  { "long", "a name of 130 characters",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", DP_ERROR_LOGIN_NAME },
  { "not-a-principal", "a login that the certificate does not name", "bob", DP_ERROR_PRINCIPAL },
  { "principal-in-capitals", "the certificate's principal in capitals", "ALICE",
    DP_ERROR_PRINCIPAL },
  { "wildcard-in-a-list", "the wildcard as a name of its own", "opkssh", DP_ERROR_PRINCIPAL },
};

static void
check_login (const DptRefused *row,
             GError          **error)
{
  static const char *const principals[] = { "alice", DP_SSH_WILDCARD_PRINCIPAL, NULL };
  const DptToken spec = { .principals = principals };
  g_autofree char *pkt = dpt_token_build (&spec);
  g_autofree char *line = dpt_token_certificate (&spec, pkt);
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, NULL);
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);

  g_assert_null (dp_policy_authorized_line (identity, cert, row->input, error));
}

static const DptRefused providers[] = {
  { "empty-file", "a file without rows", "# nothing\n", DP_ERROR_CONFIG },
  { "unknown-word", "an age that nobody knows", DPT_ISSUER " c 25h\n", DP_ERROR_CONFIG },
  { "http", "a provider without TLS", "http://op.example c 24h\n", DP_ERROR_CONFIG },
  { "http-look-alike", "a host that begins like the loopback", "http://localhost.evil.org c 24h\n",
    DP_ERROR_CONFIG },
  { "http-127-look-alike", "a host that begins like its address",
    "http://127.0.0.1.evil.org c 24h\n", DP_ERROR_CONFIG },
  { "http-user", "a loopback that is only a user name", "http://localhost@evil.org c 24h\n",
    DP_ERROR_CONFIG },
  { "user-in-url", "a provider with a user name", "https://a@op.example c 24h\n", DP_ERROR_CONFIG },
  { "query", "a provider with a query", "https://op.example?x c 24h\n", DP_ERROR_CONFIG },
  { "file-url", "a provider on the disk", "file:///etc/passwd c 24h\n", DP_ERROR_CONFIG },
  { "no-host", "a provider without a host", "https:///x c 24h\n", DP_ERROR_CONFIG },
  { "non-ascii", "a homoglyph host", "https://\u043ep.example c 24h\n", DP_ERROR_CONFIG },
  { "empty-client", "a row without a client id", DPT_ISSUER " '' 24h\n", DP_ERROR_CONFIG },
  { "other-issuer", "a token of somebody else", "https://other.example c 24h\n",
    DP_ERROR_ISSUER_UNKNOWN },
  { "issuer-slash", "the issuer with a slash", DPT_ISSUER "/ c 24h\n", DP_ERROR_ISSUER_UNKNOWN },
  { "issuer-case", "the issuer in capitals", "https://OP.example c 24h\n",
    DP_ERROR_ISSUER_UNKNOWN },
  { "issuer-prefix", "the beginning of the issuer", "https://op.exampl c 24h\n",
    DP_ERROR_ISSUER_UNKNOWN },
};

static void
check_providers (const DptRefused *row,
                 GError          **error)
{
  g_autoptr (DpProviders) self = dp_providers_new ();
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);

  dp_providers_feed (self, (const guint8 *) row->input, strlen (row->input));
  if (dp_providers_finish (self, error))
    g_assert_null (dp_providers_choose (self, dp_identity_get_claims (identity), error));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/refused/policy/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  dpt_add_refused ("/refused/table", tables, check_table);
  dpt_add_refused ("/refused/login", logins, check_login);
  dpt_add_refused ("/refused/providers", providers, check_providers);
  return g_test_run ();
}
