/* SPDX-License-Identifier: Apache-2.0 */
/* What is allowed; refused-policy has the other side. */
#include <string.h>

#include "dp-policy.h"
#include "dp-ssh-key.h"
#include "dpt-token.h"
#include "dpt.h"

#define TAIL ",\"aud\":\"" DPT_CLIENT "\",\"iss\":\"" DPT_ISSUER "\",\"nonce\":\"$NONCE\"}"
#define PERSON "{\"sub\":\"u1\",\"email\":\"Alice@Example.com\""
#define ROW(identity) "alice " identity " " DPT_ISSUER "\n"

static const struct
{
  const char *auth_id;
  const char *claims;   /* without the end; NULL: PERSON */
  const char *userinfo; /* NULL: none */
  guint line;           /* 0: refused */
  DpEmailRule rule;
} cases[] = {
  { ROW ("alice@example.COM"), NULL, NULL, 1 },
  { ROW ("u1"), NULL, NULL, 1 },
  { "# x\n\nbob u1 " DPT_ISSUER "\nalice u1 https://x\n" ROW ("u1"), NULL, NULL, 5 },
  { ROW ("u1") "alice 'open\n", NULL, NULL, 1 },
  { "alice 'open\n" ROW ("u1"), NULL, NULL, 2 },
  { "alice u1 " DPT_ISSUER, NULL, NULL, 1 },
  { ROW ("oidc-match-end:email:@example.com"), NULL, NULL, 1 },
  { ROW ("oidc-match-end:email:@EXAMPLE.com"), NULL, NULL, 1 },
  { ROW ("oidc-match-end:email:alice@example.com"), NULL, NULL, 1 },
  /* claims (rule 3, D4) */
  { ROW ("oidc:groups:admins"), PERSON ",\"groups\":[\"x\",\"admins\"]", NULL, 1 },
  { ROW ("oidc:role:admin"), PERSON ",\"role\":\"admin\"", NULL, 1 },
  { ROW ("oidc:on:true"), PERSON ",\"on\":true", NULL, 1 },
  { ROW ("oidc:level:12"), PERSON ",\"level\":12", NULL, 1 },
  { ROW ("oidc:levels:12"), PERSON ",\"levels\":[7,12]", NULL, 1 },
  { ROW ("oidc:flags:true"), PERSON ",\"flags\":[true]", NULL, 1 },
  { ROW ("oidc:groups:acme:admins"), PERSON ",\"groups\":[\"acme:admins\"]", NULL, 1 },
  { ROW ("'oidc:groups:\"acme admins\"'"), PERSON ",\"groups\":[\"acme admins\"]", NULL, 1 },
  { ROW ("'oidc:\"https://acme.com/groups\":x'"), PERSON ",\"https://acme.com/groups\":[\"x\"]",
    NULL, 1 },
  { ROW ("oidc:\\\"https://acme.com/groups\\\":\\\"a:b\\\""),
    PERSON ",\"https://acme.com/groups\":[\"a:b\"]", NULL, 1 },
  { ROW ("oidc:sub:u1"), NULL, NULL, 1 },
  { ROW ("oidc:email:Alice@Example.com"), NULL, NULL, 1 },
  /* globs (rule 5), and both kinds of rule as plain text (C10) */
  { ROW ("'repo:o/*:ref:refs/heads/main'"), "{\"sub\":\"repo:o/r:ref:refs/heads/main\"", NULL, 1 },
  { ROW ("'repo:o/['"), "{\"sub\":\"repo:o/[\"", NULL, 1 },
  { ROW ("'repo:x/*'"), "{\"sub\":\"u1\",\"email\":\"repo:x/*\"", NULL, 1 },
  { ROW ("oidc-match-end:email:x"), "{\"sub\":\"oidc-match-end:email:x\"", NULL, 1 },
  /* userinfo counts where the token does not match, and only of the same subject */
  { ROW ("oidc:groups:a"), NULL, "{\"sub\":\"u1\",\"groups\":[\"a\"]}", 1 },
  { ROW ("b@x.org"), NULL, "{\"sub\":\"u1\",\"email\":\"b@x.org\"}", 1 },
  { ROW ("oidc:groups:a"), NULL, "{\"sub\":\"u2\",\"groups\":[\"a\"]}", 0 },
  { ROW ("oidc:groups:a"), NULL, "{\"groups\":[\"a\"]}", 0 },
  /* verified addresses; a subject needs none */
  { ROW ("alice@example.com"), PERSON ",\"email_verified\":true", NULL, 1, DP_VERIFIED_ALWAYS },
  { ROW ("alice@example.com"), PERSON ",\"email_verified\":\"TRUE\"", NULL, 1,
    DP_VERIFIED_ALWAYS },
  { ROW ("alice@example.com"), NULL, NULL, 1, DP_VERIFIED_WHEN_PRESENT },
  { ROW ("alice@example.com"), PERSON ",\"email_verified\":false", NULL, 1, DP_VERIFIED_NEVER },
  { ROW ("u1"), PERSON ",\"email_verified\":false", NULL, 1, DP_VERIFIED_ALWAYS },
  { ROW ("a@b"), "{\"sub\":\"a@b\",\"email\":\"a@b\",\"email_verified\":false", NULL, 1,
    DP_VERIFIED_ALWAYS },
  { ROW ("alice@example.com") ROW ("u1"), NULL, NULL, 2, DP_VERIFIED_ALWAYS },
  { ROW ("alice@example.com"), NULL,
    "{\"sub\":\"u1\",\"email\":\"ALICE@example.com\",\"email_verified\":true}", 1,
    DP_VERIFIED_ALWAYS },
  { ROW ("alice@example.com"), NULL,
    "{\"sub\":\"u1\",\"email\":\"alice@example.com\",\"email_verified\":false}", 0,
    DP_VERIFIED_WHEN_PRESENT },
  { ROW ("alice@example.com"), NULL,
    "{\"sub\":\"u1\",\"email\":\"other@example.com\",\"email_verified\":true}", 0,
    DP_VERIFIED_ALWAYS },
};

