/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-cic.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-jose-alg.h"
#include "dp-jwk.h"
#include "dp-text.h"

struct _DpCic
{
  DpPublicKey *key;
  DpSignAlg alg;
  char *segment;
  char *commitment;
};

/* The algorithms of a person's key (protocol section 1.2); PS256 is not one of them. */
static const struct
{
  DpKeyKind kind;
  DpSignAlg alg;
} algs[] = {
  { DP_KEY_P256, DP_SIGN_ES256 },
  { DP_KEY_ED25519, DP_SIGN_EDDSA },
  { DP_KEY_RSA, DP_SIGN_RS256 },
};

static DpSignAlg
alg_of_key (const DpPublicKey *key)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (algs) - 1 && algs[i].kind != dp_public_key_get_kind (key))
    i++;
  return algs[i].alg;
}

/* @header: the client instance claims; their canonical form is what is hashed and sent. */
static DpCic *
new_from_header (DpPublicKey  *key,
                 const DpJson *header,
                 GError      **error)
{
  g_autoptr (DpCic) self = g_new0 (DpCic, 1);
  g_autofree char *canonical = dp_json_to_canonical (header, error);
  guint8 digest[DP_DIGEST_LEN];

  if (canonical == NULL)
    return NULL;
  dp_digest_sha3_256 ((const guint8 *) canonical, strlen (canonical), digest);
  self->key = dp_public_key_ref (key);
  self->alg = alg_of_key (key);
  self->segment = dp_base64url_encode ((const guint8 *) canonical, strlen (canonical));
  self->commitment = dp_base64url_encode (digest, sizeof digest);
  return g_steal_pointer (&self);
}

static char *
to_hex (const guint8 *data,
        gsize         len)
{
  GString *out = g_string_sized_new (2 * len);

  dp_text_append_hex (out, data, len);
  return g_string_free (out, FALSE);
}

DpCic *
dp_cic_new (const DpPublicKey *upk,
            const guint8      *rz,
            GError           **error)
{
  const char *alg = dp_jose_alg_get_name (alg_of_key (upk));
  g_autofree char *hex = to_hex (rz, DP_CIC_RZ_LEN);
  g_autoptr (DpJson) header = dp_json_new_object ();
  g_autoptr (DpJson) jwk = dp_jwk_build (upk, alg);

  dp_json_set_string (header, "alg", alg);
  dp_json_set_string (header, "rz", hex);
  dp_json_set_string (header, "typ", "CIC");
  dp_json_set_object (header, "upk", jwk);
  return new_from_header ((DpPublicKey *) upk, header, error);
}

static DpCic *
parse_header (const DpJws *jws,
              GError     **error)
{
  const DpJson *header = dp_jws_get_header (jws);
  const DpJson *upk = NULL;
  const char *rz = NULL;
  g_autoptr (DpJwk) jwk = NULL;
  DpSignAlg alg;

  if (!dp_json_read_string (header, "rz", DP_JSON_REQUIRED, &rz, error)
      || !dp_json_read_object (header, "upk", DP_JSON_REQUIRED, &upk, error)
      || !dp_jose_alg_from_name (dp_jws_get_alg (jws), &alg, error))
    return NULL;
  jwk = dp_jwk_parse (upk, error);
  if (jwk == NULL)
    return NULL;
  if (g_strcmp0 (dp_jws_get_typ (jws), "CIC") != 0 || *rz == '\0'
      || g_strcmp0 (dp_jwk_get_alg (jwk), dp_jws_get_alg (jws)) != 0
      || alg_of_key (dp_jwk_get_key (jwk)) != alg)
    {
      dp_error_set (error, DP_ERROR_CIC_MALFORMED, "typ, rz, alg or the alg of upk is not right");
      return NULL;
    }
  return new_from_header (dp_jwk_get_key (jwk), header, error);
}

DpCic *
dp_cic_parse (const DpJws *jws,
              GError     **error)
{
  g_autoptr (GError) problem = NULL;
  DpCic *self = parse_header (jws, &problem);

  if (self == NULL)
    dp_error_set (error, DP_ERROR_CIC_MALFORMED, "client claims: %s", problem->message);
  return self;
}

void
dp_cic_free (DpCic *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->key, dp_public_key_unref);
  g_free (self->segment);
  g_free (self->commitment);
  g_free (self);
}

DpPublicKey *
dp_cic_get_key (const DpCic *self)
{
  return self->key;
}

DpSignAlg
dp_cic_get_alg (const DpCic *self)
{
  return self->alg;
}

const char *
dp_cic_get_commitment (const DpCic *self)
{
  return self->commitment;
}

const char *
dp_cic_get_segment (const DpCic *self)
{
  return self->segment;
}

char *
dp_cic_sign (const DpCic        *self,
             const DpPrivateKey *key,
             const char         *payload_segment,
             GError            **error)
{
  g_autofree char *input = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (!dp_public_key_equal (dp_private_key_get_public (key), self->key))
    {
      dp_error_set (error, DP_ERROR_UPK_MISMATCH, "the claims are about another key");
      return NULL;
    }
  input = g_strjoin (".", self->segment, payload_segment, NULL);
  signature = dp_private_key_sign (key, (const guint8 *) input, strlen (input), error);
  if (signature == NULL)
    return NULL;
  return dp_base64url_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
}
