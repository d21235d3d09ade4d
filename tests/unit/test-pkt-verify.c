/* SPDX-License-Identifier: Apache-2.0 */
/* What is accepted; refused-token and refused-token-age have the other side. */
#include <string.h>

#include "dpt-token.h"
#include "dpt.h"

#define GITHUB "https://token.actions.githubusercontent.com"
#define FORGEJO "https://codeberg.org/api/actions"
#define CLAIMS(members) "{" DPT_WHO ",\"nonce\":\"$NONCE\"," members "}"
#define OLD "{" DPT_WHO ",\"nonce\":\"$NONCE\",\"iat\":1799990000,\"exp\":1799996400}"
#define CI(issuer) "{\"iss\":\"" issuer "\",\"sub\":\"repo:o/r\",\"aud\":\"$NONCE\"," DPT_TIMES "}"

static const struct
{
  const char *name;
  DptToken token;
} accepted[] = {
  { "defaults", { .form = DPT_FORM } },
  { "Ed25519 provider", { .signer = "ed" } },
  { "RS256 provider", { .signer = "rsa" } },
  { "GQ proof with a nonce", { .signer = "gq" } },
  { "GitHub Actions", { .signer = "gq", .issuer = GITHUB, .claims = CI (GITHUB),
                        .client_id = "whatever" } },
  { "Forgejo Actions", { .signer = "gq", .issuer = FORGEJO, .claims = CI (FORGEJO) } },
  { "Forgejo Actions with a slash",
    { .signer = "gq", .issuer = FORGEJO "/", .claims = CI (FORGEJO "/") } },
  { "a cosigner", { .form = DPT_FORM ":eyJhbGciOiJFUzI1NiIsInR5cCI6IkNPUyJ9:c2ln" } },
  { "a list of audiences",
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":[\"x\",\"client\"],"
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "a list of audiences with azp",
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":[\"x\",\"client\"],"
                "\"azp\":\"client\",\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "more client claims",
    { .cic = "{\"alg\":\"ES256\",\"rz\":\"aa\",\"typ\":\"CIC\",\"upk\":$UPK,\"x\":{\"y\":[1]}}" } },
  { "client claims in another order and with white space",
    { .cic = "{ \"upk\": $UPK, \"typ\" : \"CIC\", \"rz\":\"aa\" ,\"alg\":\"ES256\"}" } },
  { "a token from 60 seconds ahead", { .claims = CLAIMS ("\"iat\":1800000060") } },
  { "without email and exp", { .claims = CLAIMS ("\"iat\":1799999940") } },
  { "never, without any time", { .expiry = DP_EXPIRY_NEVER, .claims = CLAIMS ("\"x\":1") } },
  { "refreshed, not needed yet",
    { .expiry = DP_EXPIRY_OIDC_REFRESHED,
      .refreshed = "{\"iss\":\"https://other.example\"}", .refreshed_signer = "other" } },
  { "refreshed",
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{" DPT_WHO ",\"iat\":1799996000,\"exp\":1800003600}" } },
  { "refreshed by another of the provider's keys",
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD, .refreshed_signer = "rsa",
      .refreshed = "{" DPT_WHO ",\"iat\":1799996000,\"exp\":1800000000}" } },
  { "refreshed with its nonce, at the same second",
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{" DPT_WHO ",\"nonce\":\"$NONCE\",\"iat\":1799990000,\"exp\":1800003600}" } },
  { "refreshed with its audience as a list",
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":[\"client\"],"
                   "\"iat\":1799996000,\"exp\":1800003600}" } },
};

static void
test_accepted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpIdentity) identity = dpt_token_check (&accepted[i].token, &error);

      g_test_message ("%s", accepted[i].name);
      g_assert_no_error (error);
      g_assert_nonnull (identity);
    }
}

static void
test_identity (void)
{
  g_autoptr (DpIdentity) identity = dpt_token_identity (DPT_CLAIMS);
  g_autoptr (DpIdentity) second = dp_identity_ref (identity);

  g_assert_cmpstr (dp_identity_get_issuer (second), ==, DPT_ISSUER);
  g_assert_cmpstr (dp_identity_get_subject (second), ==, "u1");
  g_assert_cmpstr (dp_identity_get_email (second), ==, "alice@example.com");
  g_assert_cmpint (dp_identity_get_issued_at (second), ==, DPT_NOW - 60);
  g_assert_cmpint (dp_public_key_get_kind (dp_identity_get_key (second)), ==, DP_KEY_P256);
  g_assert_cmpstr (dp_claims_get_subject (dp_identity_get_claims (second)), ==, "u1");
}

static const struct
{
  const char *issuer;
  DpCommitment commitment;
} issuers[] = {
  { "https://accounts.google.com", DP_COMMITMENT_NONCE },
  { GITHUB, DP_COMMITMENT_AUD },
  { GITHUB "/", DP_COMMITMENT_NONCE },
  { "http://token.actions.githubusercontent.com", DP_COMMITMENT_NONCE },
  { "https://x.token.actions.githubusercontent.com", DP_COMMITMENT_NONCE },
  { FORGEJO, DP_COMMITMENT_AUD },
  { FORGEJO "/", DP_COMMITMENT_AUD },
  { FORGEJO "//", DP_COMMITMENT_NONCE },
  { "https://codeberg.org/api/actions/x", DP_COMMITMENT_NONCE },
  { "https://gitlab.com", DP_COMMITMENT_NONCE },
  { "", DP_COMMITMENT_NONCE },
};

static void
test_commitments (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    g_assert_cmpint (dp_commitment_for_issuer (issuers[i].issuer), ==, issuers[i].commitment);
}

/* The tolerance is a setting, but never above 300 seconds nor below none. */
static void
test_tolerance (void)
{
  static const struct
  {
    gint64 tolerance;
    gint64 ahead;
    gboolean ok;
  } cases[] = { { 0, 0, TRUE },     { 0, 1, FALSE },     { 300, 300, TRUE }, { 300, 301, FALSE },
                { 9999, 300, TRUE }, { 9999, 301, FALSE }, { -9, 0, TRUE },    { -9, 1, FALSE } };
  g_autoptr (DpJwks) keys = dpt_token_keys ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *claims = g_strdup_printf (CLAIMS ("\"iat\":%" G_GINT64_FORMAT),
                                                 DPT_NOW + cases[i].ahead);
      const DptToken spec = { .claims = claims };
      g_autofree char *text = dpt_token_build (&spec);
      g_autofree char *line = dpt_token_certificate (&spec, text);
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, NULL);
      g_autoptr (DpPkt) pkt = dp_pkt_parse (text, strlen (text), NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpIdentity) identity = NULL;
      DpPktRules rules;

      dpt_token_rules (&spec, &rules);
      rules.iat_tolerance = cases[i].tolerance;
      identity = dp_pkt_verify (cert, pkt, &rules, keys, DPT_NOW, &error);
      g_assert_cmpint (identity != NULL, ==, cases[i].ok);
      dpt_assert_code (error, cases[i].ok ? DP_ERROR_N : DP_ERROR_CLOCK_BEHIND);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/pkt/verify/accepts_what_is_good", test_accepted);
  g_test_add_func ("/pkt/verify/makes_the_identity_of_the_token", test_identity);
  g_test_add_func ("/pkt/verify/commitment_goes_with_the_issuer", test_commitments);
  g_test_add_func ("/pkt/verify/tolerance_has_a_ceiling", test_tolerance);
  return g_test_run ();
}
