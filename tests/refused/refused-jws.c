/* SPDX-License-Identifier: Apache-2.0 */
/* Signed tokens whose header, or whose three parts, are not what they should be. */
#include <string.h>

#include "dp-jws.h"
#include "dp-limits.h"
#include "dpt-jose.h"
#include "dpt.h"

#define PAYLOAD "{\"iss\":\"https://op.example\"}"

static DptSigner *rsa;

/*
 * The protected header; signed properly with the issuer's RSA key by RS256, which is also what the
 * caller allows: nothing but the header is wrong.
 */
static const DptRefused headers[] = {
  { "alg_none", "a token without a signature", "{\"alg\":\"none\"}", DP_ERROR_ALGORITHM },
  { "alg_none_capital", "the same, past a comparison with case", "{\"alg\":\"None\"}",
    DP_ERROR_ALGORITHM },
  { "alg_hs256", "an HMAC", "{\"alg\":\"HS256\"}", DP_ERROR_ALGORITHM },
  { "alg_rs384", "an algorithm that is not in our table", "{\"alg\":\"RS384\"}",
    DP_ERROR_ALGORITHM },
  { "alg_rs512", "the same", "{\"alg\":\"RS512\"}", DP_ERROR_ALGORITHM },
  { "alg_rs1", "SHA-1", "{\"alg\":\"RS1\"}", DP_ERROR_ALGORITHM },
  { "alg_ps256", "another one than the caller allows", "{\"alg\":\"PS256\"}", DP_ERROR_ALGORITHM },
  { "alg_es256", "an algorithm of another kind of key", "{\"alg\":\"ES256\"}",
    DP_ERROR_ALGORITHM },
  { "alg_eddsa", "the same", "{\"alg\":\"EdDSA\"}", DP_ERROR_ALGORITHM },
  { "alg_gq256", "a proof's algorithm on a signature", "{\"alg\":\"GQ256\"}",
    DP_ERROR_ALGORITHM },
  { "alg_lower_case", "another spelling", "{\"alg\":\"rs256\"}", DP_ERROR_ALGORITHM },
  { "alg_with_space", "another spelling", "{\"alg\":\"RS256 \"}", DP_ERROR_ALGORITHM },
  { "alg_empty", "no name", "{\"alg\":\"\"}", DP_ERROR_ALGORITHM },
  { "alg_missing", "no algorithm", "{\"typ\":\"JWT\"}", DP_ERROR_JSON_MISSING },
  { "alg_null", "no algorithm", "{\"alg\":null}", DP_ERROR_JSON_MISSING },
  { "alg_number", "not a name", "{\"alg\":256}", DP_ERROR_JSON_TYPE },
  { "alg_list", "several to choose from", "{\"alg\":[\"RS256\"]}", DP_ERROR_JSON_TYPE },
  { "alg_twice", "one for each of two parsers", "{\"alg\":\"RS256\",\"alg\":\"none\"}",
    DP_ERROR_JSON_SYNTAX },
  { "alg_other_case", "the name that Go takes too", "{\"ALG\":\"RS256\"}", DP_ERROR_JSON_MISSING },
  { "alg_none_and_other_case", "what opkssh accepts (protocol notes, C5)",
    "{\"alg\":\"none\",\"ALG\":\"RS256\"}", DP_ERROR_ALGORITHM },
  { "crit", "an extension that must be understood", "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}",
    DP_ERROR_JWS_HEADER },
  { "crit_empty", "an empty list, which RFC 7515 forbids", "{\"alg\":\"RS256\",\"crit\":[]}",
    DP_ERROR_JWS_HEADER },
  { "crit_null", "a list that is not there", "{\"alg\":\"RS256\",\"crit\":null}",
    DP_ERROR_JWS_HEADER },
  { "b64_false", "RFC 7797: the payload is not base64url", "{\"alg\":\"RS256\",\"b64\":false}",
    DP_ERROR_JWS_HEADER },
  { "b64_true", "RFC 7797 without crit", "{\"alg\":\"RS256\",\"b64\":true}", DP_ERROR_JWS_HEADER },
  { "jwk", "brings its own key", "{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"RSA\"}}",
    DP_ERROR_JWS_HEADER },
  { "jku", "says where its key is", "{\"alg\":\"RS256\",\"jku\":\"https://evil.example\"}",
    DP_ERROR_JWS_HEADER },
  { "x5c", "brings its own certificate", "{\"alg\":\"RS256\",\"x5c\":[\"MII\"]}",
    DP_ERROR_JWS_HEADER },
  { "x5u", "says where its certificate is", "{\"alg\":\"RS256\",\"x5u\":\"https://evil.example\"}",
    DP_ERROR_JWS_HEADER },
  { "kid_number", "a key id that is not text", "{\"alg\":\"RS256\",\"kid\":1}",
    DP_ERROR_JSON_TYPE },
  { "kid_list", "several key ids", "{\"alg\":\"RS256\",\"kid\":[\"a\"]}", DP_ERROR_JSON_TYPE },
  { "kid_nul", "a key id that C code would cut", "{\"alg\":\"RS256\",\"kid\":\"a\\u0000b\"}",
    DP_ERROR_JSON_SYNTAX },
  { "typ_number", "a type that is not text", "{\"alg\":\"RS256\",\"typ\":1}",
    DP_ERROR_JSON_TYPE },
  { "array", "a header that is a list", "[\"alg\",\"RS256\"]", DP_ERROR_JSON_TYPE },
  { "text", "a header that is not JSON", "RS256", DP_ERROR_JSON_SYNTAX },
  { "empty", "no header", "", DP_ERROR_JSON_SYNTAX },
  { "two", "two headers", "{\"alg\":\"RS256\"}{}", DP_ERROR_JSON_SYNTAX },
  { "byte_order_mark", "something in front", "\xef\xbb\xbf{\"alg\":\"RS256\"}",
    DP_ERROR_JSON_SYNTAX },
  { "bad_utf8", "text that is not UTF-8", "{\"alg\":\"RS256\",\"kid\":\"\xff\"}", DP_ERROR_UTF8 },
  { "deep", "17 levels", "{\"alg\":\"RS256\",\"x\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}",
    DP_ERROR_LIMIT },
};

