/* SPDX-License-Identifier: Apache-2.0 */
/* Published keys that must not verify anything. */
#include <string.h>

#include "dp-base64.h"
#include "dp-jwks.h"
#include "dpt-jose.h"
#include "dpt.h"

/* Good coordinates (RFC 7515 A.3, RFC 8037 A.2) and a modulus ($N, set below). */
#define X "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\""
#define Y "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y
#define ED_X "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
#define OKP "\"kty\":\"OKP\",\"crv\":\"Ed25519\"," ED_X
#define RSA "\"kty\":\"RSA\",\"n\":\"$N\",\"e\":\"AQAB\""
#define Z43 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const DptRefused keys[] = {
  { "kty_missing", "no kind", "{\"n\":\"$N\",\"e\":\"AQAB\"}", DP_ERROR_JSON_MISSING },
  { "kty_number", "a kind that is not text", "{\"kty\":1}", DP_ERROR_JSON_TYPE },
  { "kty_unknown", "a kind of the future", "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\"}",
    DP_ERROR_KEY_TYPE },
  { "kty_lower_case", "another spelling", "{\"kty\":\"rsa\",\"n\":\"$N\",\"e\":\"AQAB\"}",
    DP_ERROR_KEY_TYPE },
  { "oct", "a shared secret", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", DP_ERROR_KEY_TYPE },
  { "oct_for_hmac", "a shared secret for HS256",
    "{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS256\"}", DP_ERROR_KEY_TYPE },
  { "private_rsa", "d", "{" RSA ",\"d\":\"AQ\"}", DP_ERROR_KEY_PRIVATE },
  { "private_rsa_p", "a prime without d", "{" RSA ",\"p\":\"AQ\"}", DP_ERROR_KEY_PRIVATE },
  { "private_rsa_q", "the other prime", "{" RSA ",\"q\":\"AQ\"}", DP_ERROR_KEY_PRIVATE },
  { "private_rsa_crt", "an exponent modulo a prime", "{" RSA ",\"dp\":\"AQ\"}",
    DP_ERROR_KEY_PRIVATE },
  { "private_rsa_qi", "an inverse", "{" RSA ",\"qi\":\"AQ\"}", DP_ERROR_KEY_PRIVATE },
  { "private_rsa_oth", "more primes", "{" RSA ",\"oth\":[]}", DP_ERROR_KEY_PRIVATE },
  { "private_ec", "d", "{" EC ",\"d\":\"AQ\"}", DP_ERROR_KEY_PRIVATE },
  { "private_ec_null", "d that is null", "{" EC ",\"d\":null}", DP_ERROR_KEY_PRIVATE },
  { "private_okp", "d", "{" OKP ",\"d\":\"AQ\"}", DP_ERROR_KEY_PRIVATE },
  { "use_enc", "a key for encryption", "{" EC ",\"use\":\"enc\"}", DP_ERROR_KEY_USE },
  { "use_empty", "a use without a name", "{" EC ",\"use\":\"\"}", DP_ERROR_KEY_USE },
  { "use_capital", "another spelling", "{" EC ",\"use\":\"SIG\"}", DP_ERROR_KEY_USE },
  { "use_number", "a use that is not text", "{" EC ",\"use\":1}", DP_ERROR_JSON_TYPE },
  { "key_ops_sign", "a key that signs only", "{" EC ",\"key_ops\":[\"sign\"]}", DP_ERROR_KEY_USE },
  { "key_ops_empty", "a key for nothing", "{" EC ",\"key_ops\":[]}", DP_ERROR_KEY_USE },
  { "key_ops_text", "operations that are not a list", "{" EC ",\"key_ops\":\"verify\"}",
    DP_ERROR_JSON_TYPE },
  { "key_ops_numbers", "operations that are not text", "{" EC ",\"key_ops\":[1]}",
    DP_ERROR_JSON_TYPE },
  { "alg_rs384", "an algorithm that is not in our table", "{" RSA ",\"alg\":\"RS384\"}",
    DP_ERROR_ALGORITHM },
  { "alg_oaep", "a key for encryption", "{" RSA ",\"alg\":\"RSA-OAEP\"}", DP_ERROR_ALGORITHM },
  { "alg_none", "no algorithm", "{" RSA ",\"alg\":\"none\"}", DP_ERROR_ALGORITHM },
  { "alg_hs256", "a public key as a shared secret", "{" RSA ",\"alg\":\"HS256\"}",
    DP_ERROR_ALGORITHM },
  { "alg_empty", "an algorithm without a name", "{" RSA ",\"alg\":\"\"}", DP_ERROR_ALGORITHM },
  { "alg_number", "an algorithm that is not text", "{" RSA ",\"alg\":1}", DP_ERROR_JSON_TYPE },
  { "alg_of_ec_on_rsa", "an algorithm of another kind", "{" RSA ",\"alg\":\"ES256\"}",
    DP_ERROR_KEY_TYPE },
  { "alg_of_rsa_on_ec", "the same", "{" EC ",\"alg\":\"RS256\"}", DP_ERROR_KEY_TYPE },
  { "alg_of_okp_on_ec", "the same", "{" EC ",\"alg\":\"EdDSA\"}", DP_ERROR_KEY_TYPE },
  { "kid_number", "an id that is not text", "{" EC ",\"kid\":7}", DP_ERROR_JSON_TYPE },
  { "kid_long", "an id of 1,100 bytes", "{" EC ",\"kid\":\"$K\"}", DP_ERROR_LIMIT },
  /* RSA */
  { "rsa_no_n", "no modulus", "{\"kty\":\"RSA\",\"e\":\"AQAB\"}", DP_ERROR_JSON_MISSING },
  { "rsa_no_e", "no exponent", "{\"kty\":\"RSA\",\"n\":\"$N\"}", DP_ERROR_JSON_MISSING },
  { "rsa_n_number", "a modulus that is not text", "{\"kty\":\"RSA\",\"n\":7,\"e\":\"AQAB\"}",
    DP_ERROR_JSON_TYPE },
  { "rsa_n_empty", "a modulus without bytes", "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}",
    DP_ERROR_KEY_MALFORMED },
  { "rsa_n_padded", "another spelling", "{\"kty\":\"RSA\",\"n\":\"$N=\",\"e\":\"AQAB\"}",
    DP_ERROR_BASE64 },
  { "rsa_n_zero", "a zero in front", "{\"kty\":\"RSA\",\"n\":\"$0\",\"e\":\"AQAB\"}",
    DP_ERROR_KEY_MALFORMED },
  { "rsa_n_even", "an even modulus", "{\"kty\":\"RSA\",\"n\":\"$E\",\"e\":\"AQAB\"}",
    DP_ERROR_KEY_WEAK },
  { "rsa_1024", "1024 bits", "{\"kty\":\"RSA\",\"n\":\"$1\",\"e\":\"AQAB\"}", DP_ERROR_KEY_WEAK },
  { "rsa_2040", "2040 bits", "{\"kty\":\"RSA\",\"n\":\"$2\",\"e\":\"AQAB\"}", DP_ERROR_KEY_WEAK },
  { "rsa_8200", "8200 bits: time", "{\"kty\":\"RSA\",\"n\":\"$8\",\"e\":\"AQAB\"}",
    DP_ERROR_KEY_WEAK },
  { "rsa_80000", "80,000 bits: time", "{\"kty\":\"RSA\",\"n\":\"$9\",\"e\":\"AQAB\"}",
    DP_ERROR_LIMIT },
  { "rsa_e_1", "everything is its own signature", "{\"kty\":\"RSA\",\"n\":\"$N\",\"e\":\"AQ\"}",
    DP_ERROR_KEY_WEAK },
  { "rsa_e_even", "an exponent that cannot be", "{\"kty\":\"RSA\",\"n\":\"$N\",\"e\":\"AQAA\"}",
    DP_ERROR_KEY_WEAK },
  { "rsa_e_zero", "an exponent that cannot be", "{\"kty\":\"RSA\",\"n\":\"$N\",\"e\":\"AA\"}",
    DP_ERROR_KEY_MALFORMED },
  { "rsa_e_zero_in_front", "another spelling",
    "{\"kty\":\"RSA\",\"n\":\"$N\",\"e\":\"AAEAAQ\"}", DP_ERROR_KEY_MALFORMED },
  { "rsa_e_long", "an exponent of 72 bits: time",
    "{\"kty\":\"RSA\",\"n\":\"$N\",\"e\":\"gAAAAAAAAAAB\"}", DP_ERROR_KEY_WEAK },
  /* EC */
  { "ec_no_crv", "no curve", "{\"kty\":\"EC\"," X "," Y "}", DP_ERROR_KEY_TYPE },
  { "ec_p384", "another curve", "{\"kty\":\"EC\",\"crv\":\"P-384\"," X "," Y "}",
    DP_ERROR_KEY_TYPE },
  { "ec_secp256k1", "another curve", "{\"kty\":\"EC\",\"crv\":\"secp256k1\"," X "," Y "}",
    DP_ERROR_KEY_TYPE },
  { "ec_crv_number", "a curve that is not text", "{\"kty\":\"EC\",\"crv\":256," X "," Y "}",
    DP_ERROR_JSON_TYPE },
  { "ec_as_okp", "the curve of another kind", "{\"kty\":\"OKP\",\"crv\":\"P-256\"," X "," Y "}",
    DP_ERROR_KEY_TYPE },
  { "ec_no_y", "half a point", "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "}", DP_ERROR_JSON_MISSING },
  { "ec_short", "a zero left out in front",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\"," Y "}", DP_ERROR_KEY_MALFORMED },
  { "ec_long", "a zero too many in front (Go panics)",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
    "\"AH_Nzidw9sRdQYPL7m_bS3tYBzM1e-nvE7rPbjx70VRF\"," Y "}", DP_ERROR_KEY_MALFORMED },
  { "ec_off_curve", "a point of another curve, to learn of a key",
    "{\"kty\":\"EC\",\"crv\":\"P-256\"," X ",\"y\":"
    "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a8\"}", DP_ERROR_KEY_MALFORMED },
  { "ec_infinity", "the point at infinity",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" Z43 "\",\"y\":\"" Z43 "\"}",
    DP_ERROR_KEY_MALFORMED },
  { "ec_no_infinity", "no coordinates",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}", DP_ERROR_KEY_MALFORMED },
  /* OKP */
  { "okp_x25519", "a key for encryption", "{\"kty\":\"OKP\",\"crv\":\"X25519\"," ED_X "}",
    DP_ERROR_KEY_TYPE },
  { "okp_ed448", "another curve", "{\"kty\":\"OKP\",\"crv\":\"Ed448\"," ED_X "}",
    DP_ERROR_KEY_TYPE },
  { "okp_short", "31 bytes (Go panics)", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
    "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ\"}", DP_ERROR_KEY_MALFORMED },
  { "okp_small_order", "a key under which many signatures hold",
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" Z43 "\"}", DP_ERROR_KEY_WEAK },
  { "okp_order_8", "the same, of order 8", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
    "\"JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU\"}", DP_ERROR_KEY_WEAK },
  { "okp_not_canonical", "y above the prime", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
    "\"__________________________________________8\"}", DP_ERROR_KEY_WEAK },
};

