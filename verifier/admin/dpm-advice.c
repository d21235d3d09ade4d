/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-advice.h"

#include <string.h>

#include "dp-error.h"
#include "dp-text.h"

#define SIGN_IN "the person must sign in again, with \"daypass login\" or \"opkssh login\""
#define BROKEN "the certificate was damaged or changed, or is not from daypass or opkssh: " SIGN_IN
#define LOG "\"journalctl -t daypass-verify\" and sshd's own log, at the same time, may say more"
#define REPORT \
  "this is a fault of Daypass, or the server is out of memory: " LOG "; please report it"

/* The first row that fits counts. In capitals: what is known of the refusal (see fill_in). The
 * sentence stands for that of core/base/dp-error.c, which also speaks to those who sign in. */
static const struct
{
  const char *reason;
  const char *detail;   /* (nullable): has this inside */
  const char *sentence; /* (nullable) */
  const char *advice;
} table[] = {
  { "expired", NULL, NULL,
    SIGN_IN "; how long a sign-in counts is the third column of the providers file" },
  { "refreshed", NULL, NULL, SIGN_IN },
  { "clock-behind", NULL, NULL,
    "compare this server's clock (timedatectl) with the real time, and set it; if the provider's "
    "is the wrong one, see iat_tolerance in daypass-policy(5)" },
  { "clock", NULL, NULL, "set this server's clock (timedatectl)" },
  { "issuer-unknown", "to the letter", NULL,
    "if both are the same provider, write its address there as the token has it; one with http:// "
    "is not accepted, and must be mended at the provider" },
  { "issuer-unknown", NULL, NULL,
    "if you trust this provider: daypass-admin provider enable ISSUER CLIENT-ID, with the client "
    "ID that it gave you" },
  { "audience", NULL, NULL,
    "if people may sign in through that application as well: daypass-admin provider enable ISSUER "
    "CLIENT-ID, with the client ID that the token is for" },
  { "gq-required", NULL, NULL,
    "sign in with a program that makes GQ proofs, as opkssh does on CI" },
  { "signature", NULL, NULL,
    BROKEN ". If it comes again, the provider has changed its keys: \"daypass-admin status\" says "
    "when they were fetched" },
  { "algorithm", NULL, "The token is signed in a way that is not accepted.",
    "whoever runs the provider must let it sign with RS256, PS256, ES256 or EdDSA" },
  { "key-use", NULL, "The provider's key is not meant for this kind of signature.",
    BROKEN ". If it comes again, whoever runs the provider must mend the keys that it publishes" },
  { "key-weak", NULL, "The provider's key is too weak or too large.",
    "whoever runs the provider must sign with another key" },
  { "key-unknown", NULL, NULL,
    "try again in a minute, so often are keys fetched at most. If it stays so, " SIGN_IN },
  { "unreachable", "does not answer", "The provider's keys cannot be had.",
    "start it: \"systemctl start daypass-fetch.socket\", or without systemd \"daypass-fetch "
    "--listen\"" },
  { "unreachable", NULL, "The provider's keys cannot be had.",
    "\"daypass-admin status\" has the last error, \"journalctl -t daypass-fetch\" all of them. A "
    "server behind a proxy names it under env_vars in config.yml" },
  { "subject", NULL, "The token does not say whom it is about.",
    "whoever runs the provider must let it put a subject (\"sub\") into its tokens" },
  { "claim", NULL, NULL, "whoever runs the provider must mend the token that it makes" },
  { "json-syntax", NULL, "The token in the certificate is not valid JSON.", BROKEN },
  { "json-type", NULL, "A value in the token has the wrong type.", BROKEN },
  { "json-missing", NULL, "A value is missing in the token.", BROKEN },
  { "truncated", NULL, "The certificate ends too early.", BROKEN },
  { "trailing", NULL, "There is something behind the end of the certificate.", BROKEN },
  { "base64", NULL, "The certificate, or the token in it, is not proper base64.", BROKEN },
  { "limit", NULL, "The certificate, or something in it, is larger than Daypass accepts.", BROKEN },
  { "principal", NULL, NULL, SIGN_IN ", without --principals or with this login name among them" },
  { "login-name", NULL, NULL, "rename the account, or log in to it with a plain key" },
  { "cert-validity", NULL, NULL, SIGN_IN },
  { "cert-option", NULL, NULL, SIGN_IN ": their certificates have no such options" },
  { "cert-no-token", NULL, NULL, "it is not a certificate of daypass or opkssh: " SIGN_IN },
  { "denied-user", NULL, NULL, "take the name off that list if it should be allowed" },
  { "denied-email", NULL, NULL, "take the address off that list if it should be allowed" },
  { "email-unverified", NULL, NULL,
    "let the provider verify the address; or name the person by subject: daypass-admin add LOGIN "
    "SUBJECT ISSUER; or see require_email_verified in daypass-policy(5)" },
  { "policy-unsafe", "too big", NULL,
    "make the file smaller: config.yml may have 64 KiB, the providers file 256 KiB" },
  { "policy-unsafe", "another kind", NULL, "put a regular file, or a directory, in its place" },
  { "policy-unsafe", "hard link", NULL, "put a copy of the file in its place" },
  { "policy-unsafe", NULL, NULL,
    "\"daypass-admin permissions check\" says what is wrong, \"daypass-admin permissions fix\" "
    "mends it" },
  { "policy-changed", NULL, NULL,
    "try again; change such files with an editor that writes a new one and renames it" },
  { "config", "providers: ", NULL,
    "\"daypass-admin provider list\" shows the rows, \"daypass-admin provider enable NAME\" puts "
    "one in force, or makes it" },
  { "config", "not there", NULL, "\"daypass-admin permissions fix\" makes what is missing" },
  { "config", NULL, NULL,
    "mend that line; until then no certificate lets anybody in. \"daypass-admin audit\" checks the "
    "file" },
  { "confinement", NULL, NULL,
    "use a kernel with seccomp and Landlock (Linux 5.13 and newer), or write \"confinement: best\" "
    "into config.yml" },
  { "not-listed", NULL, NULL,
    "if this person should log in: daypass-admin add LOGIN IDENTITY ISSUER" },
  { "deadline", NULL, "The verifier did not come to a decision in time.",
    "look what makes this server slow: load, memory, a file system that hangs. " LOG },
  { "judge-start", NULL, "The program that reads certificates cannot be started.",
    "install the package daypass-verifier again" },
  { "judge-died", NULL, "The program that reads certificates has crashed; nobody was let in.",
    REPORT },
  { "judge-malformed", NULL,
    "The program that reads certificates gave an answer that makes no sense.", REPORT },
  { "output", NULL, "sshd did not take the answer.", LOG },
  { "internal", NULL, "The verifier ran out of memory or descriptors.", LOG },
  { "crypto", NULL, NULL, "test it: " DP_LIBEXECDIR "/daypass-verify --self-test" },
  { "file", NULL, NULL, "see that the disk and its file system are well. " LOG },
  { "timed-out", NULL, NULL, LOG },
  { "usage", NULL, "The parts of Daypass do not understand each other.",
    "install the package daypass-verifier again" },
};