static DpPolicyVerdict
judge (guint i,
       gsize step)
{
  g_autofree char *claims = g_strconcat (cases[i].claims != NULL ? cases[i].claims : PERSON, TAIL,
                                         NULL);
  g_autoptr (DpIdentity) identity = dpt_token_identity (claims);
  g_autoptr (DpClaims) userinfo = NULL;
  g_autoptr (DpPolicy) policy = NULL;
  const guint8 *text = (const guint8 *) cases[i].auth_id;
  gsize len = strlen (cases[i].auth_id);
  DpPolicyVerdict verdict;

  if (cases[i].userinfo != NULL)
    userinfo = dp_claims_parse ((const guint8 *) cases[i].userinfo, strlen (cases[i].userinfo),
                                NULL);
  policy = dp_policy_new (identity, userinfo, "alice", cases[i].rule);
  for (gsize at = 0; at < len; at += step)
    if (!dp_policy_feed (policy, text + at, MIN (step, len - at)))
      break;
  dp_policy_finish (policy, &verdict);
  return verdict;
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 3; step < 1000; step += 331)
      {
        DpPolicyVerdict verdict = judge (i, step);

        g_test_message ("row %u", i);
        g_assert_cmpint (verdict.allowed, ==, cases[i].line > 0);
        g_assert_cmpuint (verdict.line, ==, cases[i].line);
      }
}

static void
test_bad_rows (void)
{
  static const char text[] = "alice 'x\nalice u2 " DPT_ISSUER "\none\n\xff\nalice u1 " DPT_ISSUER
                             "\nbad\n";
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);
  g_autoptr (DpPolicy) policy = dp_policy_new (identity, NULL, "alice", DP_VERIFIED_NEVER);
  DpPolicyVerdict verdict;

  g_assert_false (dp_policy_feed (policy, (const guint8 *) text, sizeof text - 1));
  dp_policy_finish (policy, &verdict);
  g_assert_true (verdict.allowed);
  g_assert_cmpuint (verdict.line, ==, 5);
  g_assert_cmpuint (verdict.bad_rows, ==, 3);
  g_assert_cmpuint (verdict.first_bad_line, ==, 1);
}

static void
test_unsafe_login (void)
{
  static const char text[] = "'a b' u1 " DPT_ISSUER "\n";
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);
  g_autoptr (DpPolicy) policy = dp_policy_new (identity, NULL, "a b", DP_VERIFIED_NEVER);
  DpPolicyVerdict verdict;

  g_assert_false (dp_policy_feed (policy, (const guint8 *) text, sizeof text - 1));
  dp_policy_finish (policy, &verdict);
  g_assert_false (verdict.allowed);
  g_assert_cmpint (verdict.reason, ==, DP_ERROR_LOGIN_NAME);
}