static char *
modulus (gsize  bytes,
         guint8 first,
         guint8 last)
{
  g_autofree guint8 *n = g_malloc (bytes);

  memset (n, 0xff, bytes);
  n[0] = first;
  n[bytes - 1] = last;
  return dp_base64url_encode (n, bytes);
}

/* The places in the rows: $N good modulus, $0 a zero in front, $E even, others by size. */
static char *
fill (const char *text)
{
  static const struct
  {
    const char *place;
    gsize bytes;
    guint8 first, last;
  } moduli[] = {
    { "$N", 256, 0x80, 1 },  { "$0", 257, 0, 1 },       { "$E", 256, 0x80, 2 },
    { "$1", 128, 0xff, 1 },  { "$2", 255, 0xff, 1 },    { "$8", 1025, 0xff, 1 },
    { "$9", 10000, 0xff, 1 },
  };
  g_autoptr (GString) out = g_string_new (text);
  g_autofree char *kid = g_strnfill (1100, 'k');

  for (gsize i = 0; i < G_N_ELEMENTS (moduli); i++)
    {
      g_autofree char *n = modulus (moduli[i].bytes, moduli[i].first, moduli[i].last);

      g_string_replace (out, moduli[i].place, n, 0);
    }
  g_string_replace (out, "$K", kid, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
check_key (const DptRefused *row,
           GError          **error)
{
  g_autofree char *text = fill (row->input);
  g_autoptr (DpJson) object = dpt_parse_json (text);
  g_autoptr (DpJwk) jwk = dp_jwk_parse (object, error);

  g_assert_null (jwk);
}

static const DptRefused sets[] = {
  { "empty", "no document", "", DP_ERROR_JSON_SYNTAX },
  { "no_keys", "not a key set", "{\"issuer\":\"x\"}", DP_ERROR_JSON_MISSING },
  { "keys_object", "keys that are not a list", "{\"keys\":{}}", DP_ERROR_JSON_TYPE },
  { "keys_null", "no keys", "{\"keys\":null}", DP_ERROR_JSON_MISSING },
  { "keys_twice", "one list for each of two parsers", "{\"keys\":[],\"keys\":[{" EC "}]}",
    DP_ERROR_JSON_SYNTAX },
  { "zero", "an empty list", "{\"keys\":[]}", DP_ERROR_KEY_UNKNOWN },
  { "none_usable", "nothing that we can use", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"},null,1]}",
    DP_ERROR_KEY_UNKNOWN },
  { "bare_key", "a key instead of a set (opkssh takes it, C7)", "{" EC "}",
    DP_ERROR_JSON_MISSING },
  { "list", "a list instead of a set", "[{" EC "}]", DP_ERROR_JSON_TYPE },
};

static void
check_set (const DptRefused *row,
           GError          **error)
{
  g_autoptr (DpJwks) jwks = dp_jwks_parse ((const guint8 *) row->input, strlen (row->input), error);

  g_assert_null (jwks);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  dpt_add_refused ("/refused/jwk/key", keys, check_key);
  dpt_add_refused ("/refused/jwk/set", sets, check_set);
  return g_test_run ();
}