const char *
dpm_advice_sentence (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].sentence != NULL && strcmp (table[i].reason, reason) == 0)
      return table[i].sentence;
  for (guint code = 0; code < DP_ERROR_N; code++)
    if (strcmp (dp_error_word (code), reason) == 0)
      return dp_error_sentence (code);
  return "The verifier could not finish.";
}

/* What has no advice of its own is a certificate that cannot be read. */
static const char *
find_advice (const DpmRefusal *refusal)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].reason, refusal->reason) == 0
        && (table[i].detail == NULL || strstr (refusal->detail, table[i].detail) != NULL))
      return table[i].advice;
  return BROKEN;
}

/* A word for a shell: whoever copies the command must not start what a stranger's text says. */
static char *
dup_word (const char *text)
{
  g_autofree char *shown = dp_text_display (text, -1);

  if (strspn (shown, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "@%_+=:,./-") == strlen (shown))
    return g_steal_pointer (&shown);
  return g_shell_quote (shown);
}

static void
fill_in (GString    *text,
         const char *word,
         const char *value)
{
  g_autofree char *quoted = NULL;

  if (*value == '\0')
    return;
  quoted = dup_word (value);
  g_string_replace (text, word, quoted, 1);
}

char *
dpm_advice_dup (const DpmRefusal *refusal)
{
  g_autoptr (GString) text = g_string_new (find_advice (refusal));

  /* from the last word of a command to the first: no value is taken for a word to fill in */
  fill_in (text, "ISSUER", refusal->issuer);
  fill_in (text, "SUBJECT", refusal->subject);
  /* without a subject the identity is a hash: config.yml wants it so */
  fill_in (text, "IDENTITY", *refusal->subject == '\0' ? "" : refusal->identity);
  fill_in (text, "LOGIN", refusal->login);
  return g_strdup (text->str);
}
