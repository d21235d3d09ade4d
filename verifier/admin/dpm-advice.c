/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-advice.h"

#include <string.h>

#include "dp-error.h"

#define SIGN_IN "sign in again with \"daypass login\", and give the new …-cert.pub"
#define BROKEN "the certificate was damaged or changed on its way: " SIGN_IN
#define PERMISSIONS \
  "\"daypass-admin permissions check\" says what is wrong, \"permissions fix\" mends it"
#define PROVIDER \
  "this is the provider's side: ask who runs it; Daypass cannot accept such keys or signatures"
#define LOG "look for the same time in \"journalctl -t daypass-verify\""

/* Reasons of the gate have their sentence here, others in core/base/dp-error.c. */
static const struct
{
  const char *reason;
  const char *sentence; /* (nullable) */
  const char *advice;
} table[] = {
  { "expired", NULL, "sign in again with \"daypass login\"; how long that is good is the third "
                     "column of the providers file" },
  { "refreshed", NULL, SIGN_IN },
  { "clock-behind", NULL, "set this server's clock (timedatectl), or raise iat_tolerance in "
                          "config.yml" },
  { "clock", NULL, "set this server's clock (timedatectl)" },
  { "issuer-unknown", NULL, "to trust this provider: daypass-admin provider enable ISSUER "
                            "CLIENT-ID" },
  { "audience", NULL, "to trust that application, too: daypass-admin provider enable ISSUER "
                      "CLIENT-ID" },
  { "gq-required", NULL, "the sign-in must be made with a client that makes GQ proofs, as opkssh "
                         "does on CI" },
  { "signature", NULL, BROKEN },
  { "gq-proof", NULL, BROKEN },
  { "cic-signature", NULL, BROKEN },
  { "cic-malformed", NULL, BROKEN },
  { "commitment", NULL, BROKEN },
  { "upk-mismatch", NULL, BROKEN },
  { "cert-signature", NULL, BROKEN },
  { "cert-signer", NULL, BROKEN },
  { "algorithm", NULL, PROVIDER },
  { "key-use", NULL, PROVIDER },
  { "key-weak", NULL, PROVIDER },
  { "key-unknown", NULL, "a new key of the provider is fetched within a minute: try again; or see "
                         "\"daypass-admin status\"" },
  { "unreachable", NULL, "see \"daypass-admin status\"; a proxy is named under env_vars in "
                         "config.yml" },
  { "subject", NULL, PROVIDER },
  { "claim", NULL, PROVIDER },
  { "principal", NULL, "sign in again without naming logins, or with this one" },
  { "login-name", NULL, "Daypass handles names of letters, digits and . _ + @ - only" },
  { "cert-kind", NULL, SIGN_IN },
  { "cert-validity", NULL, SIGN_IN },
  { "cert-option", NULL, SIGN_IN },
  { "cert-no-token", NULL, "this certificate is not from Daypass or opkssh: " SIGN_IN },
  { "denied-user", NULL, "take the line away if the login should be allowed" },
  { "denied-email", NULL, "take the line away if the person should be allowed" },
  { "email-unverified", NULL, "let the provider verify the address, name the person by subject, or "
                              "see require_email_verified in daypass-policy(5)" },
  { "policy-unsafe", NULL, PERMISSIONS },
  { "policy-changed", NULL, "try again; editors should write a new file and rename it" },
  { "config", NULL, "mend the named line; \"daypass-admin audit\" shows all that is wrong" },
  { "confinement", NULL, "a kernel with seccomp and Landlock, or \"confinement: best\" in "
                         "config.yml" },
  { "deadline", "The verifier did not come to a decision in time.", LOG },
  { "judge-start", "The program that reads certificates cannot be started.",
    "install the package daypass-verifier again" },
  { "judge-died", "The program that reads certificates has crashed; nobody was let in.", LOG },
  { "judge-malformed", "The program that reads certificates gave an answer that makes no sense.",
    LOG },
  { "output", "sshd did not take the answer.", LOG },
  { "internal", "The verifier ran out of memory or descriptors.", LOG },
};

static guint
find (const char *reason)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (table) && strcmp (table[i].reason, reason) != 0)
    i++;
  return i;
}

const char *
dpm_advice_sentence (const char *reason)
{
  guint i = find (reason);

  if (i < G_N_ELEMENTS (table) && table[i].sentence != NULL)
    return table[i].sentence;
  for (guint code = 0; code < DP_ERROR_N; code++)
    if (strcmp (dp_error_word (code), reason) == 0)
      return dp_error_sentence (code);
  return "The verifier could not finish.";
}

/* What has no advice of its own is a certificate that cannot be read. */
const char *
dpm_advice_for (const char *reason)
{
  guint i = find (reason);

  return i < G_N_ELEMENTS (table) ? table[i].advice : BROKEN;
}