static void
check_token (const char *token,
             GError    **error)
{
  g_autoptr (DpJws) jws = dp_jws_parse_compact (token, strlen (token), error);

  if (jws != NULL)
    g_assert_false (dp_jws_verify (jws, dpt_signer_get_public (rsa), DP_SIGN_RS256, error));
}

static void
check_header (const DptRefused *row,
              GError          **error)
{
  g_autofree char *token = dpt_signer_token (rsa, DP_SIGN_RS256, row->input, PAYLOAD);

  check_token (token, error);
}

/* {"alg":"RS256"} . "foo?" . three bytes: what is refused is the spelling of the parts. */
#define H "eyJhbGciOiJSUzI1NiJ9"
#define P "Zm9vPw"
#define S "Zm9v"

static const DptRefused texts[] = {
  { "nothing", "no token", "", DP_ERROR_JWS_MALFORMED },
  { "one_part", "a header only", H, DP_ERROR_JWS_MALFORMED },
  { "two_parts", "no signature", H "." P, DP_ERROR_JWS_MALFORMED },
  { "four_parts", "something behind the signature", H "." P "." S ".", DP_ERROR_JWS_MALFORMED },
  { "encrypted", "a JWE has five parts", H ".a.b.c.d", DP_ERROR_JWS_MALFORMED },
  { "dots", "three empty parts", "..", DP_ERROR_JSON_SYNTAX },
  { "header_padded", "another spelling of the header", "eyJhbGciOiJ4In0=." P "." S,
    DP_ERROR_BASE64 },
  { "header_alphabet", "the alphabet of plain base64", "eyJhbGciOiI/In0." P "." S,
    DP_ERROR_BASE64 },
  { "header_bits", "bits at the end that mean nothing", "eyJhbGciOiJ4In1." P "." S,
    DP_ERROR_BASE64 },
  { "header_newline", "a newline in the header, which Go skips", "eyJhbGci\nOiJSUzI1NiJ9." P "." S,
    DP_ERROR_BASE64 },
  { "header_length", "a length that base64 cannot have", H "A." P "." S, DP_ERROR_BASE64 },
  { "header_not_ascii", "a letter that looks like one", "\xd0\xb5" "JhbGciOiJSUzI1NiJ9." P "." S,
    DP_ERROR_BASE64 },
  { "payload_padded", "another spelling of the payload", H "." P "==." S, DP_ERROR_BASE64 },
  { "payload_bits", "bits at the end that mean nothing", H ".Zm9vPx." S, DP_ERROR_BASE64 },
  { "payload_cr", "a carriage return, which Go skips", H ".Zm9v\rPw." S, DP_ERROR_BASE64 },
  { "payload_space", "a space", H ". " P "." S, DP_ERROR_BASE64 },
  { "payload_length", "a length that base64 cannot have", H "." P "AAA." S, DP_ERROR_BASE64 },
  { "signature_padded", "padding, which opkssh accepts (C1)", H "." P ".Zm8=", DP_ERROR_BASE64 },
  { "signature_alphabet", "the alphabet of plain base64, as above", H "." P ".Zm+/",
    DP_ERROR_BASE64 },
  { "signature_bits", "bits at the end that mean nothing, as above", H "." P ".Zm9",
    DP_ERROR_BASE64 },
  { "signature_newline", "a newline at the end", H "." P "." S "\n", DP_ERROR_BASE64 },
  { "signature_empty", "no signature under an algorithm that has one", H "." P ".",
    DP_ERROR_SIGNATURE },
  { "signature_short", "three bytes", H "." P "." S, DP_ERROR_SIGNATURE },
};

