/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile PK tokens in good certificates: forms, headers, claims. */
#include "dpt-refused-token.h"

#define CLAIMS(members) "{" DPT_WHO ",\"nonce\":\"$NONCE\"," members "}"
#define CIC(members) "{" members ",\"typ\":\"CIC\"}"
#define GOOD_CIC "\"alg\":\"ES256\",\"rz\":\"aa\",\"upk\":$UPK"

static const DptRefusedToken rows[] = {
  /* the form */
  { "empty-parts", "a token of colons only", DP_ERROR_JSON_SYNTAX, { .form = "::::" } },
  { "no-signature", "a payload alone", DP_ERROR_PKT_MALFORMED, { .form = "$P" } },
  { "even-parts", "a header without its signature", DP_ERROR_PKT_MALFORMED,
    { .form = "$P:$OH:$OS:$CH" } },
  { "missing-cic", "the provider's token without the client's signature", DP_ERROR_PKT_ROLES,
    { .form = "$P:$OH:$OS" } },
  { "missing-op", "the client's signature without the provider's", DP_ERROR_PKT_ROLES,
    { .form = "$P:$CH:$CS" } },
  { "two-op", "two provider signatures, the second for the last-one-wins", DP_ERROR_PKT_ROLES,
    { .form = "$P:$OH:$OS:$OH:$OS:$CH:$CS" } },
  { "two-cic", "two client signatures", DP_ERROR_PKT_ROLES,
    { .form = "$P:$OH:$OS:$CH:$CS:$CH:$CS" } },
  { "four-signatures", "more signatures than there are roles", DP_ERROR_PKT_ROLES,
    { .form = "$P:$OH:$OS:$CH:$CS:$CH:$CS:$OH:$OS" } },
  { "a-thousand-colons", "a split into as many strings as possible", DP_ERROR_PKT_ROLES,
    { .form = "$P:$OH:$OS:$CH:$CS:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::" } },
  { "second-dot", "a refreshed token with a fourth part", DP_ERROR_JWS_MALFORMED,
    { .form = DPT_FORM ".$OH.$P.$OS.$OS" } },
  { "empty-refreshed", "a dot with nothing behind it", DP_ERROR_JWS_MALFORMED,
    { .form = DPT_FORM "." } },
  { "refreshed-of-two-parts", "a refreshed token without a signature", DP_ERROR_JWS_MALFORMED,
    { .form = DPT_FORM ".$OH.$P" } },
  { "swapped-segments", "header in the payload's place", DP_ERROR_JSON_MISSING,
    { .form = "$OH:$P:$OS:$CH:$CS" } },
  { "line-feed", "a line feed inside a segment, which Go skips", DP_ERROR_BASE64,
    { .form = "$P\n:$OH:$OS:$CH:$CS" } },
  { "carriage-return", "a carriage return behind the last segment", DP_ERROR_BASE64,
    { .form = DPT_FORM "\r" } },
  { "padding", "base64 padding behind a signature, which opkssh takes", DP_ERROR_BASE64,
    { .form = "$P:$OH:$OS==:$CH:$CS" } },
  { "standard-alphabet", "a signature in the other base64 alphabet", DP_ERROR_BASE64,
    { .form = "$P:$OH:++//:$CH:$CS" } },
  { "space-in-front", "white space before the token", DP_ERROR_BASE64, { .form = " " DPT_FORM } },
  { "json-form", "the JSON form where the compact one belongs", DP_ERROR_BASE64,
    { .form = "{\"payload\":\"$P\",\"signatures\":[]}" } },

  /* types of signatures */
  { "typ-lower-case", "typ jwt, which has no role", DP_ERROR_PKT_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"jwt\"}" } },
  { "typ-dpop", "a key-bound token, whose nonce means nothing", DP_ERROR_PKT_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"dpop+id_token\"}" } },
  { "typ-cnf", "a key-bound token of openpubkey before 0.24", DP_ERROR_PKT_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"id_token+cnf\"}" } },
  { "typ-cic-of-op", "the provider's signature as a client's", DP_ERROR_PKT_ROLES,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"CIC\"}" } },
  { "typ-number", "a typ that is not text", DP_ERROR_JSON_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":7}" } },
  { "typ-twice", "two typ members for two parsers", DP_ERROR_JSON_SYNTAX,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"JWT\",\"typ\":\"CIC\"}" } },
  { "cic-typ-lower-case", "a client header with typ cic", DP_ERROR_PKT_TYPE,
    { .cic = "{" GOOD_CIC ",\"typ\":\"cic\"}" } },
  { "cic-without-typ", "a client header without typ, which crashes opkssh", DP_ERROR_PKT_ROLES,
    { .cic = "{" GOOD_CIC "}" } },

  /* the provider's header */
  { "alg-none", "no signature at all", DP_ERROR_ALGORITHM,
    { .header = "{\"alg\":\"none\",\"kid\":\"es\"}", .signer = "none" } },
  { "alg-hs256", "the provider's public key as a shared secret", DP_ERROR_ALGORITHM,
    { .header = "{\"alg\":\"HS256\",\"kid\":\"es\"}" } },
  { "alg-case", "an algorithm in other letters", DP_ERROR_ALGORITHM,
    { .header = "{\"alg\":\"es256\",\"kid\":\"es\"}" } },
  { "alg-missing", "a header that names no algorithm", DP_ERROR_JSON_MISSING,
    { .header = "{\"kid\":\"es\"}" } },
  { "alg-second-name", "ALG beside alg, for parsers that fold names", DP_ERROR_ALGORITHM,
    { .header = "{\"alg\":\"none\",\"ALG\":\"ES256\",\"kid\":\"es\"}" } },
  { "alg-of-another-key", "RS256 with the id of a P-256 key", DP_ERROR_KEY_USE,
    { .header = "{\"alg\":\"RS256\",\"kid\":\"es\"}" } },
  { "kid-unknown", "a key that the provider does not have", DP_ERROR_KEY_UNKNOWN,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"nope\"}" } },
  { "kid-missing", "no key id where the provider has three keys", DP_ERROR_KEY_UNKNOWN,
    { .header = "{\"alg\":\"ES256\"}" } },
  { "kid-empty", "an empty key id", DP_ERROR_KEY_UNKNOWN,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"\"}" } },
  { "kid-number", "a key id that is not text", DP_ERROR_JSON_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":1}" } },
  { "crit", "an extension that must be understood", DP_ERROR_JWS_HEADER,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"crit\":[\"exp\"]}" } },
  { "b64-false", "an unencoded payload", DP_ERROR_JWS_HEADER,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"b64\":false}" } },
  { "embedded-jwk", "the sender's own key in the header", DP_ERROR_JWS_HEADER,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"jwk\":{\"kty\":\"EC\"}}" } },
  { "jkt-number", "a thumbprint that is not text", DP_ERROR_JSON_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"jkt\":1}" } },
  { "cic-number", "a commitment in the header that is not text", DP_ERROR_JSON_TYPE,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"cic\":[]}" } },
  { "key-of-another", "another key under the provider's id", DP_ERROR_SIGNATURE,
    { .signer = "other" } },
  { "signature-empty", "an empty signature under a real algorithm", DP_ERROR_SIGNATURE,
    { .form = "$P:$OH::$CH:$CS" } },
  { "signature-of-client", "the client's signature in the provider's place", DP_ERROR_SIGNATURE,
    { .form = "$P:$OH:$CS:$CH:$CS" } },

  /* the client's header and signature */
  { "cic-without-rz", "claims whose hash can be guessed", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"upk\":$UPK") } },
  { "cic-rz-empty", "an empty rz", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":\"\",\"upk\":$UPK") } },
  { "cic-rz-null", "a null rz, whose hash Go cannot make", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":null,\"upk\":$UPK") } },
  { "cic-without-upk", "claims about no key", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":\"aa\"") } },
  { "cic-upk-text", "a key that is not an object", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":\"aa\",\"upk\":\"key\"") } },
  { "cic-alg-unlike-upk", "an alg that is not the key's", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"EdDSA\",\"rz\":\"aa\",\"upk\":$UPK") } },
  { "cic-alg-ps256", "PS256, which no client key has", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"PS256\",\"rz\":\"aa\",\"upk\":$UPK") } },
  { "cic-upk-without-alg", "a key without alg", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":\"aa\",\"upk\":{\"kty\":\"EC\",\"crv\":\"P-256\","
                  "\"x\":\"ukpv3fU6tqQKaUwcdBAQoK3IHvJIW__9yNd1oR7qvZc\","
                  "\"y\":\"nBBxXrx0Nziwg_evfUMUUgnGKKUf2ATpWG9EojnUoU4\"}") } },
  { "cic-upk-private", "a private key where the public one belongs", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":\"aa\",\"upk\":{\"alg\":\"ES256\",\"kty\":\"EC\","
                  "\"crv\":\"P-256\",\"d\":\"VkLzE5IzCxLiD3QzSiijY5CzpU0gZ7h8NECFL_MoyFQ\","
                  "\"x\":\"ukpv3fU6tqQKaUwcdBAQoK3IHvJIW__9yNd1oR7qvZc\","
                  "\"y\":\"nBBxXrx0Nziwg_evfUMUUgnGKKUf2ATpWG9EojnUoU4\"}") } },
  { "cic-upk-long-x", "a coordinate of 33 bytes, which crashes opkssh", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC ("\"alg\":\"ES256\",\"rz\":\"aa\",\"upk\":{\"alg\":\"ES256\",\"kty\":\"EC\","
                  "\"crv\":\"P-256\",\"x\":\"AbpKb931OrakCmlMHHQQEKCtyB7ySFv__cjXdaEe6r2X\","
                  "\"y\":\"nBBxXrx0Nziwg_evfUMUUgnGKKUf2ATpWG9EojnUoU4\"}") } },
  { "cic-extra-null", "a null member, whose hash Go cannot make", DP_ERROR_CIC_MALFORMED,
    { .cic = CIC (GOOD_CIC ",\"extra\":null") } },
  { "cic-changed", "client claims with one more member than was signed for", DP_ERROR_CIC_SIGNATURE,
    { .form = "$P:$OH:$OS:eyJhbGciOiJFUzI1NiIsInJ6IjoiYWEiLCJ0eXAiOiJDSUMiLCJ1cGsiOnsiYWxnIjoiRVM"
              "yNTYiLCJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6InVrcHYzZlU2dHFRS2FVd2NkQkFRb0szSUh2"
              "SklXX185eU5kMW9SN3F2WmMiLCJ5IjoibkJCeFhyeDBOeml3Z19ldmZVTVVVZ25HS0tVZjJBVHBXRzlFb"
              "2puVW9VNCJ9fQ:$CS" } },
  { "cic-signed-by-another", "a client signature by another key", DP_ERROR_CIC_SIGNATURE,
    { .cic_signer = "other" } },
  { "cic-not-signed", "an empty client signature", DP_ERROR_CIC_SIGNATURE,
    { .cic_signer = "none" } },
  { "cert-of-another", "a victim's token in the certificate of another key", DP_ERROR_UPK_MISMATCH,
    { .cert_key = "other" } },

  /* claims */
  { "nonce-of-another", "a token made for another key", DP_ERROR_COMMITMENT,
    { .claims = "{" DPT_WHO ",\"nonce\":\"fsTLlOIUqtJHomMB2t6HymoAqJi-wORIFtg3y8c65VY\","
                DPT_TIMES "}" } },
  { "nonce-missing", "a token without a nonce", DP_ERROR_COMMITMENT,
    { .claims = "{" DPT_WHO "," DPT_TIMES "}" } },
  { "nonce-empty", "an empty nonce", DP_ERROR_COMMITMENT,
    { .claims = "{" DPT_WHO ",\"nonce\":\"\"," DPT_TIMES "}" } },
  { "nonce-case", "Nonce instead of nonce", DP_ERROR_COMMITMENT,
    { .claims = "{" DPT_WHO ",\"Nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "nonce-list", "a nonce that is a list", DP_ERROR_JSON_TYPE,
    { .claims = "{" DPT_WHO ",\"nonce\":[\"$NONCE\"]," DPT_TIMES "}" } },
  { "nonce-twice", "two nonces for two parsers", DP_ERROR_JSON_SYNTAX,
    { .claims = "{" DPT_WHO ",\"nonce\":\"x\",\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "nonce-padded", "the commitment with padding", DP_ERROR_COMMITMENT,
    { .claims = "{" DPT_WHO ",\"nonce\":\"$NONCE=\"," DPT_TIMES "}" } },
  { "access-token", "an access token (no nonce) presented as ID token", DP_ERROR_COMMITMENT,
    { .header = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"at+jwt\"}",
      .claims = "{" DPT_WHO ",\"scope\":\"openid\"," DPT_TIMES "}" } },
  { "iss-slash", "the issuer with a slash behind it", DP_ERROR_ISSUER_MISMATCH,
    { .claims = "{\"iss\":\"" DPT_ISSUER "/\",\"sub\":\"u1\",\"aud\":\"client\","
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "iss-case", "the issuer in other letters", DP_ERROR_ISSUER_MISMATCH,
    { .claims = "{\"iss\":\"https://OP.example\",\"sub\":\"u1\",\"aud\":\"client\","
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "iss-missing", "a token of nobody", DP_ERROR_ISSUER_MISMATCH,
    { .claims = "{\"sub\":\"u1\",\"aud\":\"client\",\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "iss-folded", "ISS beside iss", DP_ERROR_ISSUER_MISMATCH,
    { .claims = "{\"iss\":\"https://evil.example\",\"ISS\":\"" DPT_ISSUER "\",\"sub\":\"u1\","
                "\"aud\":\"client\",\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "iss-number", "an issuer that is not text", DP_ERROR_JSON_TYPE,
    { .claims = "{\"iss\":1,\"sub\":\"u1\",\"aud\":\"client\",\"nonce\":\"$NONCE\"," DPT_TIMES
                "}" } },
  { "sub-missing", "a token about nobody", DP_ERROR_SUBJECT,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"aud\":\"client\",\"nonce\":\"$NONCE\"," DPT_TIMES
                "}" } },
  { "sub-empty", "a token about the empty name", DP_ERROR_SUBJECT,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"\",\"aud\":\"client\","
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "aud-of-another", "a token of another application", DP_ERROR_AUDIENCE,
    { .client_id = "other-client" } },
  { "aud-missing", "a token for no application", DP_ERROR_AUDIENCE,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"nonce\":\"$NONCE\"," DPT_TIMES
                "}" } },
  { "aud-joined", "two audiences in one text, which Go splits at the comma", DP_ERROR_AUDIENCE,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":\"x,client\","
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "aud-number", "an audience that is not text", DP_ERROR_JSON_TYPE,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":1,\"nonce\":\"$NONCE\","
                DPT_TIMES "}" } },
  { "aud-mixed-list", "a list of audiences with a number, which crashes opkssh", DP_ERROR_JSON_TYPE,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":[\"client\",1],"
                "\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "azp-of-another", "several audiences, issued to another application", DP_ERROR_AUDIENCE,
    { .claims = "{\"iss\":\"" DPT_ISSUER "\",\"sub\":\"u1\",\"aud\":[\"client\",\"x\"],"
                "\"azp\":\"x\",\"nonce\":\"$NONCE\"," DPT_TIMES "}" } },
  { "azp-number", "an azp that is not text", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"azp\":1," DPT_TIMES) } },
  { "email-number", "an address that is not text", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"email\":1," DPT_TIMES) } },
  { "groups-text", "groups that are one text", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"groups\":\"admins\"," DPT_TIMES) } },
  { "groups-number-inside", "a group that is not text", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"groups\":[\"a\",1]," DPT_TIMES) } },
  { "cnf-text", "a key binding that is not an object", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"cnf\":\"x\"," DPT_TIMES) } },
  { "cnf-jwk-text", "a bound key that is not an object", DP_ERROR_JSON_TYPE,
    { .claims = CLAIMS ("\"cnf\":{\"jwk\":\"x\"}," DPT_TIMES) } },
};

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  dpt_add_refused_tokens ("/refused/token", rows);
  return g_test_run ();
}
