/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-gq.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-gq-math.h"
#include "dp-jwk.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-writer.h"

#define GQ_ALG "GQ256"

/* The DER of DigestInfo for SHA-256 up to the digest (RFC 8017 section 9.2, note 1). */
static const guint8 digest_info[] = {
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
  0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
};

DpJson *
dp_gq_parse_original_header (const DpJws *gq,
                             GError     **error)
{
  const char *segment = dp_jws_get_kid (gq);
  const char *payload = dp_jws_get_payload_segment (gq);
  g_autoptr (DpJws) original = NULL;

  if (strcmp (dp_jws_get_alg (gq), GQ_ALG) != 0)
    {
      dp_error_set (error, DP_ERROR_ALGORITHM, "not a GQ256 token");
      return NULL;
    }
  if (segment == NULL)
    {
      dp_error_set (error, DP_ERROR_JWS_MALFORMED, "no original header in \"kid\"");
      return NULL;
    }
  /* parsed as a token without a signature: the same rules as for every header */
  original = dp_jws_parse (segment, strlen (segment), payload, strlen (payload), "", 0, error);
  if (original == NULL)
    {
      g_prefix_error (error, "original header: ");
      return NULL;
    }
  if (strcmp (dp_jws_get_alg (original), "RS256") != 0)
    {
      dp_error_set (error, DP_ERROR_ALGORITHM, "the original algorithm is not RS256");
      return NULL;
    }
  return dp_json_ref (dp_jws_get_header (original));
}

/* EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) of what the provider signed; @len is the modulus'. */
static GBytes *
encode_identity (const char *header,
                 const char *payload,
                 gsize       len,
                 GError    **error)
{
  g_autofree char *identity = g_strjoin (".", header, payload, NULL);
  g_autoptr (DpWriter) writer = dp_writer_new (len);
  guint8 digest[DP_DIGEST_LEN];

  dp_digest_sha256 ((const guint8 *) identity, strlen (identity), digest);
  dp_writer_put_u8 (writer, 0);
  dp_writer_put_u8 (writer, 1);
  while (dp_writer_get_length (writer) < len - 1 - sizeof digest_info - sizeof digest)
    dp_writer_put_u8 (writer, 0xff);
  dp_writer_put_u8 (writer, 0);
  dp_writer_put_bytes (writer, digest_info, sizeof digest_info);
  dp_writer_put_bytes (writer, digest, sizeof digest);
  return dp_writer_finish (writer, error);
}

/* The equations for a token with this original header. */
static DpGq *
new_for_token (const DpPublicKey *key,
               const char        *header,
               const char        *payload,
               GError           **error)
{
  const guint8 *n, *e;
  gsize n_len, e_len;
  g_autoptr (GBytes) g = NULL;

  if (dp_public_key_get_kind (key) != DP_KEY_RSA)
    {
      dp_error_set (error, DP_ERROR_KEY_TYPE, "GQ256 needs an RSA key");
      return NULL;
    }
  dp_public_key_get_parts (key, &n, &n_len, &e, &e_len);
  g = encode_identity (header, payload, n_len, error);
  if (g == NULL)
    return NULL;
  return _dp_gq_new (n, n_len, e, e_len, g_bytes_get_data (g, NULL), error);
}

/* All challenges: the start of SHAKE256 (W_1 .. W_t || message). */
static void
make_challenges (const DpGq   *gq,
                 const guint8 *commitments,
                 const char   *header,
                 const char   *payload,
                 guint8       *out)
{
  gsize width = gq->rounds * gq->width;
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, commitments, (guint) width);
  g_byte_array_append (input, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (input, (const guint8 *) ".", 1);
  g_byte_array_append (input, (const guint8 *) payload, (guint) strlen (payload));
  dp_digest_shake256 (input->data, input->len, out, gq->rounds * gq->challenge_len);
}

/* Whether the challenges of the proof come out again for a message with this header. */
static gboolean
check_challenges (const DpGq   *gq,
                  const guint8 *commitments,
                  const guint8 *proof,
                  const char   *header,
                  const char   *payload,
                  GError      **error)
{
  gsize len = gq->rounds * gq->challenge_len;
  g_autofree guint8 *expected = g_malloc (len);

  make_challenges (gq, commitments, header, payload, expected);
  return dp_secret_equal (expected, len, proof, len)
         || dp_error_set (error, DP_ERROR_GQ_PROOF, "made with another key, or of other data");
}

static gboolean
check_thumbprint (const DpJws       *gq,
                  const DpPublicKey *key,
                  GError           **error)
{
  g_autofree char *expected = NULL;
  const char *jkt;

  if (!dp_json_read_string (dp_jws_get_header (gq), "jkt", DP_JSON_OPTIONAL, &jkt, error))
    return FALSE;
  if (jkt == NULL)
    return TRUE;
  expected = dp_jwk_thumbprint (key, error);
  if (expected == NULL)
    return FALSE;
  return strcmp (jkt, expected) == 0
         || dp_error_set (error, DP_ERROR_GQ_PROOF, "\"jkt\" is the thumbprint of another key");
}