static void
check_text (const DptRefused *row,
            GError          **error)
{
  check_token (row->input, error);
}

/* Sizes: input is what is too long. */
static const DptRefused sizes[] = {
  { "kid", "a key id of 1,025 bytes", "kid", DP_ERROR_LIMIT },
  { "kid_10k", "a key id of 10 kB", "kid10k", DP_ERROR_LIMIT },
  { "header", "a header above 8 KiB", "header", DP_ERROR_LIMIT },
  { "header_segment", "a header segment above 64 KiB", "header64k", DP_ERROR_LIMIT },
  { "payload", "a payload segment above 64 KiB", "payload", DP_ERROR_LIMIT },
  { "signature", "a signature segment above 64 KiB", "signature", DP_ERROR_LIMIT },
};

static void
check_size (const DptRefused *row,
            GError          **error)
{
  gboolean is_kid = g_str_has_prefix (row->input, "kid");
  gsize len = strcmp (row->input, "kid") == 0 ? DP_KID_MAX + 1 : is_kid ? 10000 : 70000;
  g_autofree char *filler = g_strnfill (strcmp (row->input, "header") == 0 ? 8192 : len, 'A');
  g_autofree char *header = g_strdup_printf ("{\"alg\":\"RS256\",\"%s\":\"%s\"}",
                                             is_kid ? "kid" : "x", filler);
  g_autofree char *token = NULL;

  if (strcmp (row->input, "payload") == 0)
    token = g_strconcat (H ".", filler, "." S, NULL);
  else if (strcmp (row->input, "signature") == 0)
    token = g_strconcat (H "." P ".", filler, NULL);
  else
    token = dpt_signer_token (rsa, DP_SIGN_RS256, header, PAYLOAD);
  check_token (token, error);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  dpt_init (&argc, &argv);
  rsa = dpt_signer_rsa ();
  dpt_add_refused ("/refused/jws/header", headers, check_header);
  dpt_add_refused ("/refused/jws/text", texts, check_text);
  dpt_add_refused ("/refused/jws/size", sizes, check_size);
  status = g_test_run ();
  dpt_signer_free (rsa);
  return status;
}
