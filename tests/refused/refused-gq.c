/* SPDX-License-Identifier: Apache-2.0 */
/* GQ tokens that were not made from a signature of the issuer over this token. */
#include <string.h>

#include "dp-base64.h"
#include "dp-gq.h"
#include "dp-jwk.h"
#include "dpt-jose.h"
#include "dpt.h"

#define HEADER "{\"alg\":\"RS256\",\"kid\":\"rsa1\",\"typ\":\"JWT\"}"
#define PAYLOAD "{\"iss\":\"https://op.example\",\"sub\":\"me\"}"
#define R_LEN 32     /* challenges of a 2048 bit key with e = 65537 */
#define WIDTH 256

static DptSigner *signer, *other;
static char *good; /* a good GQ token */

/* input: what is done with the bytes of the proof */
static const DptRefused proofs[] = {
  { "short", "one byte less", "short", DP_ERROR_GQ_PROOF },
  { "long", "one byte more", "long", DP_ERROR_GQ_PROOF },
  { "empty", "no proof", "empty", DP_ERROR_GQ_PROOF },
  { "one_round_less", "15 rounds, 240 bits", "round", DP_ERROR_GQ_PROOF },
  { "zero", "all zero: 0 = 0 in every round", "zero", DP_ERROR_GQ_PROOF },
  { "response_zero", "S_3 = 0", "response_zero", DP_ERROR_GQ_PROOF },
  { "response_modulus", "S_3 = n", "response_modulus", DP_ERROR_GQ_PROOF },
  { "response_above", "S_3 + n where it fits, the same number", "response_ones",
    DP_ERROR_GQ_PROOF },
  { "response_changed", "one bit of S_16", "response_bit", DP_ERROR_GQ_PROOF },
  { "challenge_changed", "one bit of R_1", "challenge_bit", DP_ERROR_GQ_PROOF },
  { "responses_swapped", "S_1 and S_2", "swap", DP_ERROR_GQ_PROOF },
  { "signature", "the RS256 signature itself", "signature", DP_ERROR_GQ_PROOF },
};

static DpJws *
parse (const char *token)
{
  g_autoptr (GError) error = NULL;
  DpJws *jws = dp_jws_parse_compact (token, strlen (token), &error);

  g_assert_no_error (error);
  return jws;
}

static gsize
change (const char *how,
        guint8     *proof,
        gsize       len)
{
  guint8 *third = proof + R_LEN + 2 * WIDTH;
  const guint8 *n, *e;
  gsize n_len, e_len;

  dp_public_key_get_parts (dpt_signer_get_public (signer), &n, &n_len, &e, &e_len);
  if (strcmp (how, "short") == 0)
    return len - 1;
  if (strcmp (how, "long") == 0)
    return len + 1;
  if (strcmp (how, "empty") == 0)
    return 0;
  if (strcmp (how, "round") == 0)
    return len - WIDTH - 2;
  if (strcmp (how, "signature") == 0)
    return WIDTH;
  if (strcmp (how, "zero") == 0)
    memset (proof, 0, len);
  if (strcmp (how, "response_zero") == 0)
    memset (third, 0, WIDTH);
  if (strcmp (how, "response_modulus") == 0)
    memmove (third, n, WIDTH);
  if (strcmp (how, "response_ones") == 0)
    memset (third, 0xff, WIDTH);
  if (strcmp (how, "response_bit") == 0)
    proof[len - 1] ^= 1;
  if (strcmp (how, "challenge_bit") == 0)
    proof[0] ^= 0x80;
  if (strcmp (how, "swap") == 0)
    for (gsize i = 0; i < WIDTH; i++)
      {
        guint8 byte = proof[R_LEN + i];

        proof[R_LEN + i] = proof[R_LEN + WIDTH + i];
        proof[R_LEN + WIDTH + i] = byte;
      }
  return len;
}

static void
check_proof (const DptRefused *row,
             GError          **error)
{
  g_autoptr (DpJws) made = parse (good);
  GBytes *bytes = dp_jws_get_signature (made);
  gsize len = g_bytes_get_size (bytes);
  g_autofree guint8 *proof = g_malloc0 (len + 1);
  g_autofree char *token = NULL;
  g_autoptr (DpJws) jws = NULL;

  for (gsize i = 0; i < len; i++)
    proof[i] = ((const guint8 *) g_bytes_get_data (bytes, NULL))[i];
  len = change (row->input, proof, len);
  token = dpt_token_with (good, proof, len);
  jws = parse (token);
  g_assert_false (dp_gq_verify (jws, dpt_signer_get_public (signer), TRUE, error));
}

