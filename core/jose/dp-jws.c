/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-jws.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-jose-alg.h"
#include "dp-limits.h"

struct _DpJws
{
  char       *header_segment;
  char       *payload_segment;
  DpJson     *header;
  GBytes     *payload;
  GBytes     *signature;
  const char *alg; /* these three are borrowed from header */
  const char *kid;
  const char *typ;
};

/* Extensions (RFC 7515 section 4.1.11, RFC 7797) and keys that the sender would choose. */
static const char *const forbidden[] = { "crit", "b64", "jwk", "jku", "x5c", "x5u" };

static GBytes *
decode_segment (const char *what,
                const char *text,
                gsize       len,
                GError    **error)
{
  GBytes *out;

  if (len > DP_JWS_SEGMENT_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "%s of %" G_GSIZE_FORMAT " characters", what, len);
      return NULL;
    }
  out = dp_base64url_decode (text, len, DP_JWS_SEGMENT_MAX, error);
  if (out == NULL)
    g_prefix_error (error, "%s: ", what);
  return out;
}

/* A GQ token carries a whole header in its kid; the ceiling of the header holds for that one. */
static gboolean
check_kid (const DpJws *self,
           GError     **error)
{
  if (self->kid != NULL && strlen (self->kid) > DP_KID_MAX && strcmp (self->alg, "GQ256") != 0)
    return dp_error_set (error, DP_ERROR_LIMIT, "\"kid\" is longer than %d bytes", DP_KID_MAX);
  return TRUE;
}

static gboolean
read_header (DpJws        *self,
             const guint8 *data,
             gsize         len,
             GError      **error)
{
  if (len > DP_JWS_HEADER_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "header of %" G_GSIZE_FORMAT " bytes", len);
  self->header = dp_json_parse (data, len, error);
  if (self->header == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    if (dp_json_has (self->header, forbidden[i]))
      return dp_error_set (error, DP_ERROR_JWS_HEADER, "\"%s\" in the header", forbidden[i]);
  if (!dp_json_read_string (self->header, "alg", DP_JSON_REQUIRED, &self->alg, error)
      || !dp_json_read_string (self->header, "kid", DP_JSON_OPTIONAL, &self->kid, error)
      || !dp_json_read_string (self->header, "typ", DP_JSON_OPTIONAL, &self->typ, error))
    return FALSE;
  if (self->kid != NULL && *self->kid == '\0')
    self->kid = NULL;
  return check_kid (self, error);
}

DpJws *
dp_jws_parse (const char *header,
              gsize       header_len,
              const char *payload,
              gsize       payload_len,
              const char *signature,
              gsize       signature_len,
              GError    **error)
{
  g_autoptr (DpJws) self = g_new0 (DpJws, 1);
  g_autoptr (GBytes) decoded = decode_segment ("header", header, header_len, error);

  if (decoded == NULL
      || !read_header (self, g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), error))
    return NULL;
  self->payload = decode_segment ("payload", payload, payload_len, error);
  if (self->payload == NULL)
    return NULL;
  self->signature = decode_segment ("signature", signature, signature_len, error);
  if (self->signature == NULL)
    return NULL;
  self->header_segment = g_strndup (header, header_len);
  self->payload_segment = g_strndup (payload, payload_len);
  return g_steal_pointer (&self);
}

DpJws *
dp_jws_parse_compact (const char *text,
                      gsize       len,
                      GError    **error)
{
  const char *end = text + len;
  const char *payload = len > 0 ? memchr (text, '.', len) : NULL;
  const char *signature = NULL;

  if (payload != NULL)
    {
      payload++;
      signature = memchr (payload, '.', (gsize) (end - payload));
    }
  if (signature == NULL || memchr (signature + 1, '.', (gsize) (end - signature - 1)) != NULL)
    {
      dp_error_set (error, DP_ERROR_JWS_MALFORMED, "not three parts with a dot between them");
      return NULL;
    }
  signature++;
  return dp_jws_parse (text, (gsize) (payload - text) - 1, payload,
                       (gsize) (signature - payload) - 1, signature, (gsize) (end - signature),
                       error);
}

void
dp_jws_free (DpJws *self)
{
  if (self == NULL)
    return;
  g_free (self->header_segment);
  g_free (self->payload_segment);
  dp_json_unref (self->header);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

const DpJson *
dp_jws_get_header (const DpJws *self)
{
  return self->header;
}

const char *
dp_jws_get_alg (const DpJws *self)
{
  return self->alg;
}

const char *
dp_jws_get_kid (const DpJws *self)
{
  return self->kid;
}

const char *
dp_jws_get_typ (const DpJws *self)
{
  return self->typ;
}

const char *
dp_jws_get_header_segment (const DpJws *self)
{
  return self->header_segment;
}

const char *
dp_jws_get_payload_segment (const DpJws *self)
{
  return self->payload_segment;
}

GBytes *
dp_jws_get_payload (const DpJws *self)
{
  return self->payload;
}

GBytes *
dp_jws_get_signature (const DpJws *self)
{
  return self->signature;
}

/* The segments are canonical, so that encoding the signature again gives its segment. */
char *
dp_jws_dup_compact (const DpJws *self)
{
  g_autofree char *signature = dp_base64url_encode (g_bytes_get_data (self->signature, NULL),
                                                    g_bytes_get_size (self->signature));

  return g_strjoin (".", self->header_segment, self->payload_segment, signature, NULL);
}

gboolean
dp_jws_verify (const DpJws       *self,
               const DpPublicKey *key,
               DpSignAlg          alg,
               GError           **error)
{
  g_autofree char *input = NULL;
  gsize signature_len;
  const guint8 *signature = g_bytes_get_data (self->signature, &signature_len);

  if (g_strcmp0 (self->alg, dp_jose_alg_get_name (alg)) != 0)
    return dp_error_set (error, DP_ERROR_ALGORITHM, "the header names another algorithm");
  input = g_strjoin (".", self->header_segment, self->payload_segment, NULL);
  return dp_public_key_verify (key, alg, (const guint8 *) input, strlen (input), signature,
                               signature_len, error);
}
