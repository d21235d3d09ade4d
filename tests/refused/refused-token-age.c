/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile PK tokens in good certificates: times, refreshed tokens, GQ proofs. */
#include "dpt-refused-token.h"

#define GITHUB "https://token.actions.githubusercontent.com"
#define CLAIMS(members) "{" DPT_WHO ",\"nonce\":\"$NONCE\"," members "}"
/* A token that ended an hour ago, and what a refreshed one says. */
#define OLD "{" DPT_WHO ",\"nonce\":\"$NONCE\",\"iat\":1799990000,\"exp\":1799996400}"
#define FRESH(who, times) "{" who "," times "}"
#define FRESH_TIMES "\"iat\":1799996000,\"exp\":1800003600"

static const DptRefusedToken rows[] = {
  /* times */
  { "iat-future", "a token from 61 seconds ahead", DP_ERROR_CLOCK_BEHIND,
    { .claims = CLAIMS ("\"iat\":1800000061,\"exp\":1800009999") } },
  { "iat-far-future", "a token that never grows old", DP_ERROR_CLOCK_BEHIND,
    { .claims = CLAIMS ("\"iat\":9223372036854775807,\"exp\":9223372036854775807") } },
  { "iat-missing", "a token without an age", DP_ERROR_CLAIM,
    { .claims = CLAIMS ("\"exp\":1800003600") } },
  { "iat-zero", "a token of 1970", DP_ERROR_CLAIM, { .claims = CLAIMS ("\"iat\":0") } },
  { "iat-negative", "a token from before time", DP_ERROR_CLAIM,
    { .claims = CLAIMS ("\"iat\":-5,\"exp\":1800003600") } },
  { "iat-fraction", "a fractional time", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"iat\":1799999940.5") } },
  { "iat-exponent", "a time with an exponent", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"iat\":1.8e9") } },
  { "iat-text", "a time in quotes", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"iat\":\"1799999940\"") } },
  { "iat-overflow", "a time of 65 bits", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"iat\":18446744073709551617") } },
  { "too-old", "a token of 12 hours and a second ago", DP_ERROR_EXPIRED,
    { .claims = CLAIMS ("\"iat\":1799956799,\"exp\":1800003600") } },
  { "exp-passed", "a token that its provider has ended", DP_ERROR_EXPIRED,
    { .expiry = DP_EXPIRY_OIDC, .claims = CLAIMS ("\"iat\":1799999940,\"exp\":1799999999") } },
  { "exp-missing", "a token that its provider never ends", DP_ERROR_CLAIM,
    { .expiry = DP_EXPIRY_OIDC, .claims = CLAIMS ("\"iat\":1799999940") } },
  { "exp-beyond-calendars", "an end after the year 9999", DP_ERROR_CLAIM,
    { .expiry = DP_EXPIRY_OIDC, .claims = CLAIMS ("\"iat\":1799999940,\"exp\":253402300800") } },
  { "clock-before-build", "a server whose clock stands in the past", DP_ERROR_CLOCK,
    { .now = DPT_NOW - 366 * 24 * 3600 } },

  /* refreshed tokens */
  { "refreshed-forged", "a made-up refreshed token, which opkssh believes", DP_ERROR_SIGNATURE,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD, .refreshed = FRESH (DPT_WHO, FRESH_TIMES),
      .refreshed_signer = "other" } },
  { "refreshed-unsigned", "a refreshed token with alg none", DP_ERROR_ALGORITHM,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD, .refreshed = FRESH (DPT_WHO, FRESH_TIMES),
      .refreshed_signer = "none", .refreshed_header = "{\"alg\":\"none\"}" } },
  { "refreshed-unknown-key", "a refreshed token of a key nobody has", DP_ERROR_KEY_UNKNOWN,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD, .refreshed = FRESH (DPT_WHO, FRESH_TIMES),
      .refreshed_header = "{\"alg\":\"ES256\",\"kid\":\"x\"}" } },
  { "refreshed-other-subject", "somebody else's refreshed token", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u2\",\"aud\":\"client\"," FRESH_TIMES
                   "}" } },
  { "refreshed-other-issuer", "another provider's refreshed token", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{\"iss\":\"https://evil.example\",\"sub\":\"u1\",\"aud\":\"client\","
                   FRESH_TIMES "}" } },
  { "refreshed-other-audience", "another application's refreshed token", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":\"x\"," FRESH_TIMES "}" } },
  { "refreshed-more-audiences", "a refreshed token for one application more", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":[\"client\",\"x\"],"
                   FRESH_TIMES "}" } },
  { "refreshed-older", "a refreshed token from before the original", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = FRESH (DPT_WHO, "\"iat\":1799989999,\"exp\":1800003600") } },
  { "refreshed-without-iat", "a refreshed token without an age", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = FRESH (DPT_WHO, "\"exp\":1800003600") } },
  { "refreshed-from-future", "a refreshed token made ahead of time", DP_ERROR_CLOCK_BEHIND,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = FRESH (DPT_WHO, "\"iat\":1800000061,\"exp\":1800003600") } },
  { "refreshed-other-nonce", "a refreshed token of another sign-in", DP_ERROR_REFRESHED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = FRESH (DPT_WHO ",\"nonce\":\"x\"", FRESH_TIMES) } },
  { "refreshed-expired", "a refreshed token that has ended too", DP_ERROR_EXPIRED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = FRESH (DPT_WHO, "\"iat\":1799996000,\"exp\":1799999999") } },
  { "refreshed-without-exp", "a refreshed token that never ends", DP_ERROR_EXPIRED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD,
      .refreshed = FRESH (DPT_WHO, "\"iat\":1799996000") } },
  { "refreshed-missing", "an old token without a refreshed one", DP_ERROR_EXPIRED,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD } },
  { "refreshed-for-oidc", "a refreshed token where none counts", DP_ERROR_EXPIRED,
    { .expiry = DP_EXPIRY_OIDC, .claims = OLD, .refreshed = FRESH (DPT_WHO, FRESH_TIMES) } },
  { "refreshed-is-cic", "a client signature as refreshed token", DP_ERROR_PKT_TYPE,
    { .form = DPT_FORM ".$CH.$P.$CS" } },
  { "refreshed-no-json", "a refreshed token without claims", DP_ERROR_JSON_SYNTAX,
    { .form = DPT_FORM ".$OH.c2ln.$OS" } },
  { "refreshed-gq", "a GQ proof as refreshed token", DP_ERROR_ALGORITHM,
    { .expiry = DP_EXPIRY_OIDC_REFRESHED, .claims = OLD, .refreshed = FRESH (DPT_WHO, FRESH_TIMES),
      .refreshed_signer = "gq" } },

  /* GQ and CI */
  { "github-without-gq", "a plain token of a CI provider", DP_ERROR_GQ_REQUIRED,
    { .issuer = GITHUB, .signer = "rsa",
      .claims = "{\"iss\":\"" GITHUB "\",\"sub\":\"repo:o/r\",\"aud\":\"$NONCE\"," DPT_TIMES
                "}" } },
  { "github-nonce", "a CI token with its commitment in the nonce", DP_ERROR_COMMITMENT,
    { .issuer = GITHUB, .signer = "gq",
      .claims = "{\"iss\":\"" GITHUB "\",\"sub\":\"repo:o/r\",\"aud\":\"client\","
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "github-aud-list", "a CI token whose audience is a list of one", DP_ERROR_COMMITMENT,
    { .issuer = GITHUB, .signer = "gq",
      .claims = "{\"iss\":\"" GITHUB "\",\"sub\":\"repo:o/r\",\"aud\":[\"$NONCE\"]," DPT_TIMES
                "}" } },
  { "gitlab-ci-bound", "a GQ-bound token of GitLab CI", DP_ERROR_COMMITMENT,
    { .signer = "gq",
      .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\","
                "\"aud\":\"OPENPUBKEY-PKTOKEN:client\"," DPT_TIMES "}" } },
  { "gq-of-other-claims", "a GQ proof over another payload", DP_ERROR_CIC_SIGNATURE,
    { .signer = "gq", .form = "e30:$OH:$OS:$CH:$CS" } },
  { "gq-cut", "a GQ proof that ends early", DP_ERROR_GQ_PROOF,
    { .signer = "gq", .form = "$P:$OH:AAAA:$CH:$CS" } },
};

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  dpt_add_refused_tokens ("/refused/token-age", rows);
  return g_test_run ();
}