/*
 * The GQ header; $K the original header segment, $J the thumbprint of the key. The proof is the one
 * of the good token, which a verifier that looks at the proof alone takes.
 */
static const DptRefused headers[] = {
  { "alg_rs256", "a proof under the name of a signature",
    "{\"alg\":\"RS256\",\"jkt\":\"$J\",\"kid\":\"$K\",\"typ\":\"JWT\"}", DP_ERROR_ALGORITHM },
  { "alg_gq384", "another size", "{\"alg\":\"GQ384\",\"kid\":\"$K\"}", DP_ERROR_ALGORITHM },
  { "kid_missing", "no original header", "{\"alg\":\"GQ256\",\"jkt\":\"$J\",\"typ\":\"JWT\"}",
    DP_ERROR_JWS_MALFORMED },
  { "kid_empty", "no original header", "{\"alg\":\"GQ256\",\"kid\":\"\"}",
    DP_ERROR_JWS_MALFORMED },
  { "kid_not_base64", "not a segment", "{\"alg\":\"GQ256\",\"kid\":\"rsa1\\n\"}",
    DP_ERROR_BASE64 },
  { "kid_padded", "another spelling of the segment", "{\"alg\":\"GQ256\",\"kid\":\"$K=\"}",
    DP_ERROR_BASE64 },
  { "kid_not_json", "not a header", "{\"alg\":\"GQ256\",\"kid\":\"AAAA\"}", DP_ERROR_JSON_SYNTAX },
  /* {"alg":"none"} {"alg":"ES256"} {"alg":"GQ256"} {"alg":"RS256","crit":[]} {"kid":"a"} */
  { "original_alg_none", "no signature to prove",
    "{\"alg\":\"GQ256\",\"kid\":\"eyJhbGciOiJub25lIn0\"}", DP_ERROR_ALGORITHM },
  { "original_alg_es256", "another algorithm",
    "{\"alg\":\"GQ256\",\"kid\":\"eyJhbGciOiJFUzI1NiJ9\"}", DP_ERROR_ALGORITHM },
  { "original_alg_gq256", "a proof of a proof",
    "{\"alg\":\"GQ256\",\"kid\":\"eyJhbGciOiJHUTI1NiJ9\"}", DP_ERROR_ALGORITHM },
  { "original_crit", "an extension in the original header",
    "{\"alg\":\"GQ256\",\"kid\":\"eyJhbGciOiJSUzI1NiIsImNyaXQiOltdfQ\"}", DP_ERROR_JWS_HEADER },
  { "original_no_alg", "no algorithm", "{\"alg\":\"GQ256\",\"kid\":\"eyJraWQiOiJhIn0\"}",
    DP_ERROR_JSON_MISSING },
  { "jkt_of_another_key", "a thumbprint of another key",
    "{\"alg\":\"GQ256\",\"jkt\":\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\",\"kid\":\"$K\"}",
    DP_ERROR_GQ_PROOF },
  { "jkt_number", "a thumbprint that is not text", "{\"alg\":\"GQ256\",\"jkt\":1,\"kid\":\"$K\"}",
    DP_ERROR_JSON_TYPE },
  { "cic_added", "a commitment put in afterwards, which the old form allowed",
    "{\"alg\":\"GQ256\",\"cic\":\"evil\",\"jkt\":\"$J\",\"kid\":\"$K\",\"typ\":\"JWT\"}",
    DP_ERROR_GQ_PROOF },
  { "white_space", "the same header in another spelling",
    "{\"alg\":\"GQ256\", \"jkt\":\"$J\",\"kid\":\"$K\",\"typ\":\"JWT\"}", DP_ERROR_GQ_PROOF },
};

