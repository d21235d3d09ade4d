/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-error.h"

G_DEFINE_QUARK (dp-error-quark, dp_error)

static const struct
{
  const char *word;
  const char *sentence;
} table[DP_ERROR_N] = {
  [DP_ERROR_LIMIT] = { "limit", "The data is larger than Daypass accepts." },
  [DP_ERROR_TRUNCATED] = { "truncated", "The data ends too early." },
  [DP_ERROR_TRAILING] = { "trailing", "There is data left over at the end." },
  [DP_ERROR_BASE64] = { "base64", "The data is not in canonical base64 form." },
  [DP_ERROR_UTF8] = { "utf8", "The text is not valid UTF-8." },
  [DP_ERROR_CRYPTO] = { "crypto", "The cryptographic library failed." },
  [DP_ERROR_JSON_SYNTAX] = { "json-syntax", "The JSON is not valid." },
  [DP_ERROR_JSON_TYPE] = { "json-type", "A JSON member has the wrong type." },
  [DP_ERROR_JSON_MISSING] = { "json-missing", "A required JSON member is missing." },
  [DP_ERROR_KEY_MALFORMED] = { "key-malformed", "The key is malformed." },
  [DP_ERROR_KEY_WEAK] = { "key-weak", "The key is too weak or too large." },
  [DP_ERROR_KEY_TYPE] = { "key-type", "This kind of key cannot be used here." },
  [DP_ERROR_KEY_PRIVATE] = { "key-private",
    "There are private parts in what should be a public key." },
  [DP_ERROR_KEY_USE] = { "key-use", "The key is not meant for this kind of signature." },
  [DP_ERROR_KEY_UNKNOWN] = { "key-unknown",
    "The provider has no key with the id that the token names." },
  [DP_ERROR_ALGORITHM] = { "algorithm", "The signature algorithm is not allowed." },
  [DP_ERROR_JWS_MALFORMED] = { "jws-malformed",
                               "The token does not have the form of a signed token." },
  [DP_ERROR_JWS_HEADER] = { "jws-header", "The token's header has a member that is not allowed." },
  [DP_ERROR_SIGNATURE] = { "signature", "The provider's signature is not valid." },
  [DP_ERROR_PKT_MALFORMED] = { "pkt-malformed", "The token in the certificate is damaged." },
  [DP_ERROR_PKT_ROLES] = { "pkt-roles",
    "The token in the certificate needs one signature of the provider and one of the client." },
  [DP_ERROR_PKT_TYPE] = { "pkt-type",
    "A signature in the token is of a kind that is not accepted." },
  [DP_ERROR_CIC_MALFORMED] = { "cic-malformed",
    "The client's part of the token is damaged." },
  [DP_ERROR_CIC_SIGNATURE] = { "cic-signature",
    "The client's signature in the token is not valid." },
  [DP_ERROR_COMMITMENT] = { "commitment", "The provider's token was not made for this key." },
  [DP_ERROR_GQ_REQUIRED] = { "gq-required",
    "This provider's tokens are accepted only with a GQ proof." },
  [DP_ERROR_GQ_PROOF] = { "gq-proof",
                          "The GQ proof, which stands for the provider's signature, is not "
                          "valid." },
  [DP_ERROR_UPK_MISMATCH] = { "upk-mismatch",
    "The token in the certificate belongs to another key." },
  [DP_ERROR_ISSUER_UNKNOWN] = { "issuer-unknown",
    "The provider that issued the token is not in the providers file." },
  [DP_ERROR_ISSUER_MISMATCH] = { "issuer-mismatch",
    "The provider calls itself by another name than expected." },
  [DP_ERROR_AUDIENCE] = { "audience", "The token was made for another application (client ID)." },
  [DP_ERROR_SUBJECT] = { "subject",
                         "The token does not say whom it is about, or is about somebody else." },
  [DP_ERROR_NONCE] = { "nonce", "The token does not belong to this sign-in." },
  [DP_ERROR_CLAIM] = { "claim", "A value in the token is missing or not allowed." },
  [DP_ERROR_EXPIRED] = { "expired", "The sign-in has ended." },
  [DP_ERROR_CLOCK_BEHIND] = { "clock-behind",
    "The token comes from the future: this clock is slow, or the provider's is fast." },
  [DP_ERROR_CLOCK] = { "clock",
    "This computer's clock is wrong: it is before the day Daypass was built." },
  [DP_ERROR_CLOCK_WRONG] = { "clock-wrong", "This computer's clock is wrong." },
  [DP_ERROR_REFRESHED] = { "refreshed",
    "The refreshed token does not belong to the original sign-in." },
  [DP_ERROR_SSH_MALFORMED] = { "ssh-malformed", "The SSH key or certificate is malformed." },
  [DP_ERROR_SSH_TYPE] = { "ssh-type", "This type of SSH key or certificate is not accepted." },
  [DP_ERROR_CERT_SIGNATURE] = { "cert-signature", "The certificate's own signature is not valid." },
  [DP_ERROR_CERT_SIGNER] = { "cert-signer",
    "The certificate is not signed by its own key." },
  [DP_ERROR_CERT_KIND] = { "cert-kind", "The certificate is not a user certificate." },
  [DP_ERROR_CERT_VALIDITY] = { "cert-validity", "The certificate is not valid at this time." },
  [DP_ERROR_CERT_OPTION] = { "cert-option", "The certificate has options that are not accepted." },
  [DP_ERROR_CERT_NO_TOKEN] = { "cert-no-token", "The certificate holds no token of a provider." },
  [DP_ERROR_PRINCIPAL] = { "principal", "The certificate does not allow this login name." },
  [DP_ERROR_LOGIN_NAME] = { "login-name", "The login name has characters that are not accepted." },
  [DP_ERROR_TABLE_ROW] = { "table-row", "A row of the file cannot be read." },
  [DP_ERROR_POLICY_UNSAFE] = { "policy-unsafe",
    "A configuration file has an unsafe owner, mode or type, or is too big." },
  [DP_ERROR_POLICY_CHANGED] = { "policy-changed",
                                "A configuration file changed while it was read." },
  [DP_ERROR_POLICY_EXPIRY] = { "policy-expiry", "The lifetime is not one of the known words." },
  [DP_ERROR_CONFIG] = { "config", "A configuration file is missing or not valid." },
  [DP_ERROR_DENIED_USER] = { "denied-user", "This login name is on the deny list." },
  [DP_ERROR_DENIED_EMAIL] = { "denied-email", "This e-mail address is on the deny list." },
  [DP_ERROR_EMAIL_UNVERIFIED] = { "email-unverified",
    "The provider has not verified this e-mail address." },
  [DP_ERROR_NOT_LISTED] = { "not-listed",
    "No rule lets this identity log in as this user." },
  [DP_ERROR_CONFINEMENT] = { "confinement",
    "This kernel cannot confine the verifier as the configuration demands." },
  [DP_ERROR_UNREACHABLE] = { "unreachable", "The provider cannot be reached." },
  [DP_ERROR_TLS] = { "tls", "The provider's TLS certificate is not trusted." },
  [DP_ERROR_HTTP] = { "http", "The provider answered with an error." },
  [DP_ERROR_NOT_A_PROVIDER] = { "not-a-provider", "This address is not an OpenID provider." },
  [DP_ERROR_PROVIDER] = { "provider", "The provider refused the sign-in." },
  [DP_ERROR_GRANT] = { "grant",
    "The provider does not accept this code or refresh token any more." },
  [DP_ERROR_ACCESS_DENIED] = { "access-denied", "The sign-in was declined." },
  [DP_ERROR_REDIRECT_URI] = { "redirect-uri", "The redirect address cannot be used." },
  [DP_ERROR_PORTS_TAKEN] = { "ports-taken", "All ports for the sign-in are in use." },
  [DP_ERROR_STATE] = { "state", "The answer belongs to another sign-in." },
  [DP_ERROR_NO_ID_TOKEN] = { "no-id-token", "The provider gave no ID token." },
  [DP_ERROR_NO_ACCESS_TOKEN] = { "no-access-token", "The provider gave no access token." },
  [DP_ERROR_NO_REFRESH_TOKEN] = { "no-refresh-token", "The provider gave no refresh token." },
  [DP_ERROR_TIMED_OUT] = { "timed-out", "It took too long." },
  [DP_ERROR_CANCELLED] = { "cancelled", "The sign-in was cancelled." },
  [DP_ERROR_URL] = { "url", "The address is not one that Daypass may use." },
  [DP_ERROR_USAGE] = { "usage", "The settings or arguments cannot work." },
  [DP_ERROR_FILE] = { "file", "A file could not be read or written." },
  [DP_ERROR_FILE_FOREIGN] = { "file-foreign", "A file is in the way that Daypass did not make." },
  [DP_ERROR_FILE_READ_ONLY] = { "file-read-only", "The place for the file cannot be written." },
};

const char *
dp_error_word (DpError code)
{
  return (guint) code < DP_ERROR_N ? table[code].word : "unknown";
}

const char *
dp_error_sentence (DpError code)
{
  return (guint) code < DP_ERROR_N ? table[code].sentence : "Something unexpected happened.";
}

DpError
dp_error_code (const GError *error)
{
  return error != NULL && error->domain == DP_ERROR ? (DpError) error->code : DP_ERROR_N;
}

const char *
dp_error_reason (const GError *error)
{
  DpError code = dp_error_code (error);

  return code < DP_ERROR_N ? table[code].word : "internal";
}

gboolean
dp_error_set (GError    **error,
              DpError     code,
              const char *format,
              ...)
{
  va_list args;

  if (error == NULL)
    return FALSE;
  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (DP_ERROR, (int) code, format, args));
  va_end (args);
  return FALSE;
}