/* Decision D17. */
static void
test_line (void)
{
  static const struct
  {
    const char *principals[4];
    const char *login;
    const char *prefix; /* NULL: DP_ERROR_PRINCIPAL */
  } lines[] = {
    { { NULL }, "alice", "cert-authority " },
    { { "opkssh-wildcard" }, "alice", "cert-authority,principals=\"opkssh-wildcard\" " },
    { { "alice" }, "alice", "cert-authority,principals=\"alice\" " },
    { { "bob", "alice" }, "alice", "cert-authority,principals=\"alice\" " },
    { { "alice", "opkssh-wildcard" }, "alice", "cert-authority,principals=\"alice\" " },
    { { "HOST1$" }, "HOST1$", "cert-authority,principals=\"HOST1$\" " },
    { { "a\",x=\"", "alice" }, "alice", "cert-authority,principals=\"alice\" " },
    { { "opkssh-wildcard", "bob" }, "alice", NULL },
    { { "opkssh-wildcard", "opkssh-wildcard" }, "alice", NULL },
    { { "root" }, "alice", NULL },
    { { "" }, "alice", NULL },
  };
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);
  g_autofree char *key = dp_ssh_key_dup_line (dp_identity_get_key (identity), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const DptToken spec = { .principals = lines[i].principals };
      g_autofree char *pkt = dpt_token_build (&spec);
      g_autofree char *text = dpt_token_certificate (&spec, pkt);
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (text, strlen (text), NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *line = dp_policy_authorized_line (identity, cert, lines[i].login, &error);
      g_autofree char *want = g_strconcat (lines[i].prefix != NULL ? lines[i].prefix : "", key,
                                           NULL);

      g_test_message ("line %u", i);
      if (lines[i].prefix != NULL)
        g_assert_cmpstr (line, ==, want);
      else
        dpt_assert_code (error, DP_ERROR_PRINCIPAL);
    }
}

/* For people who ask why not: the first row of each kind that all but one column agrees with. */
static void
test_near_rows (void)
{
  static const char text[] = "# x\n"
                             "bob u1 " DPT_ISSUER "\n"
                             "carol u1 " DPT_ISSUER "\n"
                             "alice u1 https://other.example\n"
                             "alice u2 " DPT_ISSUER "\n"
                             "alice alice@example.com " DPT_ISSUER "\n"
                             "bob u2 https://other.example\n";
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);
  g_autoptr (DpClaims) userinfo = dp_claims_parse ((const guint8 *) "{\"sub\":\"u1\"}", 12, NULL);
  g_autoptr (DpPolicy) curious = dp_policy_new (identity, userinfo, "alice", DP_VERIFIED_ALWAYS);
  g_autoptr (DpPolicy) plain = dp_policy_new (identity, userinfo, "alice", DP_VERIFIED_ALWAYS);
  const DpPolicyNear *near;
  DpPolicyVerdict verdict;

  dp_policy_be_curious (curious);
  dp_policy_feed (curious, (const guint8 *) text, sizeof text - 1);
  dp_policy_finish (curious, &verdict);
  g_assert_false (verdict.allowed);
  g_assert_cmpint (verdict.reason, ==, DP_ERROR_EMAIL_UNVERIFIED);
  near = dp_policy_get_near (curious);
  g_assert_cmpuint (near->other_login_line, ==, 2);
  g_assert_cmpstr (near->other_login, ==, "bob");
  g_assert_cmpuint (near->other_issuer_line, ==, 4);
  g_assert_cmpstr (near->other_issuer, ==, "https://other.example");
  g_assert_cmpuint (near->other_identity_line, ==, 5);
  g_assert_cmpuint (near->unverified_line, ==, 6);

  dp_policy_feed (plain, (const guint8 *) text, sizeof text - 1);
  dp_policy_finish (plain, &verdict);
  g_assert_false (verdict.allowed);
  g_assert_cmpuint (dp_policy_get_near (plain)->other_login_line, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/policy/policy/allows_what_is_listed", test_rows);
  g_test_add_func ("/policy/policy/counts_bad_rows_up_to_the_match", test_bad_rows);
  g_test_add_func ("/policy/policy/never_allows_an_unsafe_login", test_unsafe_login);
  g_test_add_func ("/policy/policy/prints_one_safe_principal", test_line);
  g_test_add_func ("/policy/policy/knows_the_rows_that_nearly_allowed", test_near_rows);
  return g_test_run ();
}