static void
check_header (const DptRefused *row,
              GError          **error)
{
  g_autoptr (DpJws) made = parse (good);
  GBytes *bytes = dp_jws_get_signature (made);
  g_autofree char *proof = dp_base64url_encode (g_bytes_get_data (bytes, NULL),
                                                g_bytes_get_size (bytes));
  g_autofree char *thumbprint = dp_jwk_thumbprint (dpt_signer_get_public (signer), NULL);
  g_autoptr (GString) header = g_string_new (row->input);
  g_autofree char *segment = NULL;
  g_autofree char *token = NULL;
  g_autoptr (DpJws) jws = NULL;

  g_string_replace (header, "$K", dp_jws_get_kid (made), 0);
  g_string_replace (header, "$J", thumbprint, 0);
  segment = dp_base64url_encode ((const guint8 *) header->str, header->len);
  token = g_strjoin (".", segment, dp_jws_get_payload_segment (made), proof, NULL);
  jws = parse (token);
  g_assert_false (dp_gq_verify (jws, dpt_signer_get_public (signer), FALSE, error));
}

/* A good proof, but the key or the payload is another. */
static void
test_other (void)
{
  g_autoptr (DptSigner) ec = dpt_signer_new (DP_KEY_P256);
  g_autoptr (DpJws) jws = parse (good);
  g_auto (GStrv) parts = g_strsplit (good, ".", 3);
  g_autofree char *payload = dp_base64url_encode ((const guint8 *) "{\"sub\":\"root\"}", 14);
  g_autofree char *token = g_strjoin (".", parts[0], payload, parts[2], NULL);
  g_autoptr (DpJws) edited = parse (token);
  g_autoptr (GError) a = NULL;
  g_autoptr (GError) b = NULL;
  g_autoptr (GError) c = NULL;

  g_assert_false (dp_gq_verify (jws, dpt_signer_get_public (other), FALSE, &a));
  dpt_assert_code (a, DP_ERROR_GQ_PROOF);
  g_assert_false (dp_gq_verify (jws, dpt_signer_get_public (ec), FALSE, &b));
  dpt_assert_code (b, DP_ERROR_GQ_PROOF); /* "jkt" comes before the kind of key */
  g_assert_false (dp_gq_verify (edited, dpt_signer_get_public (signer), TRUE, &c));
  dpt_assert_code (c, DP_ERROR_GQ_PROOF);
}

/* The same without "jkt": the equations and the kind of key alone. */
static void
test_other_without_jkt (void)
{
  g_autoptr (DptSigner) ec = dpt_signer_new (DP_KEY_P256);
  g_autoptr (DpJws) made = parse (good);
  g_autofree char *header = g_strdup_printf ("{\"alg\":\"GQ256\",\"kid\":\"%s\"}",
                                             dp_jws_get_kid (made));
  g_auto (GStrv) parts = g_strsplit (good, ".", 3);
  g_autofree char *segment = dp_base64url_encode ((const guint8 *) header, strlen (header));
  g_autofree char *token = g_strjoin (".", segment, parts[1], parts[2], NULL);
  g_autoptr (DpJws) jws = parse (token);
  g_autoptr (GError) a = NULL;
  g_autoptr (GError) b = NULL;

  g_assert_false (dp_gq_verify (jws, dpt_signer_get_public (other), FALSE, &a));
  dpt_assert_code (a, DP_ERROR_GQ_PROOF);
  g_assert_false (dp_gq_verify (jws, dpt_signer_get_public (ec), FALSE, &b));
  dpt_assert_code (b, DP_ERROR_KEY_TYPE);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *token = NULL;
  g_autoptr (DpJws) jws = NULL;
  int status;

  dpt_init (&argc, &argv);
  signer = dpt_signer_rsa ();
  other = dpt_signer_new (DP_KEY_RSA);
  token = dpt_signer_token (signer, DP_SIGN_RS256, HEADER, PAYLOAD);
  jws = parse (token);
  good = dp_gq_sign (jws, dpt_signer_get_public (signer), NULL, NULL);
  dpt_add_refused ("/refused/gq/proof", proofs, check_proof);
  dpt_add_refused ("/refused/gq/header", headers, check_header);
  g_test_add_func ("/refused/gq/other_key_or_payload", test_other);
  g_test_add_func ("/refused/gq/other_key_without_thumbprint", test_other_without_jkt);
  status = g_test_run ();
  g_free (good);
  dpt_signer_free (signer);
  dpt_signer_free (other);
  return status;
}