gboolean
dp_gq_verify (const DpJws       *gq,
              const DpPublicKey *key,
              gboolean           legacy,
              GError           **error)
{
  g_autoptr (DpJson) original = dp_gq_parse_original_header (gq, error);
  const char *kid = dp_jws_get_kid (gq), *payload = dp_jws_get_payload_segment (gq);
  g_autofree guint8 *commitments = NULL;
  g_autoptr (DpGq) equations = NULL;
  gsize len, r_len;
  const guint8 *proof = g_bytes_get_data (dp_jws_get_signature (gq), &len);

  if (original == NULL || !check_thumbprint (gq, key, error))
    return FALSE;
  equations = new_for_token (key, kid, payload, error);
  if (equations == NULL)
    return FALSE;
  r_len = equations->rounds * equations->challenge_len;
  if (len != r_len + equations->rounds * equations->width)
    return dp_error_set (error, DP_ERROR_GQ_PROOF, "a proof of %" G_GSIZE_FORMAT " bytes", len);
  commitments = g_malloc (equations->rounds * equations->width);
  for (gsize i = 0; i < equations->rounds; i++)
    if (!_dp_gq_recover (equations, proof + i * equations->challenge_len,
                         proof + r_len + i * equations->width,
                         commitments + i * equations->width, error))
      return FALSE;
  if (legacy && check_challenges (equations, commitments, proof, kid, payload, NULL))
    return TRUE;
  return check_challenges (equations, commitments, proof, dp_jws_get_header_segment (gq), payload,
                           error);
}

static char *
build_header (const DpJws       *token,
              const DpPublicKey *key,
              const char        *commitment,
              GError           **error)
{
  g_autoptr (DpJson) header = dp_json_new_object ();
  g_autofree char *thumbprint = dp_jwk_thumbprint (key, error);
  g_autofree char *text = NULL;

  if (thumbprint != NULL)
    {
      dp_json_set_string (header, "alg", GQ_ALG);
      if (commitment != NULL)
        dp_json_set_string (header, "cic", commitment);
      dp_json_set_string (header, "jkt", thumbprint);
      dp_json_set_string (header, "kid", dp_jws_get_header_segment (token));
      dp_json_set_string (header, "typ", "JWT");
      text = dp_json_to_canonical (header, error);
    }
  return text != NULL ? dp_base64url_encode ((const guint8 *) text, strlen (text)) : NULL;
}

/* The random numbers r_i, in memory that wipes itself, and W_i of each. */
static GBytes *
make_commitments (DpGq    *gq,
                  guint8  *out,
                  GError **error)
{
  guint8 *r = g_malloc0 (gq->rounds * gq->width + 1);
  g_autoptr (GBytes) owned = dp_secret_new_take (r, gq->rounds * gq->width);

  for (gsize i = 0; i < gq->rounds; i++)
    {
      if (!_dp_gq_random (gq, r + i * gq->width, error))
        return NULL;
      _dp_gq_commit (gq, r + i * gq->width, out + i * gq->width);
    }
  return g_steal_pointer (&owned);
}

/* The proof R || S_1 .. S_t, base64url. */
static char *
prove (DpGq        *gq,
       GBytes      *signature,
       const char  *header,
       const char  *payload,
       GError     **error)
{
  gsize r_len = gq->rounds * gq->challenge_len, len = r_len + gq->rounds * gq->width;
  g_autofree guint8 *proof = g_malloc (len);
  g_autofree guint8 *commitments = g_malloc (gq->rounds * gq->width);
  guint8 *q = g_malloc0 (gq->width + 1);
  g_autoptr (GBytes) owned_q = dp_secret_new_take (q, gq->width);
  g_autoptr (GBytes) random = make_commitments (gq, commitments, error);
  const guint8 *r;

  if (random == NULL || !_dp_gq_invert (gq, g_bytes_get_data (signature, NULL), q, error))
    return NULL;
  make_challenges (gq, commitments, header, payload, proof);
  r = g_bytes_get_data (random, NULL);
  for (gsize i = 0; i < gq->rounds; i++)
    _dp_gq_respond (gq, r + i * gq->width, q, proof + i * gq->challenge_len,
                    proof + r_len + i * gq->width);
  return dp_base64url_encode (proof, len);
}

char *
dp_gq_sign (const DpJws       *token,
            const DpPublicKey *key,
            const char        *commitment,
            GError           **error)
{
  const char *payload = dp_jws_get_payload_segment (token);
  g_autoptr (DpGq) gq = NULL;
  g_autofree char *header = NULL;
  g_autofree char *proof = NULL;

  if (!dp_jws_verify (token, key, DP_SIGN_RS256, error))
    return NULL;
  gq = new_for_token (key, dp_jws_get_header_segment (token), payload, error);
  if (gq == NULL)
    return NULL;
  header = build_header (token, key, commitment, error);
  if (header == NULL)
    return NULL;
  proof = prove (gq, dp_jws_get_signature (token), header, payload, error);
  return proof != NULL ? g_strjoin (".", header, payload, proof, NULL) : NULL;
}
